// A world: an office, tablets, the people who carry them, and a month of bad coverage. Then everything heals, and
// everything is checked.
#pragma once

#include <memory>
#include <vector>

#include "tools/sim/agent.hpp"
#include "tools/sim/desk_worker.hpp"
#include "tools/sim/people.hpp"

namespace pendata::sim {

class world {
public:
    explicit world(stage& on);

    void run();

private:
    void found();
    void enrol(int number);
    void plan_days();
    void plan_day_of(std::size_t who, std::int64_t day_begins_ms);
    void plan_day_of_office(std::int64_t day_begins_ms);
    void heal();
    void check_at_rest();

    stage& on_;
    office_house office_;
    watch eyes_;
    oracle promises_;
    desk_worker desk_;
    std::vector<std::string> villages_;
    std::vector<std::unique_ptr<sim_tablet>> tablets_;
    std::vector<std::unique_ptr<agent>> agents_;
    std::vector<std::unique_ptr<census_taker>> people_;
};

}  // namespace pendata::sim
