// Carrying out what the policy says: core/sync/agent_policy.hpp.
#include "tools/sim/agent.hpp"

#include "core/sync/agent_policy.hpp"

namespace pendata::sim {

agent::agent(stage& on, sim_tablet& of, office_house& office, watch& eyes, const reception& network)
    : on_(on), tablet_(of), office_(office), eyes_(eyes), network_(network) {}

void agent::go_online() {
    if (retired_ || std::exchange(online_, true)) return;
    sync_now();
}

// The policy stays as it is: what was under way ends, what waits finds no network.
void agent::go_offline() {
    if (!std::exchange(online_, false)) return;
    if (connected_) connected_->break_off();
}

void agent::wake() {
    if (retired_ || !online_ || !tablet_.is_open()) return;
    if (connected_ && !connected_->is_over()) return connected_->on_local_change();
    take(policy_.on_local_change(on_.time.now_ms()));
}

void agent::sync_now() {
    if (retired_ || !online_ || !tablet_.is_open()) return;
    if (connected_ && connected_->is_over()) return;
    take(policy_.on_network(on_.time.now_ms()));
}

void agent::take(const agent_action& next) {
    if (const auto* go = std::get_if<agent_step::connect>(&next)) return connect(go->with);
    const auto* wait = std::get_if<agent_step::wait>(&next);
    // Without a network the system wakes the app once there is one again.
    if (wait == nullptr || !online_) return;
    on_.time.at(wait->until_ms, [this, plan = ++plan_] {
        if (plan == plan_ && tablet_.is_open()) take(policy_.on_timer(on_.time.now_ms()));
    });
}

void agent::connect(const session_plan& plan) {
    if (!online_ || retired_ || !office_.is_open()) {
        ending how;
        how.why = errc::offline;
        return on_ended(how);
    }
    connection::setup with{on_, tablet_, office_, eyes_, network_, plan, on_.draw.chance(250), {}, {}, {}};
    with.ended = [this](const ending& how) { on_ended(how); };
    with.tablet_killed = [this] { kill_app(); };
    with.office_killed = [this] {
        if (on_.faults.strikes(fault::office_power_lost, 500)) {
            on_.faults.happened(fault::office_power_lost);
            office_.lose_power();
        } else {
            office_.kill();
        }
        on_.time.after(on_.draw.between(2, 90) * second_ms, [this] { office_.open(); });
    };
    connected_ = connection::open(std::move(with));
    if (const auto before = before_.lock()) {
        on_.time.after(on_.draw.between(0, 6'000), [before] { before->next_has_begun(); });
    }
    before_ = connected_;
}

void agent::on_ended(const ending& how) {
    if (auto ended = std::exchange(connected_, nullptr)) {
        // What has left the tablet may still reach the office.
        on_.time.after(20 * minute_ms, [ended] {});
        const auto& p = how.progress;
        on_.told.synced();
        on_.told.tell(tablet_.name(), "synced: " + std::string(how.why == errc::ok ? "ok" : text_of(how.why, false)) + ", " +
                                          std::to_string(p.batches_receipted) + " batches, " + std::to_string(p.writes_held) + " held, " +
                                          std::to_string(p.parts_pulled) + " parts, " + std::to_string(p.evicted) + " evicted");
        eyes_.session_ended(tablet_, how);
    }
    if (how.why == errc::ok) last_synced_ms_ = on_.time.now_ms();
    if (how.why == errc::bad_proof) tablet_.ticket.reset();
    const auto& p = how.progress;
    session_report report;
    report.why = how.why;
    report.retry_after_ms = how.retry_after_ms;
    report.connected = how.connected;
    report.answered = how.connected;
    report.progress = p.batches_receipted + p.parts_pulled + p.evicted + p.photo_pieces > 0;
    report.fell_silent = how.fell_silent;
    report.bytes_passed = how.bytes_passed;
    const auto next = policy_.on_ended(report, on_.time.now_ms(), on_.draw.next());
    if (!retired_) take(next);
}

std::string agent::standing() {
    std::string out = online_ ? "online, " : "offline, ";
    out += !connected_ ? "not connected" : connected_->is_over() ? "connection over" : "connected";
    const auto next = policy_.on_timer(0);
    if (const auto* stopped = std::get_if<agent_step::stop>(&next)) out += ", stopped: " + std::string(text_of(stopped->why, false));
    if (const auto* waits = std::get_if<agent_step::wait>(&next)) out += ", waits: " + std::string(text_of(waits->why, false));
    return out;
}

void agent::cut_off() {
    if (!connected_) return;
    connected_->tablet_is_gone();
    on_.time.after(minute_ms, [ended = std::exchange(connected_, nullptr)] {});
    policy_ = agent_policy(policy_.path());
}

void agent::kill_app() {
    cut_off();
    policy_ = agent_policy(policy_.path());
    if (!tablet_.is_open()) return;
    if (on_.faults.strikes(fault::power_lost, 400)) {
        on_.faults.happened(fault::power_lost);
        on_.told.tell(tablet_.name(), "loses its power");
        tablet_.lose_power();
    } else {
        on_.told.tell(tablet_.name(), "is killed");
        tablet_.kill();
    }
    reopen_later();
}

void agent::reopen_later() {
    on_.time.after(on_.draw.between(1, 300) * second_ms, [this] {
        if (retired_ || tablet_.is_open()) return;
        tablet_.open();
        eyes_.reopened(tablet_);
        sync_now();
    });
}

void agent::retire() {
    retired_ = true;
    cut_off();
}

}  // namespace pendata::sim
