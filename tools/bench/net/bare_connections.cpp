// Connecting and staying.
#include "tools/bench/net/bare_connections.hpp"

#include <boost/asio/io_context.hpp>
#include <optional>
#include <vector>

#include "client-lib/src/net/office_address.hpp"
#include "client-lib/src/net/tls_connection.hpp"

namespace pendata::bench {

namespace {

constexpr std::chrono::seconds patience{60};

result<tls_connection::opened> connect(boost::asio::io_context& io, tls_connection& connection,
                                        const bare_office& of, bytes_view ticket) {
    const auto address = parse_office_address(of.address);
    if (!address) return errc::invalid_argument;
    tls_connection::target target;
    target.host = address->host;
    target.port = address->port;
    target.office_identity = of.identity;
    target.ticket = bytes(ticket);
    std::optional<result<tls_connection::opened>> outcome;
    connection.async_connect(std::move(target), patience, [&](auto opened) { outcome = std::move(opened); });
    io.restart();
    while (!outcome && io.run_one() > 0) {
    }
    if (!outcome) return errc::cancelled;
    return std::move(*outcome);
}

}  // namespace

result<std::uint64_t> resumed_handshake_bytes(const bare_office& of, bytes_view ticket) {
    boost::asio::io_context io;
    tls_connection connection(io);
    PENDATA_TRY(opened, connect(io, connection, of, ticket));
    if (!opened.resumed) return errc::bad_proof;
    return connection.bytes_up() + connection.bytes_down();
}

struct bare_connections::impl {
    bare_office of;
    boost::asio::io_context io;
    std::vector<std::unique_ptr<tls_connection>> open;
};

bare_connections::bare_connections(bare_office of) : impl_(new impl{std::move(of), {}, {}}) {}
bare_connections::~bare_connections() = default;

result<void> bare_connections::open(std::size_t count) {
    for (; count > 0; --count) {
        impl_->open.push_back(std::make_unique<tls_connection>(impl_->io));
        PENDATA_CHECK(connect(impl_->io, *impl_->open.back(), impl_->of, {}));
    }
    return {};
}

}  // namespace pendata::bench
