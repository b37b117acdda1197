// The waiting around tls_client: lookup, connecting, one deadline, one reader, a queue of writers.
#include "client-lib/src/net/tls_connection.hpp"

#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <array>
#include <deque>
#include <utility>

#include "client-lib/src/net/name_lookup.hpp"
#include "client-lib/src/net/tls_client.hpp"
#include "core/base/assert.hpp"
#include "core/base/limits.hpp"

namespace pendata {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using clock_type = std::chrono::steady_clock;

namespace {

constexpr std::size_t read_bytes = 64 * 1024;  // most that one async_read gives
constexpr std::size_t goodbye_bytes = 16 * 1024;
constexpr int goodbye_turns = 256;             // of as many bytes, thrown away at the end

// Before connecting: the peer hears of it in the first packet and keeps to it too.
void keep_segments_small(int socket) {
    const int size = static_cast<int>(limits::small_segment_bytes);
    ::setsockopt(socket, IPPROTO_TCP, TCP_MAXSEG, &size, sizeof size);
}

}  // namespace

class tls_connection::impl : public std::enable_shared_from_this<impl> {
public:
    using open_handler = std::function<void(result<opened>)>;
    using read_handler = std::function<void(result<bytes>)>;
    using write_handler = std::function<void(result<void>)>;

    explicit impl(asio::io_context& io) : io_(io), lookup_(io), socket_(io), deadline_(io) {}

    void connect(target office, std::chrono::milliseconds timeout, open_handler handler);
    void read(read_handler handler);
    void write(bytes data, write_handler handler);
    void end(errc why);
    void abandon();

    bytes newest_ticket() const { return tls_ ? tls_->newest_ticket() : office_.ticket; }
    std::uint64_t bytes_up() const { return tls_ ? tls_->bytes_up() : 0; }
    std::uint64_t bytes_down() const { return tls_ ? tls_->bytes_down() : 0; }
    backlog waiting();

private:
    enum class state {
        fresh,        // nothing asked yet
        looking_up,   // the name is with the resolver
        connecting,   // one address after another
        handshaking,  // TLS has begun
        open,
        ended,  // `why_` says how; the socket is closed
    };
    struct pending_write {
        std::uint64_t end;  // position in the stream behind its last byte
        write_handler handler;
    };

    template <class Handler, class Result>
    void deliver(Handler handler, Result value);
    template <class Next>
    void when(tcp::socket::wait_type ready, Next next);

    void on_endpoints(name_lookup::endpoints found);
    void connect_next();
    void on_connected(std::size_t attempt, const error_code& failed);
    void arm_deadline(clock_type::time_point at);
    void on_deadline();
    void begin_handshake();
    void handshake();
    void pump_reads();
    void pump_writes();
    void finish_writes();
    void say_goodbye();

    asio::io_context& io_;
    name_lookup lookup_;
    tcp::socket socket_;
    asio::steady_timer deadline_;
    std::unique_ptr<tls_client> tls_;

    state state_ = state::fresh;
    errc why_ = errc::ok;
    bool abandoned_ = false;

    target office_;
    clock_type::time_point patience_;
    name_lookup::endpoints endpoints_;
    std::size_t attempt_ = 0;  // counts addresses tried, so that a late answer is known as such

