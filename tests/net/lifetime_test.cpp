// Ending at any moment: each handler is called once or, when its owner is gone, never.
#include <doctest/doctest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "tests/net/office_fixture.hpp"
#include "tests/net/raw_client.hpp"

namespace pendata::testing {

namespace asio = boost::asio;

namespace {

// A port that takes connections and never says anything.
struct mute_office {
    asio::ip::tcp::acceptor acceptor;

    explicit mute_office(asio::io_context& io)
        : acceptor(io, {asio::ip::make_address("127.0.0.1"), 0}) {}
    tls_connection::target target() const {
        tls_connection::target out;
        out.host = "127.0.0.1";
        out.port = acceptor.local_endpoint().port();
        return out;
    }
};

}  // namespace

TEST_CASE("an office that never answers costs its timeout, no more") {
    asio::io_context io;
    const mute_office mute(io);
    tablet tablet(io);
    tablet.connect(mute.target(), 100ms);
    REQUIRE(run_until(io, [&] { return tablet.opened.has_value(); }));
    CHECK(tablet.open_error() == errc::timed_out);
    CHECK(tablet.connection->bytes_up() > 150);
    CHECK(tablet.connection->bytes_down() == 0);
}

TEST_CASE("nobody there and a name nobody knows are both offline") {
    asio::io_context io;
    tls_connection::target target;
    {
        const mute_office gone(io);
        target = gone.target();
    }
    tablet refused(io);
    refused.connect(target);
    REQUIRE(run_until(io, [&] { return refused.opened.has_value(); }));
    CHECK(refused.open_error() == errc::offline);

    target.host = "kantor.invalid";
    tablet unknown(io);
    unknown.connect(target);
    REQUIRE(run_until(io, [&] { return unknown.opened.has_value(); }));
    CHECK(unknown.open_error() == errc::offline);
}

TEST_CASE("a name is looked up and every address of it tried") {
    office office;
    office.open();
    auto target = office.target();
    target.host = "localhost";  // often ::1 first, where nobody listens
    tablet tablet(office.io);
    tablet.connect(target);
    REQUIRE(office.run([&] { return tablet.opened.has_value(); }));
    CHECK(tablet.is_open());
}

TEST_CASE("an office that hangs up during the handshake is a lost connection") {
    asio::io_context io;
    mute_office rude(io);
    tablet tablet(io);
    tablet.connect(rude.target());
    rude.acceptor.async_accept([](const auto&, asio::ip::tcp::socket) {});
    REQUIRE(run_until(io, [&] { return tablet.opened.has_value(); }));
    CHECK(tablet.open_error() == errc::connection_lost);
}

TEST_CASE("an office that does not speak TLS has failed at it") {
    asio::io_context io;
    mute_office rude(io);
    tablet tablet(io);
    tablet.connect(rude.target());
    asio::ip::tcp::socket kept(io);
    rude.acceptor.async_accept([&](const auto&, asio::ip::tcp::socket accepted) {
        kept = std::move(accepted);
        asio::write(kept, asio::buffer("HTTP/1.1 400 Bad Request\r\n\r\n", 28));
    });
    REQUIRE(run_until(io, [&] { return tablet.opened.has_value(); }));
    CHECK(tablet.open_error() == errc::tls_failed);
}

TEST_CASE("close in the middle of connecting cancels once, never inside the call") {
    office office;
    office.open();
    for (int steps = 0; steps < 12; ++steps) {
        tablet tablet(office.io);
        tablet.connect(office.target());
        for (int i = 0; i < steps; ++i)
            office.io.poll_one();
        const bool was_open = tablet.opened.has_value();
        tablet.connection->close();
        tablet.connection->close();
        CHECK(tablet.opened.has_value() == was_open);
        REQUIRE(office.run([&] { return tablet.opened.has_value(); }));
        office.io.poll();
        CHECK(tablet.opens == 1);
        if (!was_open && !tablet.is_open())
            CHECK(tablet.open_error() == errc::cancelled);
    }
    CHECK(office.run([&] { return office.listener->connections() == 0; }));
}

TEST_CASE("close while looking a name up") {
    asio::io_context io;
    tablet tablet(io);
    tls_connection::target target;
    target.host = "kantor.invalid";
    target.port = 1;
    tablet.connect(target);
    tablet.connection->close();
    REQUIRE(run_until(io, [&] { return tablet.opened.has_value(); }));
    CHECK(tablet.open_error() == errc::cancelled);
    tablet.connection.reset();
    io.poll();
    CHECK(tablet.opens == 1);
}

TEST_CASE("close cancels what is read and written, and whatever is asked later") {
    office office;
    office.prepare = [](session_log& log) {
        log.on_opened = [](session_log& self) { self.session->pause_reading(); };
    };
    office.open();
    tablet tablet(office.io);
    meet(office, tablet);
    tablet.read();
    tablet.write(bytes(30'000'000, 'x'));
    tablet.write("behind it");
    office.io.poll();
    REQUIRE(tablet.writes.empty());
    tablet.connection->close();
    CHECK(tablet.reads.empty());
    REQUIRE(office.run([&] { return tablet.reads.size() == 1 && tablet.writes.size() == 2; }));
    CHECK(code(tablet.reads[0]) == errc::cancelled);
    CHECK(code(tablet.writes[0]) == errc::cancelled);
    CHECK(code(tablet.writes[1]) == errc::cancelled);
    tablet.read();
    tablet.write("too late");
    REQUIRE(office.run([&] { return tablet.reads.size() == 2 && tablet.writes.size() == 3; }));
    CHECK(code(tablet.reads[1]) == errc::cancelled);
    CHECK(code(tablet.writes[2]) == errc::cancelled);
    CHECK(tablet.connection->bytes_up() > 0);
}

TEST_CASE("what the system took before close arrives, although the answers are left unread") {
    office office;
    office.prepare = [](session_log& log) {
        log.on_opened = [](session_log& self) { self.session->send(bytes(400'000, 'x')); };
    };
    office.open();
    tablet tablet(office.io);
    meet(office, tablet);
    REQUIRE(office.run([&] { return office.sessions[0]->session->queued_bytes() < 400'000; }));
    tablet.write("the last word");
    REQUIRE(office.run([&] { return !tablet.writes.empty(); }));
    tablet.connection->close();
    REQUIRE(office.run([&] { return office.sessions[0]->closed_with.has_value(); }));
    CHECK(office.sessions[0]->all_received == "the last word");
}

TEST_CASE("a connection destroyed at any step calls nobody any more") {
    office office;
    office.prepare = echo;
    office.open();
    for (int steps = 0; steps < 40; ++steps) {
        int calls = 0;
        auto connection = std::make_unique<tls_connection>(office.io);
        auto* raw = connection.get();
        raw->async_connect(office.target(), 20s, [&calls, raw](auto opened) {
            ++calls;
            if (opened.has_error())
                return;
            raw->async_read([&calls](auto) { ++calls; });
            raw->async_write(bytes(100'000, 'x'), [&calls](auto) { ++calls; });
        });
        for (int i = 0; i < steps; ++i)
            office.io.poll_one();
        connection.reset();
        const int before = calls;
        office.io.poll();
        CHECK(calls == before);
    }
    CHECK(office.run([&] { return office.listener->connections() == 0; }));
}

TEST_CASE("a connection may be destroyed by its own handlers") {
    office office;
    office.prepare = echo;
    office.open();
    auto in_open = std::make_unique<tls_connection>(office.io);
    in_open->async_connect(office.target(), 20s, [&](auto) { in_open.reset(); });
    REQUIRE(office.run([&] { return in_open == nullptr; }));

    tablet tablet(office.io);
    meet(office, tablet);
    tablet.connection->async_read([&](auto) { tablet.connection.reset(); });
    tablet.write("echo");
    REQUIRE(office.run([&] { return tablet.connection == nullptr; }));
    CHECK(office.run([&] { return office.listener->connections() == 0; }));
}

TEST_CASE("a listener destroyed at any step tells every opened handler once") {
    for (int steps = 0; steps < 60; steps += 3) {
        office office;
        office.prepare = echo;
        office.open();
        tablet first(office.io);
        tablet second(office.io);
        first.connect(office.target());
        second.connect(office.target());
        for (int i = 0; i < steps; ++i)
            office.io.poll_one();
        if (first.is_open())
            first.write(bytes(100'000, 'x'));
        office.io.poll_one();
        office.listener.reset();
        for (const auto& session : office.sessions)
            CHECK(session->closed_times == 1);
        office.io.poll();
        for (const auto& session : office.sessions)
            CHECK(session->closed_times == 1);
        REQUIRE(office.run([&] { return first.opened && second.opened; }));
    }
}

TEST_CASE("a handler may destroy the listener, and keep its session beyond it") {
    office office;
    std::shared_ptr<tls_session> kept;
    office.prepare = [&](session_log& log) {
        kept = log.session;
        log.on_received = [&](session_log&, bytes_view) { office.listener.reset(); };
    };
    office.open();
    tablet tablet(office.io);
    meet(office, tablet);
    tablet.write("end it all");
    REQUIRE(office.run([&] { return office.listener == nullptr; }));
    CHECK(office.sessions[0]->closed_with == errc::cancelled);
    kept->send("into the void");
    kept->issue_ticket("for nobody");
    kept->set_idle_limit(1ms);
    kept->pause_reading();
    kept->resume_reading();
    kept->close();
    CHECK(kept->queued_bytes() == 0);
    office.io.poll();
    CHECK(office.sessions[0]->closed_times == 1);
}

TEST_CASE("both sides may go with the io_context still full of their waits") {
    auto io = std::make_unique<asio::io_context>();
    {
        const mute_office mute(*io);
        tls_connection connection(*io);
        connection.async_connect(mute.target(), 20s,
                                 [](auto) { FAIL("nobody is there to hear this"); });
        io->poll();
    }
    io.reset();
}

}  // namespace pendata::testing
