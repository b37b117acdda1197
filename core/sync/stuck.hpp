// Why a tablet's work does not move, by name (I11): a pure function of what the tablet knows. The names stand in
// docs/operations.md with what to do about each; they are in the JSON of `status`, so they never change.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/error.hpp"
#include "core/storage/contact_log.hpp"

namespace pendata {

enum class stuck_reason {
    none,             // nothing waits, or it was saved just now and is on its way
    not_enrolled,     // no office knows this tablet
    key_missing,      // the device key is gone
    disk_full,        // this tablet can not write
    storage,          // its file can not be read or written
    not_tried,        // no attempt since it was saved
    offline,          // nobody there
    office_silent,    // somebody takes the connection, or took it, and nothing moves
    connection_lost,  // cut
    not_secure,       // TLS failed: something in between, or a certificate
    wrong_office,     // somebody else answers at the office's address
    office_busy,      // the office stops, or serves too many already
    office_storage,   // the office can not write or read: its disk is full, its file damaged, its clock wrong
    refused,          // the office knows this device not, or not any more
    office_behind,    // the office was restored from a backup: it takes uploads and serves no pull
    differs,          // contents stay unequal after repair
    protocol,         // the two programs do not understand each other
    stopped,          // ended by a person, or by the office to greet anew
    damaged,          // a sealed batch can not be read; what else there was is sent
    unread,           // all sent; the office keeps some of it unread, since too much of this tablet is held
    held,             // all sent; the office holds some of it for a person's word
};

struct stuck_facts {
    bool enrolled = false;
    bool has_key = false;
    bool disk_is_full = false;
    std::uint64_t unsent = 0;       // writes
    std::uint64_t held = 0;         // writes in custody
    std::uint64_t unread = 0;       // of those, in batches the office keeps unread
    std::uint64_t damaged = 0;      // sealed batches without a receipt that can not be read
    std::int64_t tried_ago_ms = -1; // age of the last attempt; negative: none
    errc outcome = errc::ok;        // of it
    bool by_office = false;         // the office said so; else this side found it
};

// The disk, memory or database of whoever met it, or a mistake of its program: nothing the other side did.
bool is_own_trouble(errc code);

stuck_reason why_stuck(const stuck_facts& facts);
// What an attempt that ended so says about the reason; `none` for ok.
stuck_reason reason_of(errc outcome, bool by_office);

// The name in JSON; empty for `none`.
std::string_view name_of(stuck_reason reason);
// For people: what it is and what to do first.
std::string_view text_of(stuck_reason reason, bool indonesian);

// The same of what stays although syncs come to a good end.
std::string_view name_of(stays what);
std::string_view text_of(stays what, bool indonesian);

}  // namespace pendata
