// A tablet's agent in the world: it connects when there is a network and something to do, and backs off as the real
// one does (I11).
#pragma once

#include "tools/sim/connection.hpp"

namespace pendata::sim {

class agent {
public:
    agent(stage& on, sim_tablet& of, office_house& office, watch& eyes, const reception& network);

    // The network comes and goes.
    void go_online();
    void go_offline();
    void set_reception(const reception& network) { network_ = network; }
    // Something was saved.
    void wake();
    // Somebody wants a sync now.
    void sync_now();
    // The connection, if there is one, is gone: the file is about to be handled.
    void cut_off();
    // The app's process dies; opened again a little later.
    void kill_app();
    // The tablet is no more.
    void retire();
    // A connection stands, as far as the tablet knows.
    bool is_connected() const { return connected_ && !connected_->is_over(); }
    bool is_retired() const { return retired_; }

    // For whoever looks why it does not move.
    std::string standing();
    std::int64_t last_synced_ms() const { return last_synced_ms_; }

private:
    void take(const agent_action& next);
    void connect(const session_plan& plan);
    void on_ended(const ending& how);
    void reopen_later();

    stage& on_;
    sim_tablet& tablet_;
    office_house& office_;
    watch& eyes_;
    reception network_;
    std::shared_ptr<connection> connected_;
    std::weak_ptr<connection> before_;  // the newest, also when it is over
    bool online_ = false;
    bool retired_ = false;
    agent_policy policy_;
    std::uint64_t plan_ = 0;  // the newest plan counts
    std::int64_t last_synced_ms_ = 0;
};

}  // namespace pendata::sim
