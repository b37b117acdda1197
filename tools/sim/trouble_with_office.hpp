// The office goes back in time: restored from a backup, or copied back without anybody's knowledge, also twice; or it
// loses the key of its door, or has a wrong clock.
#pragma once

#include "tools/sim/checkers/sane_time.hpp"
#include "tools/sim/trouble.hpp"

namespace pendata::sim {

class trouble_with_office : trouble {
public:
    trouble_with_office(stage& on, office_house& office, cast& who, watch& eyes, time_checker& times, oracle& promises);

    void plan_day(std::int64_t begins_ms);
    // What the desk does afterwards, nothing where the office never went back: somebody misses whoever came after the
    // backup; a ledger that tablets know to be newer is said to be lost, and who was revoked in it is revoked once more.
    void put_right();

private:
    void go_back(fault f, office_house::start how);
    void lose_ledger();
    void let_go();
    void is_back(fault f, std::size_t number);
    void plan_clock(std::int64_t begins_ms);
    void plan_copies(std::int64_t begins_ms);
    void at_any_minute(std::int64_t begins_ms, std::function<void()> what);
    void back_up();
    std::vector<std::size_t> restorable() const;

    watch& eyes_;
    time_checker& times_;
    oracle& promises_;
    bool goes_back_;  // this seed knows it
    bool has_bad_clock_;
    bool ledger_went_back_ = false;
    dice copying_;
    dice clock_;
};

}  // namespace pendata::sim
