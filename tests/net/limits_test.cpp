// The front door against peers that are rude, slow, silent or many. Deadlines are short here; the
// tests wait for what must happen, not for time to pass.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "tests/net/office_fixture.hpp"
#include "tests/net/raw_client.hpp"

namespace pendata::testing {

namespace {

// Lowers the number of descriptors this process may have, as long as it lives.
class descriptor_limit {
public:
    explicit descriptor_limit(rlim_t most) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        rlimit lower = before_;
        lower.rlim_cur = most;
        ::setrlimit(RLIMIT_NOFILE, &lower);
    }
    ~descriptor_limit() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    descriptor_limit(const descriptor_limit&) = delete;
    descriptor_limit& operator=(const descriptor_limit&) = delete;

private:
    rlimit before_{};
};

rlim_t next_descriptor() {
    const int next = ::dup(0);
    ::close(next);
    return static_cast<rlim_t>(next);
}

bool shakes_hands(office& office, raw_client& client) {
    REQUIRE(office.run([&] { return client.shake_hands() != raw_client::outcome::waiting; }));
    return client.reached() == raw_client::outcome::done;
}

}  // namespace

TEST_CASE("plaintext is hung up on at once") {
    office office;
    office.open();
    for (const auto& text : {bytes("GET / HTTP/1.1\r\nHost: kantor\r\n\r\n"), bytes(200, '\xff'),
                             bytes("\0\0\0\x10 a frame without TLS", 24)}) {
        raw_client client(office.listener->port());
        REQUIRE(client.send_plain(text));
        CHECK(office.run([&] { return client.is_cut(); }, 5s));
    }
    CHECK(office.run([&] { return office.listener->connections() == 0; }));
    CHECK(office.sessions.empty());
}

TEST_CASE("silence, drops of a hello and half a handshake end at the handshake's deadline") {
    office office;
    office.allowed.handshake = 300ms;
    office.open();
    raw_client silent(office.listener->port());
    raw_client dripping(office.listener->port());
    raw_client half(office.listener->port(), {});
    half.shake_hands();  // the hello is out; the answer is never looked at
    const bytes_view hello("\x16\x03\x01\x01\x00\x01\x00\x00\xfc", 9);
    std::size_t dripped = 0;
    const auto drip = [&] {
        if (dripped < hello.size() && dripping.send_plain(hello.substr(dripped, 1)))
            ++dripped;
    };
    const auto began = std::chrono::steady_clock::now();
    CHECK(office.run([&] {
        drip();
        return silent.is_cut() && dripping.is_cut();
    }));
    half.fall_silent();
    CHECK(office.run([&] { return half.is_cut(); }));
    CHECK(std::chrono::steady_clock::now() - began >= 250ms);
    CHECK(office.run([&] { return office.listener->connections() == 0; }));
    CHECK(office.listener->counted().handshakes_failed == 3);
    CHECK(office.sessions.empty());
}

TEST_CASE("a port in use and an address that is not ours are told apart") {
    office office;
    office.open();
    const auto code_of = [&](const std::string& address, std::uint16_t port) {
        tls_listener another(office.io, *office.context, {}, [](auto) { return nullptr; });
        return code(another.listen(address, port));
    };
    CHECK(code_of("127.0.0.1", office.listener->port()) == errc::address_in_use);
    CHECK(code_of("192.0.2.1", 0) == errc::bad_setting);
    CHECK(code_of("not an address", 0) == errc::bad_setting);
    CHECK(code_of("127.0.0.1", 0) == errc::ok);
}

TEST_CASE("the port is free again once the listener has gone") {
    office office;
    office.open();
    const auto port = office.listener->port();
    tablet tablet(office.io);
    meet(office, tablet);
    office.listener.reset();
    CHECK(*office.sessions[0]->closed_with == errc::cancelled);
    tls_listener next(office.io, *office.context, {}, [](auto) { return nullptr; });
    CHECK(code(next.listen("127.0.0.1", port)) == errc::ok);
}

TEST_CASE("connections per address and overall are limited, and a place becomes free again") {
    office office;
    SUBCASE("per address") {
        office.allowed.connections_per_address = 3;
    }
    SUBCASE("overall") {
        office.allowed.connections = 3;
    }
    office.open();
    std::vector<std::unique_ptr<raw_client>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(
            std::make_unique<raw_client>(office.listener->port(), raw_client::manners{}));
        CHECK(shakes_hands(office, *clients.back()));
    }
    {
        tablet one_too_many(office.io);
        one_too_many.connect(office.target());
        REQUIRE(office.run([&] { return one_too_many.opened.has_value(); }));
        CHECK(one_too_many.open_error() == errc::connection_lost);
    }
    CHECK(office.listener->counted().turned_away == 1);
    CHECK(office.listener->connections() == 3);
    clients.pop_back();
    REQUIRE(office.run([&] { return office.listener->connections() == 2; }));
    tablet next(office.io);
    next.connect(office.target());
    REQUIRE(office.run([&] { return next.opened.has_value(); }));
    CHECK(next.is_open());
}