    open_handler on_open_;
    read_handler on_read_;
    std::deque<pending_write> on_written_;
    bytes out_;                 // from position out_begin_ on
    std::size_t out_sent_ = 0;  // prefix of out_ already with the system
    std::uint64_t out_begin_ = 0;
    bool writing_ = false;  // a pump is posted or waits for the socket
};

// Posted, so that nobody is called from inside his own call, and held back from the dead.
template <class Handler, class Result>
void tls_connection::impl::deliver(Handler handler, Result value) {
    if (!handler)
        return;
    asio::post(io_, [self = shared_from_this(), handler = std::move(handler),
                     value = std::move(value)]() mutable {
        if (!self->abandoned_)
            handler(std::move(value));
    });
}

// Goes on with `next` once the socket is ready; any failure of the socket shows itself there.
template <class Next>
void tls_connection::impl::when(tcp::socket::wait_type ready, Next next) {
    socket_.async_wait(ready, [self = shared_from_this(), next](const error_code&) {
        if (self->state_ != state::ended)
            (self.get()->*next)();
    });
}

void tls_connection::impl::connect(target office, std::chrono::milliseconds timeout,
                                   open_handler handler) {
    if (state_ == state::ended)
        return deliver(std::move(handler), result<opened>(why_));
    PENDATA_ASSERT(state_ == state::fresh);
    state_ = state::looking_up;
    office_ = std::move(office);
    on_open_ = std::move(handler);
    patience_ = clock_type::now() + timeout;
    arm_deadline(patience_);
    lookup_.start(office_.host, office_.port,
                  [this](name_lookup::endpoints found) { on_endpoints(std::move(found)); });
}

void tls_connection::impl::on_endpoints(name_lookup::endpoints found) {
    endpoints_ = std::move(found);
    state_ = state::connecting;
    connect_next();
}

void tls_connection::impl::connect_next() {
    if (attempt_ == endpoints_.size())
        return end(errc::offline);
    // An address that swallows packets may not eat the time of the next one.
    const auto share = static_cast<int>(endpoints_.size() - attempt_);
    const auto now = clock_type::now();
    arm_deadline(now + (patience_ - now) / share);

    const auto& endpoint = endpoints_[attempt_++];
    error_code failed;
    socket_.close(failed);
    socket_.open(endpoint.protocol(), failed);
    if (!failed)
        socket_.set_option(tcp::no_delay(true), failed);
    if (!failed && office_.small_segments)
        keep_segments_small(socket_.native_handle());
    socket_.async_connect(
        endpoint, [self = shared_from_this(), attempt = attempt_](const error_code& refused) {
            self->on_connected(attempt, refused);
        });
}

void tls_connection::impl::on_connected(std::size_t attempt, const error_code& failed) {
    if (state_ != state::connecting || attempt != attempt_)
        return;
    if (failed)
        return connect_next();
    arm_deadline(patience_);
    begin_handshake();
}

void tls_connection::impl::arm_deadline(clock_type::time_point at) {
    deadline_.expires_at(at);
    deadline_.async_wait([self = shared_from_this()](const error_code& cancelled) {
        if (!cancelled)
            self->on_deadline();
    });
}

void tls_connection::impl::on_deadline() {
    // A deadline that was moved or dropped while its call was on the way.
    if (state_ == state::open || state_ == state::ended)
        return;
    if (deadline_.expiry() > clock_type::now())
        return;
    if (state_ == state::connecting && attempt_ < endpoints_.size())
        return connect_next();
    end(errc::timed_out);
}

void tls_connection::impl::begin_handshake() {
    state_ = state::handshaking;
    error_code failed;
    socket_.non_blocking(true, failed);
    auto made =
        tls_client::create({office_.office_identity, office_.office_time_floor_ms}, office_.ticket,
                           office_.small_segments);
    if (failed || made.has_error())
        return end(failed ? errc::offline : to_errc(made.error()));
    tls_ = std::move(*made);
    if (tls_->attach(socket_.native_handle()).has_error())
        return end(errc::no_memory);
    handshake();
}

void tls_connection::impl::handshake() {
    if (state_ != state::handshaking)
        return;
    switch (tls_->handshake()) {
        case tls_client::step::wants_read:
            return when(tcp::socket::wait_read, &impl::handshake);
        case tls_client::step::wants_write:
            return when(tcp::socket::wait_write, &impl::handshake);
        case tls_client::step::failed:
            return end(tls_->failure());
        case tls_client::step::done:
            break;
    }
    auto exporter = tls_->exporter();
    if (exporter.has_error())
        return end(to_errc(exporter.error()));
    state_ = state::open;
    deadline_.cancel();
    deliver(std::exchange(on_open_, nullptr),
            result<opened>(opened{std::move(*exporter), tls_->resumed()}));
}

void tls_connection::impl::read(read_handler handler) {
    if (state_ == state::ended)
        return deliver(std::move(handler), result<bytes>(why_));
    PENDATA_ASSERT(state_ == state::open && !on_read_);
    on_read_ = std::move(handler);
    pump_reads();
}

void tls_connection::impl::pump_reads() {
    if (state_ != state::open || !on_read_)
        return;
    bytes got;
    switch (tls_->read(got, read_bytes)) {
        case tls_client::step::wants_read:
            return when(tcp::socket::wait_read, &impl::pump_reads);
        case tls_client::step::wants_write:
            return when(tcp::socket::wait_write, &impl::pump_reads);
        case tls_client::step::failed:
            return end(tls_->failure());
        case tls_client::step::done:
            break;
    }
    deliver(std::exchange(on_read_, nullptr), result<bytes>(std::move(got)));
}

void tls_connection::impl::write(bytes data, write_handler handler) {
    if (state_ == state::ended)
        return deliver(std::move(handler), result<void>(why_));
    PENDATA_ASSERT(state_ == state::open);
    if (out_sent_ > out_.size() / 2) {  // a stream that never pauses must not keep what is gone
        out_.erase(0, out_sent_);
        out_begin_ += std::exchange(out_sent_, 0);
    }
    out_.append(data);
    on_written_.push_back({out_begin_ + out_.size(), std::move(handler)});
    if (std::exchange(writing_, true))
        return;
    // Later in this turn, so that what is written in one go shares its records.
    asio::post(io_, [self = shared_from_this()] { self->pump_writes(); });
}

void tls_connection::impl::pump_writes() {
    if (state_ != state::open)
        return;
    while (out_sent_ < out_.size()) {
        std::size_t taken = 0;
        switch (tls_->write(bytes_view(out_).substr(out_sent_), taken)) {
            case tls_client::step::wants_read:
                return when(tcp::socket::wait_read, &impl::pump_writes);
            case tls_client::step::wants_write:
                return when(tcp::socket::wait_write, &impl::pump_writes);
            case tls_client::step::failed:
                return end(tls_->failure());
            case tls_client::step::done:
                break;
        }
        out_sent_ += taken;
        finish_writes();
    }
    writing_ = false;
    out_begin_ += out_.size();
    out_sent_ = 0;
    bytes().swap(out_);
    finish_writes();
}

void tls_connection::impl::finish_writes() {
    while (!on_written_.empty() && on_written_.front().end <= out_begin_ + out_sent_) {
        deliver(std::move(on_written_.front().handler), result<void>());
        on_written_.pop_front();
    }
}

tls_connection::backlog tls_connection::impl::waiting() {
    int unacknowledged = 0;
    int unsent = 0;
    const int socket = socket_.native_handle();
    if (state_ == state::ended || ::ioctl(socket, SIOCOUTQ, &unacknowledged) != 0 ||
        ::ioctl(socket, SIOCOUTQNSD, &unsent) != 0 || unsent > unacknowledged)
        return {};
    return {static_cast<std::uint64_t>(unsent), static_cast<std::uint64_t>(unacknowledged - unsent)};
}

// Closing a socket with unread bytes sends a reset, which may overtake what was written last: so
// what has arrived is thrown away first.
void tls_connection::impl::say_goodbye() {
    tls_->leave();
    std::array<char, goodbye_bytes> unread;  // memory may be what it ends for
    error_code none_left;
    for (int turn = 0; turn < goodbye_turns && !none_left; ++turn)
        socket_.read_some(asio::buffer(unread), none_left);
}

void tls_connection::impl::end(errc why) {
    if (state_ == state::ended)
        return;
    if (state_ == state::open)
        say_goodbye();
    state_ = state::ended;
    why_ = why;
    lookup_.cancel();
    deadline_.cancel();
    error_code ignored;
    socket_.close(ignored);
    deliver(std::exchange(on_open_, nullptr), result<opened>(why));
    deliver(std::exchange(on_read_, nullptr), result<bytes>(why));
    for (auto& write : std::exchange(on_written_, {})) {
        deliver(std::move(write.handler), result<void>(why));
    }
}

void tls_connection::impl::abandon() {
    abandoned_ = true;
    // The handlers may own what is being destroyed: they go now, not when the last wait comes home.
    on_open_ = nullptr;
    on_read_ = nullptr;
    on_written_.clear();
    end(errc::cancelled);
}

tls_connection::tls_connection(asio::io_context& io) : impl_(std::make_shared<impl>(io)) {}
tls_connection::~tls_connection() {
    impl_->abandon();
}

void tls_connection::async_connect(target office, std::chrono::milliseconds timeout,
                                   std::function<void(result<opened>)> handler) {
    impl_->connect(std::move(office), timeout, std::move(handler));
}
void tls_connection::async_read(std::function<void(result<bytes>)> handler) {
    impl_->read(std::move(handler));
}
void tls_connection::async_write(bytes data, std::function<void(result<void>)> handler) {
    impl_->write(std::move(data), std::move(handler));
}
void tls_connection::close() {
    impl_->end(errc::cancelled);
}
bytes tls_connection::newest_ticket() const {
    return impl_->newest_ticket();
}
std::uint64_t tls_connection::bytes_up() const {
    return impl_->bytes_up();
}
tls_connection::backlog tls_connection::waiting() const {
    return impl_->waiting();
}
std::uint64_t tls_connection::bytes_down() const {
    return impl_->bytes_down();
}

}  // namespace pendata
