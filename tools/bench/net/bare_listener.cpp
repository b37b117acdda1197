// A listener whose handlers do nothing.
#include "tools/bench/net/bare_listener.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <iostream>

#include "sync-server/auth/certificate.hpp"
#include "sync-server/net/tls_context.hpp"
#include "sync-server/net/tls_listener.hpp"
#include "sync-server/office/office.hpp"

namespace pendata::bench {

namespace {

constexpr char loopback[] = "127.0.0.1";

class silent_handler : public session_handler {
public:
    explicit silent_handler(std::shared_ptr<tls_session> session) : session_(std::move(session)) {}

    void opened(const tls_peer&) override { session_->set_idle_limit(std::chrono::milliseconds(0)); }
    void received(bytes_view) override {}
    void closed(errc) override { session_.reset(); }

private:
    std::shared_ptr<tls_session> session_;
};

result<void> serve(const std::filesystem::path& office_folder) {
    PENDATA_TRY(identity, office_identity::load(office_folder));
    PENDATA_TRY(kept, keep_certificate(office_folder, identity, unix_now_ms()));
    PENDATA_TRY(context, tls_context::create(kept.certificate));
    boost::asio::io_context io;
    tls_listener listener(io, *context, net_limits{}, [](std::shared_ptr<tls_session> session) {
        return std::make_shared<silent_handler>(std::move(session));
    });
    PENDATA_CHECK(listener.listen(loopback, 0));
    boost::asio::signal_set stop(io, SIGTERM);
    stop.async_wait([&](const boost::system::error_code&, int) { io.stop(); });
    std::cout << "ready " << loopback << ':' << listener.port() << std::endl;
    io.run();
    return {};
}

}  // namespace

int serve_bare(const std::filesystem::path& office_folder) {
    const auto served = serve(office_folder);
    if (served.has_error()) std::cerr << text_of(to_errc(served.error()), false) << '\n';
    return served.has_error() ? 1 : 0;
}

}  // namespace pendata::bench
