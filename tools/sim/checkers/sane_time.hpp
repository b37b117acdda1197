// I8, looked at now and then, since it says that something does not change.
#pragma once

#include <map>

#include "tools/sim/scene/office_house.hpp"

namespace pendata::sim {

class time_checker {
public:
    explicit time_checker(stage& on) : on_(on) {}

    // Requires an open office.
    void look(office_house& office);
    // The office was restored: what it settles anew has another right to its time.
    void forget() { settled_.clear(); }

private:
    void look_at(const history_row& row, const write& w, const std::map<write_id, stamp_time>& times);

    stage& on_;
    std::map<write_id, stamp> settled_;
};

}  // namespace pendata::sim
