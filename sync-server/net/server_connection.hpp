// One accepted connection: handshake, session, goodbye, with the deadlines of each. It drives a
// tls_stream over a socket and is the tls_session that a handler holds. Only the listener makes and
// owns these.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "sync-server/net/net_limits.hpp"
#include "sync-server/net/tls_context.hpp"
#include "sync-server/net/tls_session.hpp"
#include "sync-server/net/tls_stream.hpp"

namespace pendata {

class server_connection;

// What a connection asks of whoever keeps it. Outlives its connections.
class connection_keeper {
public:
    virtual ~connection_keeper() = default;
    virtual const net_limits& allowed() const = 0;
    virtual std::shared_ptr<session_handler> make_handler(std::shared_ptr<tls_session> session) = 0;
    // A place to read into, shared: a connection keeps no buffer of its own while it is idle.
    virtual std::vector<char>& scratch() = 0;
    // The connection is over and has told its handler.
    virtual void ended(server_connection& connection, bool shook_hands) = 0;
};

class server_connection final : public tls_session,
                                public std::enable_shared_from_this<server_connection> {
public:
    using tcp = boost::asio::ip::tcp;

    server_connection(connection_keeper& keeper, tcp::socket socket, std::string address);

    // Once, right after making.
    void start(const tls_context& context);
    // The office is stopping: a handshake is dropped, a handler is told.
    void stop();
    // Ends without waiting; the handler hears `cancelled` before this returns.
    void drop();

    const tls_peer& peer() const override { return peer_; }
    void send(bytes data) override;
    std::size_t queued_bytes() const override { return queued_; }
    void pause_reading() override { paused_ = true; }
    void resume_reading() override;
    void issue_ticket(bytes data) override;
    void set_idle_limit(std::chrono::milliseconds limit) override;
    void postpone_idle() override { last_progress_ = clock::now(); }
    void close() override;

private:
    using clock = std::chrono::steady_clock;
    enum class state {
        handshaking,
        open,
        flushing,   // close() was called: the queue goes out, then our goodbye
        lingering,  // all said: the peer may hang up first
        ended,
    };

    bool is_live() const { return state_ != state::ended; }
    template <class Next>
    void when(tcp::socket::wait_type ready, Next next);
    template <class Next>
    void later(Next next);

    void handshake();
    void begin_session();
    void schedule_read();
    void read_turn();
    void schedule_write();
    void write_turn();
    bool write_front(std::size_t& budget);
    bool send_ticket();
    void took(std::size_t bytes_sent);
    void linger();
    void read_goodbye();
    void note_queue();
    void arm_deadline();
    void on_deadline();
    clock::time_point next_deadline() const;
    void end(errc why);
    void tell_end(errc why);

    connection_keeper& keeper_;
    tcp::socket socket_;
    boost::asio::steady_timer deadline_;
    std::unique_ptr<tls_stream> stream_;
    std::shared_ptr<session_handler> handler_;
    tls_peer peer_;

    state state_ = state::handshaking;
    bool paused_ = false;
    bool reading_ = false;    // a read is posted or waits for the socket
    bool writing_ = false;    // a write is posted or waits for the socket
    bool repeating_ = false;  // OpenSSL holds a part of the queue's front: nothing may come between
    bool above_low_ = false;
    bool told_ = false;  // handler and keeper know of the end
    std::deque<bytes> queue_;
    std::size_t front_sent_ = 0;  // prefix of the queue's front that is already with the system
    std::size_t queued_ = 0;
    std::optional<bytes> ticket_due_;

    std::chrono::milliseconds idle_limit_;
    clock::time_point began_ = clock::now();          // of the present state
    clock::time_point last_progress_ = clock::now();  // a byte got through, either way
    std::optional<clock::time_point> over_since_;     // the queue is over net_limits::send_queue
};

}  // namespace pendata
