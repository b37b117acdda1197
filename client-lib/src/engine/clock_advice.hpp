// What an officer is told of the tablet's clock: that it is off, or that somebody has set it. What is written keeps its
// order and its place whatever the clock says (docs/conflicts.md, "Time"); dates typed by people do not.
#pragma once

#include <optional>
#include <string>

#include "core/model/clock.hpp"

namespace pendata {

struct clock_advice {
    corrected_time now;
    std::int64_t off_ms = 0;  // the wall clock beyond the corrected time
    std::string id, en;       // the hint, empty where there is nothing to say
};

clock_advice advise_on_clock(const clock_reading& now, const std::optional<clock_anchor>& anchor);

}  // namespace pendata