TEST_CASE("without descriptors accepting rests and goes on") {
    office office;
    office.allowed.accept_pause = 20ms;
    office.prepare = echo;
    office.open();
    raw_client waiting(office.listener->port(), {});
    {
        const descriptor_limit none_left(next_descriptor());
        REQUIRE(office.run([&] { return office.listener->counted().pauses >= 3; }));
        CHECK(office.listener->connections() == 0);
    }
    CHECK(shakes_hands(office, waiting));
}

TEST_CASE("a session without progress ends at its idle limit") {
    office office;
    office.prepare = echo;
    SUBCASE("the listener's") {
        office.allowed.idle = 100ms;
    }
    SUBCASE("its own") {
        office.prepare = [](session_log& log) {
            log.on_opened = [](session_log& self) { self.session->set_idle_limit(100ms); };
        };
    }
    office.open();
    tablet tablet(office.io);
    meet(office, tablet);
    tablet.read();
    REQUIRE(office.run([&] { return tablet.reads.size() == 1; }));
    CHECK(code(tablet.reads[0]) == errc::connection_lost);
    CHECK(office.sessions[0]->closed_with == errc::timed_out);
}

TEST_CASE("a session that may be idle stays, one that speaks too") {
    office office;
    office.allowed.idle = 600ms;
    office.prepare = [](session_log& log) {
        log.on_opened = [](session_log& self) { self.session->set_idle_limit(0ms); };
    };
    office.open();
    tablet quiet(office.io);
    meet(office, quiet);
    office.prepare = echo;
    tablet chatty(office.io);
    meet(office, chatty);
    const auto end = std::chrono::steady_clock::now() + 1300ms;
    while (std::chrono::steady_clock::now() < end) {
        const auto said = chatty.reads.size();
        chatty.write("still here");
        chatty.read();
        REQUIRE(office.run([&] { return chatty.reads.size() > said; }));
        REQUIRE(code(chatty.reads.back()) == errc::ok);
    }
    CHECK(office.listener->connections() == 2);
    REQUIRE(office.run([&] { return office.listener->connections() == 1; }));
    CHECK_FALSE(office.sessions[0]->closed_with.has_value());
    CHECK(office.sessions[1]->closed_with == errc::timed_out);
}

TEST_CASE("a slow reader is closed when its queue stays over the limit") {
    office office;
    office.allowed.send_queue = 100'000;
    office.allowed.send_patience = 200ms;
    office.prepare = [](session_log& log) {
        log.on_opened = [](session_log& self) { self.session->send(bytes(12 * 1024 * 1024, 'x')); };
    };
    office.open();
    tablet tablet(office.io);
    tablet.connect(office.target());
    REQUIRE(
        office.run([&] { return !office.sessions.empty() && office.sessions[0]->closed_with; }));
    CHECK(office.sessions[0]->closed_with == errc::limit_exceeded);
}

