// The one place where the tablet's clocks are read: the wall clock people set, the monotonic clock that runs on
// while the device sleeps, and the name of this boot, without which monotonic times do not compare.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/model/clock.hpp"

namespace pendata {

// Threads: any.
class device_clock {
public:
    // `wall_ms` empty: the system's wall clock, moved by `offset_ms`.
    device_clock(std::int64_t offset_ms, std::function<std::int64_t()> wall_ms);

    clock_reading read() const;

private:
    std::int64_t offset_ms_;
    std::function<std::int64_t()> wall_ms_;
    std::string boot_;
};

}  // namespace pendata
