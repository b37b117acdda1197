// The tablet's end of a connection: the real client session, its actions done by the real engine at once.
#pragma once

#include <functional>

#include "client-lib/src/engine/fork_desk.hpp"
#include "client-lib/src/engine/photo_desk.hpp"
#include "client-lib/src/engine/snapshot_desk.hpp"
#include "tools/sim/checkers/watch.hpp"
#include "tools/sim/scene/ending.hpp"
#include "tools/sim/scene/sim_tablet.hpp"

namespace pendata::sim {

class tablet_end {
public:
    struct setup {
        bytes exporter;
        bool resumed = false;
        bool follow = false;
        std::function<void(bytes_view)> send;
        std::function<void(ending)> finished;
        std::function<void()> killed;  // the app's process died between two steps
    };

    tablet_end(stage& on, sim_tablet& of, watch& eyes, setup with);

    void start();
    void receive(bytes_view data);
    void on_timer();
    void on_local_change();
    void stop(errc why);
    // The process is gone: nothing more is done.
    void die() { dead_ = true; }
    bool is_over() const { return dead_ || over_; }
    bool is_idle() const { return session_.is_idle(); }
    bool only_keeps_alive() const { return session_.only_keeps_alive(); }
    const session_progress& progress() const { return session_.progress(); }

private:
    template <class Input>
    void feed(Input input);
    void pump();
    void let_disk_fail();
    template <class Look>
    void look(Look at);
    void watch_load();

    void act(tablet_action::send& a) { with_.send(a.frame); }
    void act(tablet_action::load_facts& a);
    void act(tablet_action::read_batches& a) { session_.on_batches(desk_.batches(a.sent, a.limit)); }
    void act(tablet_action::read_mail& a) { session_.on_mail(desk_.mail(a.sent, a.limit)); }
    void act(tablet_action::mail_carried& a);
    void act(tablet_action::mail_refused& a);
    void act(tablet_action::set_anchor& a) { session_.on_done(desk_.set_anchor(a.anchor)); }
    void act(tablet_action::learn& a);
    void act(tablet_action::apply_receipt& a);
    void act(tablet_action::apply_pull& a);
    void act(tablet_action::apply_news& a);
    void act(tablet_action::stage_head& a);
    void act(tablet_action::stage_chunk& a);
    void act(tablet_action::swap_in& a);
    void act(tablet_action::take_new_replica& a);
    void act(tablet_action::read_positions&) { session_.on_positions(fork_desk(tablet_.engine()).positions()); }
    void act(tablet_action::read_cut_cells&) { session_.on_cut_cells(fork_desk(tablet_.engine()).cut_cells()); }
    void act(tablet_action::go_back_to& a);
    void act(tablet_action::mark_given_back& a) { session_.on_done(fork_desk(tablet_.engine()).mark(a.answer)); }
    void act(tablet_action::read_photos& a) { session_.on_photos(photo_desk(tablet_.engine()).errands(a.after, a.limit)); }
    void act(tablet_action::read_photo_piece& a) {
        session_.on_photo_piece(a.photo, photo_desk(tablet_.engine()).piece(a.photo, a.size, a.number));
    }
    void act(tablet_action::keep_photo_piece& a) { session_.on_done(photo_desk(tablet_.engine()).keep(a.piece)); }
    void act(tablet_action::note_photo_passed& a) {
        session_.on_done(photo_desk(tablet_.engine()).note_passed(a.photo, a.bytes, a.kept));
    }
    void act(tablet_action::note_photo_refused& a) {
        session_.on_done(photo_desk(tablet_.engine()).note_refused(a.photo, a.why));
    }
    void act(tablet_action::compare& a);
    void act(tablet_action::collect_rows& a);
    void act(tablet_action::finish& a);

    stage& on_;
    sim_tablet& tablet_;
    watch& eyes_;
    setup with_;
    sync_desk desk_;
    snapshot_desk loads_;
    client_session session_;
    bool pumping_ = false;
    bool over_ = false;
    bool dead_ = false;
};

}  // namespace pendata::sim
