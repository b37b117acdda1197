// The two ends together: who gets through, who does not, and what it costs in bytes.
#include <doctest/doctest.h>

#include "client-lib/src/net/device_key.hpp"
#include "tests/net/office_fixture.hpp"
#include "tests/net/raw_client.hpp"

namespace pendata::testing {

namespace {

constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;

bytes patterned(std::size_t size) {
    bytes out(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<char>(i * 31 + i / 251);
    return out;
}

}  // namespace

TEST_CASE("a full handshake and an echo of one megabyte") {
    office office;
    office.prepare = echo;
    office.open();
    tablet tablet(office.io);
    meet(office, tablet);
    CHECK_FALSE((*tablet.opened)->resumed);

    const bytes data = patterned(1024 * 1024);
    tablet.keep_reading();
    tablet.write(data.substr(0, 1));
    tablet.write(data.substr(1, 300'000));
    tablet.write({});
    tablet.write(data.substr(300'001));
    REQUIRE(office.run([&] { return tablet.all_read.size() >= data.size(); }));
    CHECK(tablet.all_read == data);
    CHECK(tablet.writes.size() == 4);
    for (const auto& write : tablet.writes)
        CHECK(code(write) == errc::ok);
    CHECK(tablet.connection->bytes_up() > data.size());
    CHECK(tablet.connection->bytes_up() < data.size() + 6000);
    CHECK(tablet.connection->bytes_down() > data.size());
    CHECK(tablet.connection->bytes_down() < data.size() + 60'000);

    tablet.connection->close();
    REQUIRE(office.run([&] { return office.sessions[0]->closed_with.has_value(); }));
    CHECK(*office.sessions[0]->closed_with == errc::connection_lost);
    CHECK(office.listener->connections() == 0);
}

TEST_CASE("both sides derive the same exporter, another on every connection") {
    office office;
    office.open();
    tablet first(office.io);
    tablet second(office.io);
    meet(office, first);
    meet(office, second);
    CHECK((*first.opened)->exporter.size() == 32);
    CHECK((*first.opened)->exporter == office.sessions[0]->peer->exporter);
    CHECK((*second.opened)->exporter == office.sessions[1]->peer->exporter);
    CHECK((*first.opened)->exporter != (*second.opened)->exporter);
    CHECK(office.sessions[0]->peer->alpn == "pendata/1");
    CHECK(office.sessions[0]->peer->address == "127.0.0.1");
}

TEST_CASE("an office on all addresses of both kinds sees an IPv4 tablet as one") {
    office office;
    office.address = "::";
    office.open();
    tablet tablet(office.io);
    meet(office, tablet);
    CHECK(office.sessions[0]->peer->address == "127.0.0.1");
}

TEST_CASE("an office with another identity key is refused by that name") {
    office office;
    office.open();
    auto target = office.target();
    target.office_identity = device_key::generate().public_key();
    tablet tablet(office.io);
    tablet.connect(target);
    REQUIRE(office.run([&] { return tablet.opened.has_value(); }));
    CHECK(tablet.open_error() == errc::wrong_office);
    REQUIRE(office.run([&] { return office.listener->connections() == 0; }));
    CHECK(office.sessions.empty());
    CHECK(office.listener->counted().handshakes_failed == 1);
}

TEST_CASE("a certificate is judged by the office's own proven time, never by a clock here") {
    office office;
    office.open();
    const auto error_at = [&](std::int64_t floor_ms) {
        auto target = office.target();
        target.office_time_floor_ms = floor_ms;
        tablet tablet(office.io);
        tablet.connect(target);
        REQUIRE(office.run([&] { return tablet.opened.has_value(); }));
        return tablet.open_error();
    };
    CHECK(error_at(0) == errc::ok);
    CHECK(error_at(1) == errc::ok);
    CHECK(error_at(october_ms + 89 * day_ms) == errc::ok);
    CHECK(error_at(october_ms + 91 * day_ms) == errc::tls_failed);
}

TEST_CASE("a certificate renewed while running serves the connections after it") {
    office office;
    office.open();
    auto renewed =
        keep_certificate(office.directory.path(), *office.identity, october_ms + 80 * day_ms);
    REQUIRE(renewed.has_value());
    CHECK(renewed->renewed);
    REQUIRE(office.context->use(renewed->certificate).has_value());
    auto target = office.target();
    target.office_time_floor_ms = october_ms + 100 * day_ms;
    tablet tablet(office.io);
    tablet.connect(target);
    REQUIRE(office.run([&] { return tablet.opened.has_value(); }));
    CHECK(tablet.is_open());

    office_certificate nonsense;
    nonsense.leaf_der = renewed->certificate.leaf_der;
    nonsense.key_der = "no key";
    CHECK(code(office.context->use(nonsense)) == errc::internal);
    CHECK(code(tls_context::create(nonsense)) == errc::internal);
}

TEST_CASE("who does not speak pendata/1 is refused with the alert for it") {
    office office;
    office.open();
    for (const bytes& alpn :
         {bytes(), bytes("\x08http/1.1"), bytes("\x09pendata/2"), bytes("\x08pendata/")}) {
        raw_client client(office.listener->port(), {.alpn = alpn});
        REQUIRE(office.run([&] { return client.shake_hands() != raw_client::outcome::waiting; }));
        CHECK(client.reached() == raw_client::outcome::failed);
        CHECK(client.alert() == "no application protocol");
    }
    for (const bytes& alpn : {bytes("\x09pendata/1"), bytes("\x02h2\x09pendata/1\x08http/1.1")}) {
        raw_client client(office.listener->port(), {.alpn = alpn});
        REQUIRE(office.run([&] { return client.shake_hands() != raw_client::outcome::waiting; }));
        CHECK(client.reached() == raw_client::outcome::done);
    }
}

TEST_CASE("TLS 1.2, another group and early data get nowhere") {
    office office;
    office.open();
    raw_client old(office.listener->port(), {.version = raw_client::tls12});
    REQUIRE(office.run([&] { return old.shake_hands() != raw_client::outcome::waiting; }));
    CHECK(old.reached() == raw_client::outcome::failed);
    raw_client curve(office.listener->port(), {.groups = "P-256"});
    REQUIRE(office.run([&] { return curve.shake_hands() != raw_client::outcome::waiting; }));
    CHECK(curve.reached() == raw_client::outcome::failed);
}

TEST_CASE("a full handshake stays within its bytes") {
    office office;
    office.open();
    tablet tablet(office.io);
    meet(office, tablet);
    MESSAGE("full handshake: up " << tablet.connection->bytes_up() << ", down "
                                  << tablet.connection->bytes_down());
    CHECK(tablet.connection->bytes_up() <= 320);
    CHECK(tablet.connection->bytes_down() <= 700);
}

TEST_CASE("what is said in one turn shares a record") {
    office office;
    office.prepare = [](session_log& log) {
        log.on_received = [](session_log& self, bytes_view) {
            for (int i = 0; i < 20; ++i)
                self.session->send("0123456789");
        };
    };
    office.open();
    tablet tablet(office.io);
    meet(office, tablet);
    const auto up = tablet.connection->bytes_up();
    const auto down = tablet.connection->bytes_down();
    tablet.keep_reading();
    for (int i = 0; i < 20; ++i)
        tablet.write("0123456789");
    REQUIRE(office.run([&] { return tablet.all_read.size() >= 200; }));
    CHECK(tablet.connection->bytes_up() - up == 200 + 22);
    CHECK(tablet.connection->bytes_down() - down == 200 + 22);
}

}  // namespace pendata::testing
