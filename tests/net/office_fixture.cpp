// The fixture's two sides and their waiting.
#include "tests/net/office_fixture.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

namespace pendata::testing {

scratch_directory::scratch_directory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "pendata-net-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
}

scratch_directory::~scratch_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

bool run_until(boost::asio::io_context& io, const std::function<bool()>& condition,
               std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end)
            return false;
        if (io.stopped())
            io.restart();
        io.run_one_for(1ms);
    }
    return true;
}

void session_log::opened(const tls_peer& who) {
    peer = who;
    if (on_opened)
        on_opened(*this);
}

void session_log::received(bytes_view data) {
    all_received.append(data);
    if (on_received)
        on_received(*this, data);
}

void session_log::drained() {
    ++drained_times;
    if (on_drained)
        on_drained(*this);
}

void session_log::stopping() {
    told_to_stop = true;
    if (on_stopping)
        on_stopping(*this);
}

void session_log::closed(errc why) {
    closed_with = why;
    ++closed_times;
    session.reset();
}

office::office() {
    auto made = office_identity::create(directory.path());
    REQUIRE(made.has_value());
    identity.emplace(std::move(*made));
}

void office::open() {
    auto kept = keep_certificate(directory.path(), *identity, october_ms);
    REQUIRE(kept.has_value());
    auto made = tls_context::create(kept->certificate);
    REQUIRE(made.has_value());
    context = std::move(*made);
    listener = std::make_unique<tls_listener>(io, *context, allowed, [this](auto session) {
        auto log = std::make_shared<session_log>();
        log->session = std::move(session);
        if (prepare)
            prepare(*log);
        sessions.push_back(log);
        return log;
    });
    REQUIRE(listener->listen(address, 0).has_value());
    REQUIRE(listener->port() != 0);
}

void office::restart() {
    listener.reset();
    context.reset();
    sessions.clear();
    open();
}

tls_connection::target office::target() const {
    tls_connection::target out;
    out.host = "127.0.0.1";
    out.port = listener->port();
    out.office_identity = identity->public_key();
    return out;
}

void echo(session_log& log) {
    log.on_received = [](session_log& self, bytes_view data) { self.session->send(bytes(data)); };
}

void tablet::connect(tls_connection::target target, std::chrono::milliseconds timeout) {
    connection->async_connect(std::move(target), timeout, [this](auto result) {
        ++opens;
        opened = std::move(result);
    });
}

void tablet::read() {
    connection->async_read([this](auto result) { note(std::move(result)); });
}

void tablet::keep_reading() {
    connection->async_read([this](auto result) {
        const bool more = result.has_value();
        note(std::move(result));
        if (more)
            keep_reading();
    });
}

void tablet::note(result<bytes> read) {
    if (read.has_value())
        all_read.append(*read);
    reads.push_back(std::move(read));
}

void tablet::write(bytes data) {
    connection->async_write(std::move(data), [this](auto result) { writes.push_back(result); });
}

void meet(office& office, tablet& tablet) {
    const auto before = office.sessions.size();
    tablet.connect(office.target());
    REQUIRE(office.run([&] {
        return tablet.opened.has_value() && office.sessions.size() > before &&
               office.sessions.back()->peer;
    }));
    REQUIRE(tablet.is_open());
}

errc tablet::open_error() const {
    return opened ? code(*opened) : errc::ok;
}

}  // namespace pendata::testing
