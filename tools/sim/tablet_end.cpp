// Action by action, on the tablet.
#include "tools/sim/tablet_end.hpp"

#include "core/settle/office_answers.hpp"

namespace pendata::sim {

tablet_end::tablet_end(stage& on, sim_tablet& of, watch& eyes, setup with)
    : on_(on), tablet_(of), eyes_(eyes), with_(std::move(with)), desk_(of.engine()), loads_(of.engine()), session_(with_.follow) {}

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
        std::visit([this](auto& a) { act(a); }, *action);
    }
    pumping_ = false;
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
    session_.on_done(desk_.apply(a.answer));
}

void tablet_end::act(tablet_action::apply_pull& a) {
    const auto done = desk_.apply(a.pull);
    eyes_.cursor_may_have_moved(tablet_);
    session_.on_done(done);
}

void tablet_end::act(tablet_action::swap_in& a) {
    const auto done = loads_.swap_in(a.node);
    eyes_.cursor_may_have_moved(tablet_);
    session_.on_done(done.has_error() ? result<void>(done.error()) : result<void>());
}

void tablet_end::act(tablet_action::take_new_replica& a) {
    eyes_.new_replica_taken(tablet_);
    session_.on_done(desk_.take_new_replica(a.of, a.head));
}

void tablet_end::act(tablet_action::compare& a) {
    const auto equal = desk_.compare(a.at, a.office);
    eyes_.cursor_may_have_moved(tablet_);
    if (equal.has_value()) eyes_.compared(tablet_, a.at, *equal);
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
