// Versions: tablets two versions behind, apps that are updated on the same file, an office that goes on with
// tomorrow's dictionary and looks again at what it holds.
#pragma once

#include "tools/sim/trouble.hpp"

namespace pendata::sim {

class trouble_with_versions : trouble {
public:
    trouble_with_versions(stage& on, office_house& office, cast& who)
        : trouble(on, office, who, dice(on.told.report().seed, "versions")) {}

    void plan_day(std::int64_t begins_ms);
    // At rest: tablets that hold what they can not name.
    void count_unknown();

private:
    void bring_oldest_app();
    void update_app();
    actor* somebody_behind();
    void update(actor& whose);
    void expect_rule();
    void change_rule();

    bool rule_expected_ = false;
};

}  // namespace pendata::sim
