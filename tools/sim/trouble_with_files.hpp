// What befalls tablets as things: rolled back, copied, lost, away for a year, given to somebody else.
#pragma once

#include "tools/sim/trouble.hpp"

namespace pendata::sim {

class trouble_with_files : trouble {
public:
    trouble_with_files(stage& on, office_house& office, cast& who, watch& eyes, oracle& promises)
        : trouble(on, office, who, "files"), eyes_(eyes), promises_(promises) {}

    // Called each day.
    void plan_day(std::int64_t begins_ms);
    // Somebody is away until everybody comes home.
    void send_away();
    // Those who were away come home.
    void bring_home();
    // Whether somebody is away for long, so that the world has to wait.
    bool somebody_is_away() const { return away_ > 0; }

private:
    void roll_back();
    void put_copy_back(actor& whose);
    void seal_for_lost_bag(actor& whose);
    void excuse_lost_twice();
    void copy();
    void lose();
    void change_officer();
    void damage();

    watch& eyes_;
    oracle& promises_;
    int away_ = 0;
};

}  // namespace pendata::sim
