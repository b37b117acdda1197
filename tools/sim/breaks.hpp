// The deliberate breaks compiled into the simulator: core/base/fault_switch.hpp. One at most is on.
#pragma once

#include <string_view>
#include <vector>

namespace pendata::sim {

struct deliberate_break {
    std::string_view name;
    std::string_view what;  // in a few words
    std::string_view profile = "standard";  // the worlds in which it matters
};

const std::vector<deliberate_break>& breaks();
// Requires a name of breaks(), or an empty one: none.
void break_on_purpose(std::string_view name);

}  // namespace pendata::sim
