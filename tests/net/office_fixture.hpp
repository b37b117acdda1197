// An office's front door for tests: identity, certificate, listener on a free port of 127.0.0.1,
// and handlers that remember what happened to them. One io_context drives both sides, so that a
// test is one thread; waiting is running it until a condition holds.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client-lib/src/net/tls_connection.hpp"
#include "sync-server/auth/certificate.hpp"
#include "sync-server/auth/identity.hpp"
#include "sync-server/net/tls_context.hpp"
#include "sync-server/net/tls_listener.hpp"

namespace pendata::testing {

using namespace std::chrono_literals;

// 2026-10-01: certificates of the tests are made at this time, whatever the machine's clock says.
inline constexpr std::int64_t october_ms = 1'790'812'800'000;

// A directory that goes when the test goes.
class scratch_directory {
public:
    scratch_directory();
    ~scratch_directory();
    scratch_directory(const scratch_directory&) = delete;
    scratch_directory& operator=(const scratch_directory&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// Runs `io` until the condition holds; false when it does not within the limit.
bool run_until(boost::asio::io_context& io, const std::function<bool()>& condition,
               std::chrono::milliseconds limit = 20s);

// What happened to one session, and what to do on it.
struct session_log : session_handler {
    std::shared_ptr<tls_session> session;
    std::optional<tls_peer> peer;
    bytes all_received;
    std::optional<errc> closed_with;
    int closed_times = 0;
    int drained_times = 0;
    bool told_to_stop = false;
    std::function<void(session_log&)> on_opened;
    std::function<void(session_log&, bytes_view)> on_received;
    std::function<void(session_log&)> on_drained;
    std::function<void(session_log&)> on_stopping;

    void opened(const tls_peer& who) override;
    void received(bytes_view data) override;
    void drained() override;
    void stopping() override;
    void closed(errc why) override;
};

struct office {
    boost::asio::io_context io;
    scratch_directory directory;
    std::optional<office_identity> identity;
    net_limits allowed;
    std::string address = "127.0.0.1";
    std::unique_ptr<tls_context> context;
    std::vector<std::shared_ptr<session_log>> sessions;
    std::function<void(session_log&)> prepare;  // a new session, before it is opened
    std::unique_ptr<tls_listener> listener;

    office();
    // Listens with `allowed` and `prepare` as they are now.
    void open();
    // As after a restart of the program: another port, no memory of tickets.
    void restart();
    tls_connection::target target() const;
    bool run(const std::function<bool()>& condition, std::chrono::milliseconds limit = 20s) {
        return run_until(io, condition, limit);
    }
};

void echo(session_log& log);

// A tablet's side that remembers every answer.
struct tablet {
    std::unique_ptr<tls_connection> connection;
    std::optional<result<tls_connection::opened>> opened;
    std::vector<result<bytes>> reads;
    bytes all_read;
    std::vector<result<void>> writes;
    int opens = 0;

    explicit tablet(boost::asio::io_context& io)
        : connection(std::make_unique<tls_connection>(io)) {}
    void connect(tls_connection::target target, std::chrono::milliseconds timeout = 20s);
    void read();
    // Reads until something fails.
    void keep_reading();
    void write(bytes data);
    void note(result<bytes> read);

    bool is_open() const { return opened && opened->has_value(); }
    errc open_error() const;
};

// Connects, and returns when both sides have opened.
void meet(office& office, tablet& tablet);

template <class T>
errc code(const result<T>& r) {
    return r.has_error() ? to_errc(r.error()) : errc::ok;
}

}  // namespace pendata::testing

namespace pendata {
// So that a failing comparison says which.
inline std::ostream& operator<<(std::ostream& out, errc code) {
    return out << text_of(code, false);
}
}  // namespace pendata
