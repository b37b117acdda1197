// The profiles there are.
#include "tools/sim/scene/profile.hpp"

namespace pendata::sim {

const std::vector<profile>& profiles() {
    static const std::vector<profile> known{
        {.name = "standard"},
        {.name = "small", .tablets = 4, .subdistricts = 2, .days = 10, .saves_a_day = 6, .varied = false},
        {.name = "calm", .faults_known = 0},
        {.name = "long", .days = 430, .days_between = 10, .away = 3},
        {.name = "restored", .restores = true},
        {.name = "honest", .days = 10, .honest = true, .receipts_lost = 130},
    };
    return known;
}

std::optional<profile> profile_named(std::string_view name) {
    for (const auto& p : profiles()) {
        if (p.name == name) return p;
    }
    return std::nullopt;
}

}  // namespace pendata::sim
