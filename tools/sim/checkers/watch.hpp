// The checkers that look on while a world runs; each rule is a file of its own beside this one.
#pragma once

#include <map>
#include <set>

#include "tools/sim/scene/oracle.hpp"
#include "tools/sim/scene/sim_tablet.hpp"

namespace pendata::sim {

class office_house;
struct ending;

class watch {
public:
    watch(stage& on, office_house& office, oracle& promises) : on_(on), office_(office), promises_(promises) {}

    void receipt_came(const sim_tablet& by, const receipt& answer);
    // Where a reload by snapshot took its place each scope begins at that of its own snapshot.
    void cursor_may_have_moved(const sim_tablet& of, bool reloaded = false);
    void compared(const sim_tablet& of, const position& at, bool equal);
    // Around each step of a load by snapshot.
    void loads(const sim_tablet& of) { before_load_ = of.state(); }
    void staged(const sim_tablet& of);
    void swapped_in(const sim_tablet& of, const std::string& node);
    void new_replica_taken(const sim_tablet& by);
    // Requires: before it happens.
    void goes_back_to(const sim_tablet& of, const position& point) {
        if (times_back_ == 0) on_.told.broken("I11", of.name() + " goes back to " + std::to_string(point.at) + ", and the office never did");
        cursors_.erase(of.number());
        if (!may_repair_.contains(of.number())) promises_.expect_back(of, point.at);
    }
    void repair_wanted(const sim_tablet& by);
    void session_ended(const sim_tablet& of, const ending& how);
    void reopened(const sim_tablet& of);

    // Something was done to this tablet's file, so that a fork is no false alarm.
    void expect_fork(const sim_tablet& of) { may_fork_.insert(of.number()); }
    // The twin inherits what is wrong with the file.
    void copied(const sim_tablet& from, const sim_tablet& twin) {
        expect_fork(from);
        expect_fork(twin);
        if (may_repair_.contains(from.number())) expect_repair(twin);
    }
    // The file is as it was some time ago, its cursor too.
    void rolled_back(const sim_tablet& of) {
        expect_fork(of);
        cursors_.erase(of.number());
    }
    // The office is as it was: everybody goes back with it, and may find their cache unlike.
    void office_went_back() {
        cursors_.clear();
        ++times_back_;
    }
    // Something was done to this cache or to the office, so that a repair is no surprise.
    void expect_repair(const sim_tablet& of) {
        may_repair_.insert(of.number());
        promises_.lost_holder(of.number());
    }

private:
    stage& on_;
    office_house& office_;
    oracle& promises_;
    // Until everything has healed a damaged file may disagree with itself.
    bool is_damaged(const sim_tablet& of) const { return may_repair_.contains(of.number()) && !on_.faults.is_healed(); }
    void count_load(const message::snapshot_head& head);

    device_state before_load_;
    struct places {
        sequence pulled = 0, receipted = 0, custody_heard = 0, backed_up = 0;
        grant_list grants;
        std::map<std::string, sequence> loading;
    };
    std::map<int, places> cursors_;
    std::set<std::pair<int, digest>> begun_;  // loads of earlier connections
    std::set<int> may_fork_;
    std::set<int> may_repair_;
    // An office that went back excuses a tablet until the next equal comparison with it.
    bool may_be_behind(const sim_tablet& of) const {
        const auto known = equal_since_.find(of.number());
        return times_back_ > (known == equal_since_.end() ? 0 : known->second);
    }

    int times_back_ = 0;
    std::map<int, int> equal_since_;  // by tablet, times the office had gone back then
};

}  // namespace pendata::sim
