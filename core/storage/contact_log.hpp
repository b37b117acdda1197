// What a tablet remembers of its contacts with the office, so that a later process can tell since when and why its
// work does not move. Times are clock readings: their age is found by elapsed_ms(), whatever the wall clock says.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/base/error.hpp"
#include "core/model/clock.hpp"

namespace pendata {

// What is worth keeping about the path across restarts of the agent.
struct path_memory {
    std::int64_t small_until_ms = 0;  // monotonic; 0: the path takes large packets as far as we know
    std::uint32_t relapses = 0;       // times a path thought whole swallowed again
    bool suspected = false;           // the next session tries small segments

    friend bool operator==(const path_memory&, const path_memory&) = default;
};

// What may stay where it is although syncs come to a good end. In the file by these numbers: never change them.
enum class stays : std::uint8_t {
    unread = 0,          // batches the office keeps unread: too much of this tablet is held there
    photos = 1,          // own photos that are not all sent
    photos_refused = 2,  // own photos that are not offered again by themselves
    mail_aside = 3,      // a bag's batches the office could not take
    evictions = 4,       // records to be let go, once what is unsent on them is in
    batches = 5,         // own sealed batches that can not be read
};
inline constexpr std::size_t stays_kinds = 6;

struct contact_log {
    std::optional<clock_reading> heard;          // the office last answered a hello
    std::optional<clock_reading> tried;          // an attempt last ended, or was found equal
    errc outcome = errc::ok;                     // of it
    bool by_office = false;                      // the office said so; else this side found it
    std::uint32_t failures = 0;                  // in a row, none with progress
    std::optional<clock_reading> failing_since;  // the first of them
    std::int64_t retry_in_ms = 0;                // from `tried`; 0: nobody tries by itself
    std::optional<clock_reading> all_sent;       // nothing was unsent and both sides held the same
    std::array<std::optional<clock_reading>, stays_kinds> stays_since;  // the end of an attempt that first found it so
    path_memory path;                            // times of the boot of `tried`

    friend bool operator==(const contact_log&, const contact_log&) = default;
};

}  // namespace pendata
