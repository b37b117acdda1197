// Correcting a clock reading by the last anchor.
#include "core/model/clock.hpp"

#include <algorithm>
#include <cstdlib>

#include "core/base/limits.hpp"

namespace pendata {

namespace {

// A wall clock that drifted less than this against the monotonic one was not set by anybody.
constexpr std::int64_t jump_ms = 120'000;

}  // namespace

corrected_time correct(const clock_reading& reading, const std::optional<clock_anchor>& anchor) {
    if (!anchor) return {reading.wall_ms, clock_trust::unknown};
    const std::int64_t wall_moved = reading.wall_ms - anchor->at.wall_ms;
    if (reading.boot == anchor->at.boot) {
        const std::int64_t moved = reading.monotonic_ms - anchor->at.monotonic_ms;
        const bool jumped = std::llabs(wall_moved - moved) > jump_ms;
        return {anchor->office_ms + moved, jumped ? clock_trust::jumped : clock_trust::ok};
    }
    // After a reboot only the wall clock ran on. It can not have gone back behind the anchor.
    if (wall_moved < 0) return {anchor->office_ms, clock_trust::jumped};
    return {anchor->office_ms + wall_moved, clock_trust::unknown};
}

std::int64_t elapsed_ms(const clock_reading& then, const clock_reading& now, const std::optional<clock_anchor>& anchor) {
    if (then.boot == now.boot) return std::max<std::int64_t>(0, now.monotonic_ms - then.monotonic_ms);
    return std::max({std::int64_t{0}, now.monotonic_ms, correct(now, anchor).ms - correct(then, anchor).ms});
}

std::optional<clock_anchor> anchor_from(std::int64_t office_ms, const clock_reading& asked,
                                        const clock_reading& answered) {
    const std::int64_t round_trip = answered.monotonic_ms - asked.monotonic_ms;
    if (asked.boot != answered.boot || round_trip < 0 || round_trip > limits::anchor_round_trip_ms) return std::nullopt;
    return clock_anchor{office_ms + round_trip / 2, answered};
}

}  // namespace pendata
