// The list of breaks. tools/sim/mutations proves that each is found.
#include "tools/sim/breaks.hpp"

#include <string>

#define PENDATA_SIM_SWITCHES
#include "core/base/fault_switch.hpp"

namespace pendata {

namespace {

std::string& chosen() {
    static std::string name;
    return name;
}

}  // namespace

bool is_broken(std::string_view name) { return !chosen().empty() && chosen() == name; }

namespace sim {

const std::vector<deliberate_break>& breaks() {
    static const std::vector<deliberate_break> known{
        {"chain_unchecked", "the office does not look whether a batch forks its chain"},
        {"eviction_before_intake", "a part is evicted though work on it is unsent"},
        {"case_by_last_arrival", "a case is looked for between the last two writes only"},
    };
    return known;
}

void break_on_purpose(std::string_view name) { chosen() = name; }

}  // namespace sim

}  // namespace pendata
