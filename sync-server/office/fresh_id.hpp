// New ids and secrets of the office's own: the system's dice, and for ids a UUIDv7 of the time.
#pragma once

#include <array>
#include <cstdint>

#include "core/base/id.hpp"

namespace pendata {

std::array<unsigned char, 10> ten_dice();
std::array<unsigned char, 16> fresh_secret();

template <class Id>
Id fresh_id(std::int64_t now_ms) {
    Id id;
    id.raw = make_uuid7(now_ms, ten_dice());
    return id;
}

}  // namespace pendata
