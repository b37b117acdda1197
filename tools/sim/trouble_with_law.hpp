// Somebody asks to be erased, or to be shown to nobody while it is looked at, while tablets are away with work on their records, and backups have them.
#pragma once

#include "tools/sim/trouble.hpp"

namespace pendata::sim {

class trouble_with_law : trouble {
public:
    trouble_with_law(stage& on, office_house& office, cast& who, oracle& promises)
        : trouble(on, office, who, dice(on.told.report().seed, "law")), promises_(promises), strict_(draw_.chance(300)),
          other_draw_(on.told.report().seed, "restriction"), restricts_(other_draw_.chance(300)) {}

    void plan_day(std::int64_t begins_ms);

private:
    void plan_restrictions(std::int64_t begins_ms);
    bool restrict(const record_id& whom, bool is_so);
    void erase_somebody();
    void erase(const record_id& record);

    oracle& promises_;
    bool strict_;
    dice other_draw_;  // erasures go on as they would without restrictions
    bool restricts_;
};

}  // namespace pendata::sim
