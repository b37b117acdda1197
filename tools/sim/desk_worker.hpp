// Whoever sits at the office's desk: custody, cases, duties. Works with the office's real doors.
#pragma once

#include <set>

#include "core/settle/case_record.hpp"
#include "tools/sim/scene/office_house.hpp"

namespace pendata::sim {

class desk_worker {
public:
    explicit desk_worker(stage& on, office_house& office) : on_(on), office_(office), draw_(on.draw.next(), "desk") {}

    // One look at the desk. Requires an open office.
    void work();
    // Writes that somebody took in by hand.
    const std::set<write_id>& accepted() const { return accepted_; }

private:
    std::vector<custody_row> held_writes();
    std::vector<conflict_case> cases();
    void judge_held_writes();
    void decide_cases();

    stage& on_;
    office_house& office_;
    dice draw_;
    std::set<write_id> accepted_;
};

}  // namespace pendata::sim
