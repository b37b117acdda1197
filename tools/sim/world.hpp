// A world: an office, tablets, the people who carry them, and a month of bad coverage. Then everything heals, and
// everything is checked.
#pragma once

#include "tools/sim/checkers/sane_time.hpp"
#include "tools/sim/desk_worker.hpp"
#include "tools/sim/forger.hpp"
#include "tools/sim/impostor.hpp"
#include "tools/sim/photographers.hpp"
#include "tools/sim/trouble_with_bags.hpp"
#include "tools/sim/trouble_with_files.hpp"
#include "tools/sim/trouble_with_law.hpp"
#include "tools/sim/trouble_with_newcomers.hpp"
#include "tools/sim/trouble_with_office.hpp"
#include "tools/sim/trouble_with_rights.hpp"
#include "tools/sim/trouble_with_versions.hpp"

namespace pendata::sim {

class world {
public:
    explicit world(stage& on);

    void run();

private:
    void found();
    void plan_days();
    void plan_day_of(actor& who, std::int64_t begins_ms);
    void plan_day_of_office(std::int64_t begins_ms);
    void wait_for_who_is_away();
    void heal();
    void wait_one_back_off();
    void let_sync(std::int64_t for_ms);
    void check_daily();
    void check_at_rest();
    void check_forgeries();

    stage& on_;
    office_house office_;
    watch eyes_;
    time_checker times_;
    oracle promises_{on_};
    cast cast_;
    desk_worker desk_;
    trouble_with_bags bags_;
    trouble_with_files files_;
    trouble_with_newcomers newcomers_;
    trouble_with_office restores_;
    trouble_with_rights rights_;
    trouble_with_versions versions_;
    trouble_with_law law_;
    forger forger_;
    impostor impostor_;
    photographers photographers_;
};

}  // namespace pendata::sim
