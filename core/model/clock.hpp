// A tablet's idea of the time (I8): the office's time at the last anchor, carried on by the monotonic clock.
// The wall clock is kept as a claim and trusted only where nothing better is known. Pure: readings come in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/model/timestamp.hpp"

namespace pendata {

struct clock_reading {
    std::int64_t wall_ms = 0;       // what the device believes, since the epoch
    std::int64_t monotonic_ms = 0;  // since boot, asleep or not
    std::string boot;               // names the boot; monotonic times of two boots do not compare

    friend bool operator==(const clock_reading&, const clock_reading&) = default;
};

// The pinned office told its time over TLS, in one round trip of at most limits::anchor_round_trip_ms.
struct clock_anchor {
    std::int64_t office_ms = 0;
    clock_reading at;

    friend bool operator==(const clock_anchor&, const clock_anchor&) = default;
};

struct corrected_time {
    std::int64_t ms = 0;
    clock_trust trust = clock_trust::unknown;
};

corrected_time correct(const clock_reading& reading, const std::optional<clock_anchor>& anchor);

// How long ago `then` was, at `now`; never negative. Within one boot it is exact whatever was done to the wall clock;
// across a boot it is the corrected difference, but at least as long as this boot has lasted.
std::int64_t elapsed_ms(const clock_reading& then, const clock_reading& now, const std::optional<clock_anchor>& anchor);

// The anchor of an answer that told `office_ms`: sent at `asked`, read at `answered`. Nothing when the round
// trip was too long or crossed a boot.
std::optional<clock_anchor> anchor_from(std::int64_t office_ms, const clock_reading& asked,
                                        const clock_reading& answered);

}  // namespace pendata
