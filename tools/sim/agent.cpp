// Connecting, again and again.
#include "tools/sim/agent.hpp"

#include "core/sync/backoff.hpp"

namespace pendata::sim {

agent::agent(stage& on, sim_tablet& of, office_house& office, watch& eyes, const reception& network)
    : on_(on), tablet_(of), office_(office), eyes_(eyes), network_(network) {}

void agent::go_online() {
    if (retired_ || std::exchange(online_, true)) return;
    wake();
}

void agent::go_offline() {
    online_ = false;
    ++plan_;
    if (connected_) connected_->break_off();
}

void agent::wake() {
    if (retired_ || !online_) return;
    if (connected_ && !connected_->is_over()) return connected_->on_local_change();
    failures_ = 0;
    try_again_in(on_.draw.between(100, 3'000));
}

void agent::try_again_in(std::int64_t ms) {
    on_.time.after(ms, [this, plan = ++plan_] {
        if (plan == plan_) connect();
    });
}

void agent::connect() {
    if (!online_ || retired_ || !tablet_.is_open() || (connected_ && !connected_->is_over())) return;
    if (!office_.is_open()) return on_ended({errc::offline, 0, {}});
    connection::setup with{on_, tablet_, office_, eyes_, network_, on_.draw.chance(250), {}, {}, {}};
    with.ended = [this](const ending& how) { on_ended(how); };
    with.tablet_killed = [this] { kill_app(); };
    with.office_killed = [this] {
        office_.close("is killed");
        on_.time.after(on_.draw.between(2, 90) * second_ms, [this] { office_.open(); });
    };
    connected_ = connection::open(std::move(with));
}

void agent::on_ended(const ending& how) {
    if (auto ended = std::exchange(connected_, nullptr)) {
        // What has left the tablet may still reach the office.
        on_.time.after(minute_ms, [ended] {});
        on_.told.synced();
        on_.told.tell(tablet_.name(), "synced: " + std::string(how.why == errc::ok ? "ok" : text_of(how.why, false)) + ", " +
                                          std::to_string(how.progress.batches_receipted) + " batches, " +
                                          std::to_string(how.progress.writes_held) + " held, " + std::to_string(how.progress.parts_pulled) +
                                          " parts, " + std::to_string(how.progress.evicted) + " evicted");
        eyes_.session_ended(tablet_, how);
    }
    if (how.why == errc::ok) {
        failures_ = 0;
        last_synced_ms_ = on_.time.now_ms();
        if (tablet_.pending().writes > 0) try_again_in(second_ms);
        return;
    }
    if (how.why == errc::device_revoked) return;
    if (how.why == errc::bad_proof) tablet_.ticket.reset();
    try_again_in(backoff_ms(++failures_, on_.draw.next(), how.retry_after_ms));
}

void agent::kill_app() {
    if (connected_) {
        connected_->tablet_is_gone();
        on_.time.after(minute_ms, [ended = std::exchange(connected_, nullptr)] {});
    }
    if (!tablet_.is_open()) return;
    on_.told.tell(tablet_.name(), "is killed");
    // Whoever is in the middle of something with this tablet gets to its end first.
    tablet_.close();
    reopen_later();
}

void agent::reopen_later() {
    on_.time.after(on_.draw.between(1, 300) * second_ms, [this] {
        if (retired_ || tablet_.is_open()) return;
        tablet_.open();
        eyes_.reopened(tablet_);
        wake();
    });
}

void agent::retire() {
    retired_ = true;
    go_offline();
    if (connected_) connected_->tablet_is_gone();
}

}  // namespace pendata::sim
