// Tablets that join in the middle of the month: a first load that breaks off, a village that the office does not know
// yet, apps of other versions.
#pragma once

#include "tools/sim/trouble.hpp"

namespace pendata::sim {

class trouble_with_newcomers : trouble {
public:
    trouble_with_newcomers(stage& on, office_house& office, cast& who) : trouble(on, office, who, "newcomers") {}

    void plan_day(std::int64_t begins_ms);

private:
    void break_first_load();
    void hear_of_village();
    void make_known(const std::string& code, const std::string& above);
    void bring_other_app(const dictionary& words, fault f);
    std::string a_village();

    int unknown_ = 0;
};

}  // namespace pendata::sim
