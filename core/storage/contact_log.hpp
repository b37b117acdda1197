// What a tablet remembers of its contacts with the office, so that a later process can tell since when and why its
// work does not move. Times are clock readings: their age is found by elapsed_ms(), whatever the wall clock says.
#pragma once

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

struct contact_log {
    std::optional<clock_reading> heard;          // the office last answered a hello
    std::optional<clock_reading> tried;          // an attempt last ended, or was found equal
    errc outcome = errc::ok;                     // of it
    bool by_office = false;                      // the office said so; else this side found it
    std::uint32_t failures = 0;                  // in a row, none with progress
    std::optional<clock_reading> failing_since;  // the first of them
    std::int64_t retry_in_ms = 0;                // from `tried`; 0: nobody tries by itself
    std::optional<clock_reading> all_sent;       // nothing was unsent and both sides held the same
    path_memory path;                            // times of the boot of `tried`

    friend bool operator==(const contact_log&, const contact_log&) = default;
};

}  // namespace pendata
