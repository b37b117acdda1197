// The office's port: accepts within limits, lets TLS and ALPN decide, and gives every connection
// that got through a handler of its own. What the handlers speak is not its business.
//
// Threads: made, used and destroyed on the thread that runs the io_context; handlers are called
// there. Lifetime: io_context and context outlive it. Destroying it ends every connection; each
// handler hears `cancelled` before the destructor returns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/result.hpp"
#include "sync-server/net/net_limits.hpp"
#include "sync-server/net/tls_session.hpp"

namespace boost::asio {
class io_context;
}

namespace pendata {

class tls_context;

class tls_listener {
public:
    // One handler per connection, after its handshake; opened() follows. It may keep the session,
    // also beyond closed(), where the session does nothing more. Null: the connection is closed.
    using session_factory =
        std::function<std::shared_ptr<session_handler>(std::shared_ptr<tls_session>)>;

    tls_listener(boost::asio::io_context& io, tls_context& context, const net_limits& allowed,
                 session_factory make_handler);
    ~tls_listener();
    tls_listener(const tls_listener&) = delete;
    tls_listener& operator=(const tls_listener&) = delete;

    // Once. `address` is numeric, "0.0.0.0" or "::" for all; port 0 takes a free one.
    // Errors: address_in_use; bad_setting when the address is none of this machine or not allowed.
    result<void> listen(const std::string& address, std::uint16_t port);
    std::uint16_t port() const;

    // Stops accepting and tells every handler; `stopped` is called once all connections have ended,
    // at the latest a little after net_limits::stop_grace.
    void stop(std::function<void()> stopped);

    std::size_t connections() const;
    // Since the start: turned away at a limit; handshakes that failed; pauses for lack of
    // descriptors.
    struct counters {
        std::uint64_t accepted = 0;
        std::uint64_t turned_away = 0;
        std::uint64_t handshakes_failed = 0;
        std::uint64_t pauses = 0;
    };
    const counters& counted() const;

private:
    class impl;
    std::shared_ptr<impl> impl_;
};

}  // namespace pendata
