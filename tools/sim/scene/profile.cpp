// The profiles there are.
#include "tools/sim/scene/profile.hpp"

namespace pendata::sim {

const std::vector<profile>& profiles() {
    static const std::vector<profile> known{
        {"standard", 12, 3, 2, 30, 5, 700},
        {"small", 4, 2, 2, 10, 6, 700},
        {"calm", 12, 3, 2, 30, 5, 0},
        {"long", 12, 3, 2, 430, 5, 700, false, 10, 3},
        {"restored", 12, 3, 2, 30, 5, 700, true},
        {"honest", 12, 3, 2, 10, 5, 700, false, 1, 0, true, 100},
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
