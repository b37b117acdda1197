// The id of a record that follows from others: whoever derives it from the same facts makes the same record.
#pragma once

#include "core/base/id.hpp"

namespace pendata {

// The first 16 bytes of the digest as a UUIDv8. Never change.
inline record_id derived_record_id(const digest& of) {
    auto id = record_id::from(of.view());
    id.raw[6] = static_cast<unsigned char>((id.raw[6] & 0x0f) | 0x80);
    id.raw[8] = static_cast<unsigned char>((id.raw[8] & 0x3f) | 0x80);
    return id;
}

// Of that form. Ids that a device makes for a new record are not.
inline bool is_derived_id(const record_id& id) { return (id.raw[6] & 0xf0) == 0x80 && (id.raw[8] & 0xc0) == 0x80; }

}  // namespace pendata
