// Periods that follow one another. What days one has: days_of_period() in core/cases/overlap.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pendata {

// "2026-Q4" gives "2027-Q1", "2026-S1" "2026-S2", "2026-12" "2027-01", "2026" "2027", a day the day after. Nothing where it is
// no period, or the last there is.
std::optional<std::string> next_period(std::string_view period);

}  // namespace pendata
