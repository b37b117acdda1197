// The driver of one connection: a reader and a writer that wait for the socket, and one deadline.
#include "sync-server/net/server_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace pendata {

namespace asio = boost::asio;
using boost::system::error_code;

server_connection::server_connection(connection_keeper& keeper, tcp::socket socket,
                                     std::string address)
    : keeper_(keeper),
      socket_(std::move(socket)),
      deadline_(socket_.get_executor()),
      idle_limit_(keeper.allowed().idle) {
    peer_.address = std::move(address);
}

// Goes on with `next` once the socket is ready; any failure of the socket shows itself there.
template <class Next>
void server_connection::when(tcp::socket::wait_type ready, Next next) {
    socket_.async_wait(ready, [self = shared_from_this(), next](const error_code&) {
        if (self->is_live())
            (self.get()->*next)();
    });
}

template <class Next>
void server_connection::later(Next next) {
    asio::post(socket_.get_executor(), [self = shared_from_this(), next] {
        if (self->is_live())
            (self.get()->*next)();
    });
}

void server_connection::start(const tls_context& context) {
    error_code failed;
    socket_.non_blocking(true, failed);
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    // Without it the system swallows megabytes for a slow tablet, and a stuck one looks busy. Best
    // effort.
    ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT,
                 &limits::unsent_in_system_bytes, sizeof limits::unsent_in_system_bytes);
    if (!failed)
        stream_ = tls_stream::create(context, socket_.native_handle());
    if (!stream_)
        return end(errc::no_memory);
    arm_deadline();
    handshake();
}

void server_connection::handshake() {
    switch (stream_->handshake()) {
        case tls_stream::step::wants_read:
            return when(tcp::socket::wait_read, &server_connection::handshake);
        case tls_stream::step::wants_write:
            return when(tcp::socket::wait_write, &server_connection::handshake);
        case tls_stream::step::failed:
            return end(stream_->failure());
        case tls_stream::step::done:
            return begin_session();
    }
}

void server_connection::begin_session() {
    state_ = state::open;
    began_ = last_progress_ = clock::now();
    peer_.alpn = stream_->alpn();
    peer_.exporter = stream_->exporter();
    peer_.resumed = stream_->resumed();
    peer_.ticket_data = stream_->ticket_data();
    handler_ = keeper_.make_handler(shared_from_this());
    if (!handler_)
        return end(errc::cancelled);
    arm_deadline();
    const auto handler = handler_;
    handler->opened(peer_);
    schedule_read();
}

void server_connection::resume_reading() {
    paused_ = false;
    schedule_read();
}

void server_connection::schedule_read() {
    if (state_ != state::open || paused_ || std::exchange(reading_, true))
        return;
    later(&server_connection::read_turn);
}

// `reading_` holds through the turn, so that a handler which pauses and resumes inside it does not
// start a second reader; `writing_` likewise below.
void server_connection::read_turn() {
    const auto handler = handler_;  // it may end us, and with us itself
    auto& buffer = keeper_.scratch();
    std::size_t budget = limits::read_turn_bytes;
    while (state_ == state::open && !paused_) {
        if (budget == 0)
            return later(&server_connection::read_turn);
        std::size_t got = 0;
        switch (stream_->read(buffer.data(), buffer.size(), got)) {
            case tls_stream::step::wants_read:
                return when(tcp::socket::wait_read, &server_connection::read_turn);
            case tls_stream::step::wants_write:
                return when(tcp::socket::wait_write, &server_connection::read_turn);
            case tls_stream::step::failed:
                return end(stream_->failure());
            case tls_stream::step::done:
                break;
        }
        last_progress_ = clock::now();
        budget -= std::min(budget, got);
        handler->received({buffer.data(), got});
    }
    reading_ = false;
}

void server_connection::send(bytes data) {
    if (state_ != state::open || data.empty())
        return;
    queued_ += data.size();
    // Small pieces join the last one, so that they share a TLS record. OpenSSL may have begun with
    // that one: it then wants the same bytes again, and does not mind more behind them.
    if (!queue_.empty() && queue_.back().size() + data.size() <= limits::tls_record_bytes) {
        queue_.back().append(data);
    } else {
        queue_.push_back(std::move(data));
    }
    if (queued_ > keeper_.allowed().send_queue_most)
        return end(errc::limit_exceeded);
    note_queue();
    schedule_write();
}

void server_connection::issue_ticket(bytes data) {
    if (state_ != state::open)
        return;
    ticket_due_ = std::move(data);
    schedule_write();
}

void server_connection::schedule_write() {
    if (std::exchange(writing_, true))
        return;
    later(&server_connection::write_turn);
}

void server_connection::write_turn() {
    std::size_t budget = limits::write_turn_bytes;
    while (ticket_due_ || !queue_.empty()) {
        if (budget == 0)
            return later(&server_connection::write_turn);
        const bool goes_on = ticket_due_ && !repeating_ ? send_ticket() : write_front(budget);
        if (!goes_on)
            return;
    }
    writing_ = false;
    if (state_ == state::flushing)
        linger();
}

// Both return whether to go on at once.
bool server_connection::send_ticket() {
    switch (stream_->issue_ticket(*std::exchange(ticket_due_, std::nullopt))) {
        case tls_stream::step::failed:
            end(stream_->failure());
            return false;
        default:
            return true;  // what could not be sent yet goes ahead of the next write
    }
}

