// Accepting, counting, and keeping the connections until they end.
#include "sync-server/net/tls_listener.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/assert.hpp"
#include "sync-server/net/server_connection.hpp"

namespace pendata {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// An IPv4 peer of a socket that takes both kinds is an IPv4 peer.
asio::ip::address plain(const asio::ip::address& address) {
    if (!address.is_v6() || !address.to_v6().is_v4_mapped())
        return address;
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

// Whom a limit per address counts: of IPv6 the network, since one peer commands all addresses of
// it.
std::string counted_as(const asio::ip::address& address) {
    if (address.is_v4())
        return address.to_string();
    auto network = address.to_v6().to_bytes();
    std::fill(network.begin() + 8, network.end(), static_cast<unsigned char>(0));
    return asio::ip::address_v6(network).to_string();
}

bool out_of_resources(const error_code& failed) {
    return failed == asio::error::no_descriptors || failed == asio::error::no_buffer_space ||
           failed == asio::error::no_memory ||
           failed == boost::system::errc::too_many_files_open_in_system;
}

}  // namespace

class tls_listener::impl final : public connection_keeper,
                                 public std::enable_shared_from_this<impl> {
public:
    impl(asio::io_context& io, tls_context& context, const net_limits& allowed,
         session_factory make_handler)
        : context_(context),
          allowed_(allowed),
          make_handler_(std::move(make_handler)),
          acceptor_(io),
          pause_(io),
          grace_(io),
          scratch_(limits::tls_record_bytes) {}

    result<void> listen(const std::string& address, std::uint16_t port);
    void stop(std::function<void()> stopped);
    void abandon();

    std::uint16_t port() const { return port_; }
    std::size_t connections() const { return connections_.size(); }
    const counters& counted() const { return counted_; }

    const net_limits& allowed() const override { return allowed_; }
    std::shared_ptr<session_handler> make_handler(std::shared_ptr<tls_session> session) override {
        return make_handler_(std::move(session));
    }
    std::vector<char>& scratch() override { return scratch_; }
    void ended(server_connection& connection, bool shook_hands) override;

private:
    struct kept_connection {
        std::shared_ptr<server_connection> connection;
        std::string counted_as;
    };

    void accept();
    void on_accepted(const error_code& failed, tcp::socket socket);
    void admit(tcp::socket socket);
    void pause();
    void close_acceptor();
    void drop_all();
    void tell_stopped();

    tls_context& context_;
    const net_limits allowed_;
    session_factory make_handler_;
    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    asio::steady_timer grace_;
    std::vector<char> scratch_;
    std::uint16_t port_ = 0;
    counters counted_;
    std::function<void()> stopped_;
    std::unordered_map<server_connection*, kept_connection> connections_;
    std::unordered_map<std::string, std::size_t> per_address_;
};

result<void> tls_listener::impl::listen(const std::string& address, std::uint16_t port) {
    error_code failed;
    const auto numeric = asio::ip::make_address(address, failed);
    if (failed)
        return errc::bad_setting;
    const tcp::endpoint endpoint(numeric, port);
    acceptor_.open(endpoint.protocol(), failed);
    if (failed)
        return errc::bad_setting;
    error_code ignored;
    acceptor_.set_option(tcp::acceptor::reuse_address(true), ignored);
    if (numeric.is_v6())
        acceptor_.set_option(asio::ip::v6_only(false), ignored);
    acceptor_.bind(endpoint, failed);
    if (!failed)
        acceptor_.listen(allowed_.backlog, failed);
    if (failed) {
        acceptor_.close(ignored);
        return failed == asio::error::address_in_use ? errc::address_in_use : errc::bad_setting;
    }
    port_ = acceptor_.local_endpoint(ignored).port();
    accept();
    return {};
}

void tls_listener::impl::accept() {
    if (!acceptor_.is_open())
        return;
    acceptor_.async_accept(
        [self = shared_from_this()](const error_code& failed, tcp::socket socket) {
            self->on_accepted(failed, std::move(socket));
        });
}

void tls_listener::impl::on_accepted(const error_code& failed, tcp::socket socket) {
    if (!acceptor_.is_open())
        return;
    if (out_of_resources(failed))
        return pause();
    if (!failed)
        admit(std::move(socket));
    accept();
}

void tls_listener::impl::pause() {
    ++counted_.pauses;
    pause_.expires_after(allowed_.accept_pause);
    pause_.async_wait([self = shared_from_this()](const error_code& cancelled) {
        if (!cancelled)
            self->accept();
    });
}

void tls_listener::impl::admit(tcp::socket socket) {
    error_code failed;
    const auto remote = plain(socket.remote_endpoint(failed).address());
    if (failed)
        return;  // gone already
    auto address = counted_as(remote);
    const auto counted = per_address_.find(address);
    const std::size_t here = counted == per_address_.end() ? 0 : counted->second;
    if (connections_.size() >= allowed_.connections || here >= allowed_.connections_per_address) {
        ++counted_.turned_away;
        return;
    }
    ++counted_.accepted;
    ++per_address_[address];
    auto connection =
        std::make_shared<server_connection>(*this, std::move(socket), remote.to_string());
    connections_.emplace(connection.get(), kept_connection{connection, std::move(address)});
    connection->start(context_);
}

void tls_listener::impl::ended(server_connection& connection, bool shook_hands) {
    const auto at = connections_.find(&connection);
    PENDATA_ASSERT(at != connections_.end());
    if (!shook_hands)
        ++counted_.handshakes_failed;
    const auto counted = per_address_.find(at->second.counted_as);
    if (--counted->second == 0)
        per_address_.erase(counted);
    connections_.erase(at);
    if (connections_.empty())
        tell_stopped();
}

void tls_listener::impl::stop(std::function<void()> stopped) {
    PENDATA_ASSERT(!stopped_ && stopped);
    stopped_ = std::move(stopped);
    close_acceptor();
    if (connections_.empty())
        return tell_stopped();
    grace_.expires_after(allowed_.stop_grace);
    grace_.async_wait([self = shared_from_this()](const error_code& cancelled) {
        if (!cancelled)
            self->drop_all();
    });
    // Copies, because a handler may end its connection at once.
    std::vector<std::shared_ptr<server_connection>> all;
    for (const auto& [raw, kept] : connections_)
        all.push_back(kept.connection);
    for (const auto& connection : all)
        connection->stop();
}

void tls_listener::impl::tell_stopped() {
    grace_.cancel();
    if (!stopped_)
        return;
    asio::post(grace_.get_executor(), std::exchange(stopped_, nullptr));
}

void tls_listener::impl::close_acceptor() {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

void tls_listener::impl::drop_all() {
    while (!connections_.empty()) {
        const auto connection = connections_.begin()->second.connection;
        connection->drop();
    }
}

void tls_listener::impl::abandon() {
    stopped_ = nullptr;
    close_acceptor();
    drop_all();
    grace_.cancel();
}

tls_listener::tls_listener(asio::io_context& io, tls_context& context, const net_limits& allowed,
                           session_factory make_handler)
    : impl_(std::make_shared<impl>(io, context, allowed, std::move(make_handler))) {}
tls_listener::~tls_listener() {
    impl_->abandon();
}

result<void> tls_listener::listen(const std::string& address, std::uint16_t port) {
    return impl_->listen(address, port);
}
std::uint16_t tls_listener::port() const {
    return impl_->port();
}
void tls_listener::stop(std::function<void()> stopped) {
    impl_->stop(std::move(stopped));
}
std::size_t tls_listener::connections() const {
    return impl_->connections();
}
const tls_listener::counters& tls_listener::counted() const {
    return impl_->counted();
}

}  // namespace pendata
