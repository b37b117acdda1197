// One sync session over one connection: asks client_session what to do, does it, feeds back the
// answer. It decides nothing about the protocol; what it adds is a deadline, and noticing a peer
// that fell silent.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "client-lib/src/engine/photo_desk.hpp"
#include "client-lib/src/engine/snapshot_desk.hpp"
#include "client-lib/src/engine/sync_desk.hpp"
#include "client-lib/src/net/key_ring.hpp"
#include "client-lib/src/net/session_outcome.hpp"
#include "client-lib/src/net/tls_connection.hpp"
#include "core/sync/silence_watch.hpp"

namespace pendata {

// All are called on the io_context's thread; each may be empty.
struct session_listener {
    std::function<void(const session_outcome& so_far)> progress;
    std::function<void(const std::vector<record_id>& changed,
                       const std::vector<record_id>& evicted)>
        settled;
    std::function<void(const session_outcome& so_far)> synced;  // equal, with nothing to push
    std::function<void(const session_outcome&)>
        finished;  // once, at the end; may destroy the driver
};

// Threads: all on the io_context's. Lifetime: tablet, keys and io_context outlive it; let go of at
// any moment, from its own handlers too, it is not heard of again. Held by a shared_ptr, so that a
// late timer finds nobody.
class session_driver : public std::enable_shared_from_this<session_driver> {
public:
    struct setting {
        tls_connection::target office;
        bool follow = false;
        std::chrono::milliseconds timeout{0};  // for all of it; 0: only silence ends it
    };

    session_driver(boost::asio::io_context& io, const tablet& with, key_ring& keys, setting wanted,
                   session_listener listener);

    void start();
    void stop(errc why);
    // The app saved something.
    void on_local_change();

    // The actions of client_session.
    void operator()(tablet_action::send& action);
    void operator()(tablet_action::load_facts& action);
    void operator()(tablet_action::read_batches& action);
    void operator()(tablet_action::read_mail& action);
    void operator()(tablet_action::mail_carried& action);
    void operator()(tablet_action::mail_refused& action);
    void operator()(tablet_action::set_anchor& action);
    void operator()(tablet_action::learn& action);
    void operator()(tablet_action::apply_receipt& action);
    void operator()(tablet_action::apply_pull& action);
    void operator()(tablet_action::apply_news& action);
    void operator()(tablet_action::stage_head& action);
    void operator()(tablet_action::stage_chunk& action);
    void operator()(tablet_action::swap_in& action);
    void operator()(tablet_action::take_new_replica& action);
    void operator()(tablet_action::read_positions& action);
    void operator()(tablet_action::read_cut_cells& action);
    void operator()(tablet_action::go_back_to& action);
    void operator()(tablet_action::mark_given_back& action);
    void operator()(tablet_action::read_photos& action);
    void operator()(tablet_action::read_photo_piece& action);
    void operator()(tablet_action::keep_photo_piece& action);
    void operator()(tablet_action::note_photo_passed& action);
    void operator()(tablet_action::note_photo_refused& action);
    void operator()(tablet_action::compare& action);
    void operator()(tablet_action::collect_rows& action);
    void operator()(tablet_action::finish& action);

private:
    using clock_type = std::chrono::steady_clock;

    template <class Work>
    auto while_here(Work work);
    template <class Work>
    void or_no_memory(Work work);
    void on_open(result<tls_connection::opened> opened);
    void read();
    void pump();
    void step();
    void tick();
    void on_tick();
    bool fell_silent();
    void watch_other_processes();
    void finish_when_written();
    void finish();
    std::size_t records_held() const;
    session_outcome so_far() const;

    boost::asio::io_context& io_;
    const tablet& tablet_;
    key_ring& keys_;
    setting wanted_;
    session_listener listener_;
    sync_desk desk_;
    snapshot_desk loads_;
    photo_desk photos_;
    client_session session_;
    tls_connection connection_;
    boost::asio::steady_timer timer_;

    tls_connection::opened opened_;
    session_outcome outcome_;
    clock_type::time_point deadline_;
    silence_watch silence_;
    std::size_t writing_ = 0;          // writes the connection has not taken yet
    bool open_ = false;
    bool reading_ = false;
    bool stepping_ = false;   // a step is posted
    bool idle_told_ = false;  // the listener knows of this idleness
    bool ending_ = false;     // the session has ended; what was written goes out
    bool finished_ = false;
};

}  // namespace pendata