bool server_connection::write_front(std::size_t& budget) {
    std::size_t taken = 0;
    const auto reached = stream_->write(bytes_view(queue_.front()).substr(front_sent_), taken);
    repeating_ =
        reached == tls_stream::step::wants_write || reached == tls_stream::step::wants_read;
    switch (reached) {
        case tls_stream::step::wants_read:
            when(tcp::socket::wait_read, &server_connection::write_turn);
            return false;
        case tls_stream::step::wants_write:
            when(tcp::socket::wait_write, &server_connection::write_turn);
            return false;
        case tls_stream::step::failed:
            end(stream_->failure());
            return false;
        case tls_stream::step::done:
            break;
    }
    budget -= std::min(budget, taken);
    took(taken);
    return is_live();
}

void server_connection::took(std::size_t bytes_sent) {
    last_progress_ = clock::now();
    queued_ -= bytes_sent;
    front_sent_ += bytes_sent;
    if (front_sent_ == queue_.front().size()) {
        queue_.pop_front();
        front_sent_ = 0;
    }
    note_queue();
}

void server_connection::note_queue() {
    const auto& allowed = keeper_.allowed();
    if (queued_ <= allowed.send_queue) {
        over_since_.reset();
    } else if (!over_since_) {
        over_since_ = clock::now();
        arm_deadline();
    }
    const bool was_above = std::exchange(above_low_, queued_ > allowed.send_low);
    if (!was_above || above_low_ || state_ != state::open)
        return;
    const auto handler = handler_;
    handler->drained();
}

void server_connection::close() {
    if (state_ != state::open)
        return;
    state_ = state::flushing;
    began_ = last_progress_ = clock::now();
    arm_deadline();
    schedule_write();
}

// Closing a socket with unread bytes sends a reset, which may overtake what was sent before it: so
// the peer is given a moment to hang up first.
void server_connection::linger() {
    stream_->leave();
    error_code failed;
    socket_.shutdown(tcp::socket::shutdown_send, failed);
    if (failed)
        return end(errc::ok);
    state_ = state::lingering;
    began_ = clock::now();
    arm_deadline();
    read_goodbye();
}

void server_connection::read_goodbye() {
    auto& buffer = keeper_.scratch();
    std::size_t budget = limits::read_turn_bytes;
    error_code failed;
    while (!failed && budget > 0) {
        const std::size_t got = socket_.read_some(asio::buffer(buffer), failed);
        budget -= std::min(budget, got);
    }
    if (!failed)
        return later(&server_connection::read_goodbye);
    if (failed != asio::error::would_block)
        return end(errc::ok);
    when(tcp::socket::wait_read, &server_connection::read_goodbye);
}

void server_connection::set_idle_limit(std::chrono::milliseconds limit) {
    idle_limit_ = limit;
    if (state_ == state::open)
        arm_deadline();
}

server_connection::clock::time_point server_connection::next_deadline() const {
    const auto& allowed = keeper_.allowed();
    switch (state_) {
        case state::handshaking:
            return began_ + allowed.handshake;
        case state::flushing:
            return last_progress_ + allowed.close_progress;
        case state::lingering:
            return began_ + allowed.close_linger;
        case state::open:
            break;
        case state::ended:
            return clock::time_point::max();
    }
    auto next = clock::time_point::max();
    if (idle_limit_.count() > 0)
        next = last_progress_ + idle_limit_;
    if (over_since_)
        next = std::min(next, *over_since_ + allowed.send_patience);
    return next;
}

// Progress only moves deadlines away, so the timer is left alone then and looks again when it
// fires.
void server_connection::arm_deadline() {
    const auto next = next_deadline();
    if (next == clock::time_point::max()) {
        deadline_.cancel();
        return;
    }
    deadline_.expires_at(next);
    deadline_.async_wait([self = shared_from_this()](const error_code& cancelled) {
        if (!cancelled && self->is_live())
            self->on_deadline();
    });
}

void server_connection::on_deadline() {
    const auto now = clock::now();
    if (next_deadline() > now)
        return arm_deadline();
    if (state_ == state::lingering)
        return end(errc::ok);
    const bool slow_reader = state_ == state::open && over_since_ &&
                             *over_since_ + keeper_.allowed().send_patience <= now;
    end(slow_reader ? errc::limit_exceeded : errc::timed_out);
}

void server_connection::stop() {
    if (state_ == state::handshaking)
        return end(errc::cancelled);
    if (state_ != state::open)
        return;
    const auto handler = handler_;
    handler->stopping();
}

void server_connection::end(errc why) {
    if (!is_live())
        return;
    if (state_ == state::open && stream_)
        stream_->leave();
    state_ = state::ended;
    deadline_.cancel();
    error_code ignored;
    socket_.close(ignored);
    // Later: whoever calls this may be the handler, in the middle of something.
    asio::post(socket_.get_executor(), [self = shared_from_this(), why] { self->tell_end(why); });
}

void server_connection::drop() {
    end(errc::cancelled);
    tell_end(errc::cancelled);
}

void server_connection::tell_end(errc why) {
    if (std::exchange(told_, true))
        return;
    // The handler may hold the session, and the session the handler: this is where the circle
    // opens.
    if (const auto handler = std::exchange(handler_, nullptr))
        handler->closed(why);
    const bool shook_hands = !peer_.exporter.empty();
    stream_.reset();
    queue_.clear();
    keeper_.ended(*this, shook_hands);
}

}  // namespace pendata
