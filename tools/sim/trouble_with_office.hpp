// The office goes back in time: restored from a backup, or copied back without anybody's knowledge, also twice.
#pragma once

#include "tools/sim/checkers/sane_time.hpp"
#include "tools/sim/trouble.hpp"

namespace pendata::sim {

class trouble_with_office : trouble {
public:
    trouble_with_office(stage& on, office_house& office, cast& who, watch& eyes, time_checker& times, oracle& promises)
        : trouble(on, office, who, "restores"), eyes_(eyes), times_(times), promises_(promises) {}

    void plan_day(std::int64_t begins_ms);

private:
    void go_back(fault f, office_house::start how);

    watch& eyes_;
    time_checker& times_;
    oracle& promises_;
};

}  // namespace pendata::sim
