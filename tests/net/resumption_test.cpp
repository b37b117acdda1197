// Tickets: given only when asked for, good for this office only, falling back without a word.
#include <doctest/doctest.h>

#include "client-lib/src/net/device_key.hpp"
#include "tests/net/office_fixture.hpp"

namespace pendata::testing {

namespace {

// Says "hello" and waits for the answer, which also brings the ticket along.
struct visit {
    bytes ticket;
    bool resumed = false;
    std::uint64_t handshake_up = 0;
    std::uint64_t handshake_down = 0;
    std::uint64_t down = 0;
};

visit visit_office(office& office, tls_connection::target target) {
    tablet tablet(office.io);
    tablet.connect(std::move(target));
    const auto before = office.sessions.size();
    REQUIRE(
        office.run([&] { return tablet.opened.has_value() && office.sessions.size() > before; }));
    REQUIRE(tablet.is_open());
    visit out;
    out.resumed = (*tablet.opened)->resumed;
    CHECK(office.sessions.back()->peer->resumed == out.resumed);
    CHECK(office.sessions.back()->peer->exporter == (*tablet.opened)->exporter);
    out.handshake_up = tablet.connection->bytes_up();
    out.handshake_down = tablet.connection->bytes_down();
    tablet.write("hello");
    tablet.read();
    REQUIRE(office.run([&] { return !tablet.reads.empty(); }));
    REQUIRE(tablet.all_read == "hello");
    out.down = tablet.connection->bytes_down();
    tablet.connection->close();
    out.ticket = tablet.connection->newest_ticket();
    return out;
}

// Gives a ticket for each greeting, as to a device that has proved itself.
void greet_with_ticket(session_log& log) {
    log.on_received = [](session_log& self, bytes_view data) {
        self.session->issue_ticket("device 7 proved itself");
        self.session->send(bytes(data));
    };
}

tls_connection::target with_ticket(const office& office, bytes ticket) {
    auto target = office.target();
    target.ticket = std::move(ticket);
    return target;
}

}  // namespace

TEST_CASE("no ticket before the session gives one") {
    office office;
    office.prepare = echo;
    office.open();
    CHECK(visit_office(office, office.target()).ticket.empty());
}

TEST_CASE("a ticket resumes, shows its data, and may be used again") {
    office office;
    office.prepare = greet_with_ticket;
    office.open();
    const auto first = visit_office(office, office.target());
    CHECK_FALSE(first.resumed);
    CHECK(office.sessions.back()->peer->ticket_data.empty());
    REQUIRE_FALSE(first.ticket.empty());

    for (int again = 0; again < 3; ++again) {
        const auto later = visit_office(office, with_ticket(office, first.ticket));
        CHECK(later.resumed);
        CHECK(office.sessions.back()->peer->ticket_data == "device 7 proved itself");
        CHECK(later.ticket != first.ticket);
        CHECK(visit_office(office, with_ticket(office, later.ticket)).resumed);
    }
    const auto resumed = visit_office(office, with_ticket(office, first.ticket));
    MESSAGE("resumed handshake: up " << resumed.handshake_up << ", down " << resumed.handshake_down
                                     << "; ticket and 5 bytes: down "
                                     << resumed.down - resumed.handshake_down
                                     << "; stored ticket: " << resumed.ticket.size());
    CHECK(resumed.handshake_up <= 400);
    CHECK(resumed.handshake_down <= 300);
    CHECK(resumed.down - resumed.handshake_down <= 140);
}

TEST_CASE("without a newer ticket the one that worked is kept") {
    office office;
    office.prepare = greet_with_ticket;
    office.open();
    const auto first = visit_office(office, office.target());
    office.prepare = echo;
    const auto second = visit_office(office, with_ticket(office, first.ticket));
    CHECK(second.resumed);
    CHECK(second.ticket == first.ticket);
}

TEST_CASE("a restarted office does not know the ticket: a full handshake, without a word") {
    office office;
    office.prepare = greet_with_ticket;
    office.open();
    const auto first = visit_office(office, office.target());
    office.restart();
    const auto second = visit_office(office, with_ticket(office, first.ticket));
    CHECK_FALSE(second.resumed);
    CHECK(office.sessions.back()->peer->ticket_data.empty());
    CHECK(visit_office(office, with_ticket(office, second.ticket)).resumed);

    office.prepare = echo;
    office.restart();
    CHECK(visit_office(office, with_ticket(office, second.ticket)).ticket.empty());
}

TEST_CASE("a ticket that is damaged, foreign or from before is not offered") {
    office office;
    office.prepare = greet_with_ticket;
    office.open();
    const auto first = visit_office(office, office.target());

    for (std::size_t at = 0; at < first.ticket.size(); at += 7) {
        bytes damaged = first.ticket;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
        CHECK_FALSE(visit_office(office, with_ticket(office, damaged)).resumed);
    }
    CHECK_FALSE(visit_office(office, with_ticket(office, first.ticket.substr(0, 40))).resumed);
    CHECK_FALSE(visit_office(office, with_ticket(office, bytes(5000, 'x'))).resumed);

    // The leaf in the ticket has run out, by the office's own word.
    auto late = with_ticket(office, first.ticket);
    late.office_time_floor_ms = october_ms + office_certificate::lifetime_ms + 1000;
    tablet tablet(office.io);
    tablet.connect(late);
    REQUIRE(office.run([&] { return tablet.opened.has_value(); }));
    CHECK(tablet.open_error() == errc::tls_failed);
}

TEST_CASE("a ticket of one office does not open another") {
    office here;
    here.prepare = greet_with_ticket;
    here.open();
    const auto ticket = visit_office(here, here.target()).ticket;

    office there;
    there.prepare = greet_with_ticket;
    there.open();
    CHECK_FALSE(visit_office(there, with_ticket(there, ticket)).resumed);

    // The same port, another pinned key: the ticket must not be a way around the pin.
    auto target = with_ticket(here, ticket);
    target.office_identity = device_key::generate().public_key();
    tablet tablet(here.io);
    tablet.connect(target);
    REQUIRE(here.run([&] { return tablet.opened.has_value(); }));
    CHECK(tablet.open_error() == errc::wrong_office);
}

TEST_CASE("tickets outlive the renewal of the certificate") {
    office office;
    office.prepare = greet_with_ticket;
    office.open();
    const auto first = visit_office(office, office.target());
    auto renewed = keep_certificate(office.directory.path(), *office.identity,
                                    october_ms + office_certificate::lifetime_ms);
    REQUIRE(office.context->use(renewed->certificate).has_value());
    CHECK(visit_office(office, with_ticket(office, first.ticket)).resumed);
}

TEST_CASE("a ticket asked for while much is being sent arrives with its own data") {
    office office;
    office.prepare = [](session_log& log) {
        log.on_received = [](session_log& self, bytes_view) {
            self.session->send(bytes(600'000, 'a'));
            self.session->issue_ticket("in between");
            self.session->send(bytes(600'000, 'b'));
        };
    };
    office.open();
    tablet slow(office.io);
    meet(office, slow);
    slow.write("go");
    // The office fills the socket before the tablet begins to read.
    REQUIRE(office.run(
        [&] { return !office.sessions.empty() && !office.sessions[0]->all_received.empty(); }));
    office.io.poll();
    slow.keep_reading();
    REQUIRE(office.run([&] { return slow.all_read.size() == 1'200'000; }));
    const auto ticket = slow.connection->newest_ticket();
    office.prepare = echo;
    CHECK(visit_office(office, with_ticket(office, ticket)).resumed);
    CHECK(office.sessions.back()->peer->ticket_data == "in between");
}

}  // namespace pendata::testing
