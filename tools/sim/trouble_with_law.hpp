// Somebody asks to be erased, while tablets are away with work on their records, and backups have them.
#pragma once

#include "tools/sim/trouble.hpp"

namespace pendata::sim {

class trouble_with_law : trouble {
public:
    trouble_with_law(stage& on, office_house& office, cast& who, oracle& promises)
        : trouble(on, office, who, dice(on.told.report().seed, "law")), promises_(promises), strict_(draw_.chance(300)) {}

    void plan_day(std::int64_t begins_ms);

private:
    void erase_somebody();
    void erase(const record_id& record);

    oracle& promises_;
    bool strict_;
};

}  // namespace pendata::sim
