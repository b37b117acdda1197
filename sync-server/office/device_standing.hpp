// Whether a device is stuck, as far as the office knows, and why (I11): a pure function of its row, what it told of
// itself, and what the office does with it. The names are in JSON and in docs/operations.md: they never change.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/storage/office_store.hpp"

namespace pendata {

enum class device_reason {
    none,
    revoked_with_unsent,  // what is on it comes in only if it calls: it may, and is told to drop the rest
    never_came,           // enrolled, and not heard of since
    no_contact,           // not heard of for days
    office_behind,        // this office was copied back: it serves no pull to anybody
    no_duty,              // every duty of its officer has ended: it is told nothing
    trouble_told,         // it called, and told how its syncs had failed
    unsent,               // it called, and was cut off before all was in
    unread,               // too much of it is held: what it sent since is kept unread until that is decided
    held,                 // all is in; some of it waits for a person here
};

struct device_standing {
    device_reason reason = device_reason::none;
    std::uint64_t oldest_unsent_s = 0;  // as last told, grown by the time since
    std::int64_t silent_s = 0;          // since the last contact, or the enrolment
    std::uint64_t held = 0;
    // Batches kept unread behind a quota, their writes, and the time since the first of them came.
    std::uint64_t unread = 0;
    std::uint64_t unread_writes = 0;
    std::int64_t unread_s = 0;
};

struct standing_facts {
    std::int64_t now_ms = 0;
    bool office_is_behind = false;
    bool has_duty = true;
    std::uint64_t held = 0;  // writes of this device in custody
    unread_summary unread{};
};

device_standing standing_of(const device_row& row, const standing_facts& facts);

// A device with which nothing is wrong that a person should look at.
inline bool is_well(const device_standing& standing) { return standing.reason == device_reason::none; }

std::string_view name_of(device_reason reason);
// For people; names what the device told where that is the reason.
std::string text_of(const device_standing& standing, const device_row& row, bool indonesian);
// {"batches","writes","oldest_s"}; null where nothing of it is unread.
std::string unread_json(const device_standing& standing);
// null, or {"reason","text","text_en","told"?}.
std::string stuck_json(const device_standing& standing, const device_row& row);

}  // namespace pendata
