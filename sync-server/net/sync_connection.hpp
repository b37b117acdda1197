// The driver of one server session: bytes of a TLS session in, actions out, answers of the executor back in. It
// decides nothing about the protocol; it only waits where there is no room, for the executor and for a slow peer.
//
// Threads: all on the connections' thread. Lifetime: the listener and answers under way hold it; office, executor,
// log and roll outlive it.
#pragma once

#include <memory>
#include <optional>

#include "core/sync/server_session.hpp"
#include "sync-server/jobs/office_executor.hpp"
#include "sync-server/net/tls_session.hpp"

namespace pendata {

class sync_connection;

// Who is connected: told by each connection when its session opens and when it is over.
class connection_roll {
public:
    virtual ~connection_roll() = default;
    virtual void joined(sync_connection& connection) = 0;
    virtual void left(sync_connection& connection) = 0;
};

struct office_services {
    office& of;
    office_executor& work;
    const event_log& log;
    std::function<std::int64_t()> now_ms;
    std::function<std::int64_t()> timer_ms;
};

class sync_connection final : public session_handler, public std::enable_shared_from_this<sync_connection> {
public:
    sync_connection(std::shared_ptr<tls_session> session, office_services services, connection_roll& roll);

    void opened(const tls_peer& peer) override;
    void received(bytes_view data) override;
    void drained() override;
    void stopping() override;
    void closed(errc why) override;

    void on_commit();
    void on_timer();

private:
    void pump();
    bool wait_for(lane of);  // false, always
    void let_read();
    template <class Input>
    void feed(Input input);

    // Each does one action; false where there is no room yet and it is to be done again.
    bool act(office_action::send& action);
    bool act(office_action::greet& action);
    bool act(office_action::enrol& action);
    bool act(office_action::settle& action);
    bool act(office_action::read_changes& action);
    bool act(office_action::read_repair& action);
    bool act(office_action::find_fork& action);
    bool act(office_action::take_back& action);
    bool act(office_action::open_snapshot& action);
    bool act(office_action::read_chunk& action);
    bool act(office_action::weigh_photo& action);
    bool act(office_action::take_photo& action);
    bool act(office_action::read_photo& action);
    bool act(office_action::issue_ticket& action);
    bool act(office_action::note_pulled& action);
    bool act(office_action::close& action);

    void note_newer_ledger(const message::ledger_head& seen);
    std::function<void(result<message::any>)> photo_answered();
    void note_offer(const message::snapshot_head& head);
    void note_hello(const message::hello& hello);
    void note_receipt(const receipt& answer, std::size_t writes, bool own);

    std::shared_ptr<tls_session> session_;
    office_services services_;
    connection_roll& roll_;
    std::optional<server_session> machine_;
    std::optional<server_action> undone_;  // waits for room
    bool waiting_ = false;
    bool choked_ = false;                  // the peer reads too slowly
    bool pumping_ = false;
    std::uint64_t told_pending_ = 0;
};

}  // namespace pendata
