// Action by action, on the tablet.
#include "tools/sim/tablet_end.hpp"

#include "core/settle/office_answers.hpp"
#include "tools/sim/checkers/unsent_work.hpp"
#include "tools/sim/scene/disk_trouble.hpp"

namespace pendata::sim {

namespace {

constexpr disk_trouble of_its_disk{fault::disk_full, fault::disk_locked, fault::read_error, 4};

bool may_evict(const client_action& a) {
    return std::holds_alternative<tablet_action::apply_pull>(a) || std::holds_alternative<tablet_action::learn>(a) ||
           std::holds_alternative<tablet_action::compare>(a) || std::holds_alternative<tablet_action::swap_in>(a);
}

}  // namespace

tablet_end::tablet_end(stage& on, sim_tablet& of, watch& eyes, setup with)
    : on_(on), tablet_(of), eyes_(eyes), with_(std::move(with)), desk_(of.engine()), loads_(of.engine()), session_(with_.follow, on.photos) {}

// Checkers find the disk well, or do not look at all.
template <class Look>
void tablet_end::look(Look at) {
    tablet_.calm_disk();
    if (!tablet_.has_died()) at();
}

// Before a step of a load, on a disk that is well for the moment.
void tablet_end::watch_load() {
    const auto armed = tablet_.disk().faults;
    tablet_.calm_disk();
    eyes_.loads(tablet_);
    tablet_.arm_disk(armed);
}

template <class Input>
void tablet_end::feed(Input input) {
    if (is_over()) return;
    input(session_);
    pump();
}

void tablet_end::start() {
    feed([&](client_session& s) { s.start(tablet_.clock.read()); });
}
void tablet_end::receive(bytes_view data) {
    feed([&](client_session& s) { s.receive(data, tablet_.clock.read()); });
}
void tablet_end::on_timer() {
    feed([&](client_session& s) { s.on_timer(tablet_.clock.read()); });
}
void tablet_end::on_local_change() {
    feed([](client_session& s) { s.on_local_change(); });
}
void tablet_end::stop(errc why) {
    feed([&](client_session& s) { s.stop(why); });
}

void tablet_end::pump() {
    if (std::exchange(pumping_, true)) return;
    while (!dead_) {
        auto action = session_.next_action();
        if (!action) break;
        if (on_.faults.strikes(fault::tablet_killed, 2)) {
            on_.faults.happened(fault::tablet_killed);
            with_.killed();
            break;
        }
        std::optional<unsent_work> unsent;
        if (may_evict(*action)) unsent.emplace(tablet_).leave_out_erased(*action);
        if (!std::holds_alternative<tablet_action::finish>(*action)) let_disk_fail();
        const disk_counts before = tablet_.disk().counts();
        std::visit([this](auto& a) { act(a); }, *action);
        note_disk_faults(on_, of_its_disk, before, tablet_.disk().counts());
        tablet_.calm_disk();
        tablet_.die_at_step(0);
        if (tablet_.has_died()) {
            on_.faults.happened(fault::killed_at_step);
            with_.killed();
            break;
        }
        if (unsent) unsent->check_kept(on_, tablet_);
    }
    pumping_ = false;
}

// For one action: the process may be killed within it, the disk may be full, locked or bad.
void tablet_end::let_disk_fail() {
    if (on_.faults.strikes(fault::killed_at_step, 5)) tablet_.die_at_step(on_.draw.below(12) + 1);
    tablet_.arm_disk(draw_disk_faults(on_, of_its_disk, tablet_.disk()));
}

void tablet_end::act(tablet_action::load_facts&) {
    auto facts = desk_.facts();
    if (facts.has_value() && !with_.resumed) {
        const auto s = tablet_.sign_with_key(proof_message(with_.exporter));
        facts->hello.proof.assign(reinterpret_cast<const char*>(s.data()), s.size());
    }
    session_.on_facts(std::move(facts));
}

void tablet_end::act(tablet_action::mail_carried& a) {
    const auto noted = desk_.mail_carried(a.told);
    if (noted.has_error()) session_.stop(to_errc(noted.error()));
}

void tablet_end::act(tablet_action::mail_refused& a) {
    const auto noted = desk_.mail_refused(a.batch, a.why);
    if (noted.has_error()) session_.stop(to_errc(noted.error()));
}

void tablet_end::act(tablet_action::apply_receipt& a) {
    eyes_.receipt_came(tablet_, a.answer);
    const auto done = desk_.apply(a.answer);
    look([&] { eyes_.cursor_may_have_moved(tablet_); });
    session_.on_done(done);
}

void tablet_end::act(tablet_action::learn& a) {
    const auto done = desk_.learn(a.welcome);
    look([&] { eyes_.cursor_may_have_moved(tablet_); });
    session_.on_done(done);
}

void tablet_end::act(tablet_action::apply_news& a) {
    const auto done = desk_.apply(a.news);
    look([&] { eyes_.cursor_may_have_moved(tablet_); });
    session_.on_done(done);
}

void tablet_end::act(tablet_action::apply_pull& a) {
    const auto done = desk_.apply(a.pull);
    look([&] { eyes_.cursor_may_have_moved(tablet_); });
    session_.on_done(done);
}

void tablet_end::act(tablet_action::stage_head& a) {
    watch_load();
    const auto done = loads_.stage(a.head);
    look([&] { eyes_.staged(tablet_); });
    session_.on_done(done);
}

void tablet_end::act(tablet_action::stage_chunk& a) {
    watch_load();
    const auto done = loads_.stage(a.node, a.chunk);
    look([&] { eyes_.staged(tablet_); });
    session_.on_done(done);
}

void tablet_end::act(tablet_action::swap_in& a) {
    watch_load();
    const auto done = loads_.swap_in(a.node);
    look([&] {
        eyes_.cursor_may_have_moved(tablet_, true);
        if (done.has_value()) eyes_.swapped_in(tablet_, a.node);
    });
    session_.on_done(done.has_error() ? result<void>(done.error()) : result<void>());
}

void tablet_end::act(tablet_action::take_new_replica& a) {
    look([&] { eyes_.new_replica_taken(tablet_); });
    session_.on_done(desk_.take_new_replica(a.of, a.head));
}

void tablet_end::act(tablet_action::go_back_to& a) {
    look([&] { eyes_.goes_back_to(tablet_, a.point); });
    session_.on_done(fork_desk(tablet_.engine()).go_back_to(a.point));
}

void tablet_end::act(tablet_action::compare& a) {
    const auto equal = desk_.compare(a.at, a.office);
    look([&] {
        eyes_.cursor_may_have_moved(tablet_);
        if (equal.has_value()) eyes_.compared(tablet_, a.at, *equal);
    });
    session_.on_compared(equal);
}

void tablet_end::act(tablet_action::collect_rows&) {
    eyes_.repair_wanted(tablet_);
    session_.on_rows(desk_.rows());
}

void tablet_end::act(tablet_action::finish& a) {
    over_ = true;
    ending how;
    how.why = a.why;
    how.retry_after_ms = a.retry_after_ms;
    how.progress = session_.progress();
    with_.finished(std::move(how));
}

}  // namespace pendata::sim