TEST_CASE("a queue beyond everything is closed at once") {
    office office;
    office.allowed.send_queue_most = 1'000'000;
    office.prepare = [](session_log& log) {
        log.on_opened = [](session_log& self) {
            self.session->send(bytes(600'000, 'x'));
            self.session->send(bytes(600'000, 'x'));
            CHECK_FALSE(self.closed_with.has_value());  // not from inside its own call
            self.session->send("nothing after the end");
            self.session->close();
        };
    };
    office.open();
    tablet tablet(office.io);
    tablet.connect(office.target());
    REQUIRE(
        office.run([&] { return !office.sessions.empty() && office.sessions[0]->closed_with; }));
    CHECK(office.sessions[0]->closed_with == errc::limit_exceeded);
    CHECK(office.sessions[0]->closed_times == 1);
}

TEST_CASE("a handler that minds its queue sends without end and never holds much") {
    office office;
    std::size_t sent = 0;
    std::size_t most_queued = 0;
    constexpr std::size_t all = 8 * 1024 * 1024;
    office.prepare = [&](session_log& log) {
        log.on_opened = log.on_drained = [&](session_log& self) {
            while (sent < all && self.session->queued_bytes() < 256 * 1024) {
                self.session->send(bytes(32 * 1024, 'x'));
                sent += 32 * 1024;
            }
            most_queued = std::max(most_queued, self.session->queued_bytes());
        };
    };
    office.open();
    tablet tablet(office.io);
    meet(office, tablet);
    tablet.keep_reading();
    REQUIRE(office.run([&] { return tablet.all_read.size() == all; }));
    CHECK(most_queued <= 256 * 1024 + 32 * 1024);
    CHECK(office.sessions[0]->drained_times >= 8);
    CHECK(office.sessions[0]->session->queued_bytes() == 0);
}

TEST_CASE("a paused session takes nothing more, and everything later") {
    office office;
    office.prepare = [](session_log& log) {
        log.on_received = [](session_log& self, bytes_view) { self.session->pause_reading(); };
    };
    office.open();
    tablet tablet(office.io);
    meet(office, tablet);
    tablet.write(bytes(20'000'000, 'x'));
    REQUIRE(office.run([&] { return !office.sessions[0]->all_received.empty(); }));
    const auto taken = office.sessions[0]->all_received.size();
    CHECK_FALSE(office.run([&] { return !tablet.writes.empty(); }, 200ms));
    CHECK(office.sessions[0]->all_received.size() == taken);
    office.sessions[0]->on_received = nullptr;
    office.sessions[0]->session->resume_reading();
    REQUIRE(office.run([&] { return office.sessions[0]->all_received.size() == 20'000'000; }));
    CHECK(tablet.writes.size() == 1);
}

TEST_CASE("pausing and resuming inside one call changes nothing") {
    office office;
    office.prepare = [](session_log& log) {
        log.on_received = [](session_log& self, bytes_view data) {
            self.session->pause_reading();
            self.session->send(bytes(data));
            self.session->resume_reading();
        };
        log.on_drained = [](session_log& self) { self.session->send("."); };
    };
    office.open();
    tablet tablet(office.io);
    meet(office, tablet);
    tablet.keep_reading();
    tablet.write(bytes(2'000'000, 'x'));
    REQUIRE(office.run([&] { return tablet.all_read.size() >= 2'000'000; }));
    // One reader and one writer are left over, not one for each turn: nothing runs by itself now.
    office.io.poll();
    CHECK(office.io.poll() == 0);
}

TEST_CASE("what was sent before close arrives, also at a peer that goes on talking") {
    office office;
    office.prepare = [](session_log& log) {
        log.on_received = [](session_log& self, bytes_view) {
            self.session->send(bytes(700'000, 'x'));
            self.session->send("the last word");
            self.session->close();
        };
    };
    office.open();
    tablet tablet(office.io);
    meet(office, tablet);
    tablet.write(bytes(3'000'000, 'y'));
    tablet.keep_reading();
    REQUIRE(office.run([&] { return !tablet.reads.empty() && tablet.reads.back().has_error(); }));
    CHECK(code(tablet.reads.back()) == errc::connection_lost);
    CHECK(tablet.all_read.size() == 700'013);
    CHECK(tablet.all_read.ends_with("the last word"));
    tablet.connection->close();
    REQUIRE(office.run([&] { return office.sessions[0]->closed_with.has_value(); }));
    CHECK(office.sessions[0]->closed_with == errc::ok);
}

TEST_CASE("a graceful stop lets sessions finish and closes the rest") {
    office office;
    office.allowed.stop_grace = 1s;
    office.prepare = [](session_log& log) {
        log.on_stopping = [](session_log& self) {
            self.session->send("finished");
            self.session->close();
        };
    };
    office.open();
    tablet polite(office.io);
    meet(office, polite);
    office.prepare = nullptr;
    tablet stubborn(office.io);
    meet(office, stubborn);
    raw_client halfway(office.listener->port());
    REQUIRE(office.run([&] { return office.listener->connections() == 3; }));

    bool stopped = false;
    office.listener->stop([&] { stopped = true; });
    polite.keep_reading();
    stubborn.keep_reading();
    REQUIRE(office.run([&] { return stopped; }));
    CHECK(polite.all_read == "finished");
    CHECK(office.sessions[0]->closed_times == 1);
    CHECK(office.sessions[1]->told_to_stop);
    CHECK(office.sessions[1]->closed_with == errc::cancelled);
    CHECK(halfway.is_cut());
    CHECK(office.listener->connections() == 0);

    tablet late(office.io);
    late.connect(office.target());
    REQUIRE(office.run([&] { return late.opened.has_value(); }));
    CHECK(late.open_error() == errc::offline);
}

}  // namespace pendata::testing
