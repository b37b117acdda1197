// Peers that talk rubbish, too much, too slowly or not at all: none of them hangs or fills the server, and others are
// served meanwhile.
#include <doctest/doctest.h>

#include "tests/sync-server/server/running_server.hpp"
#include "tests/sync-server/server/sync_client.hpp"

using namespace pendata;
using namespace pendata::test;

namespace {

struct pestered_office : office_folder {
    officer_id ani = add("Ani", role::psm, village_a);
    paper_tablet tablet = enrol(ani);
    running_server server{*this};
    sync_client line{server.port(), server.identity()};

    // Somebody honest gets through.
    void check_service() {
        sync_client honest(server.port(), server.identity());
        honest.connect();
        CHECK(sync_all(honest, tablet).parts() >= 8);
    }
};

}  // namespace

TEST_CASE("rubbish ends the connection with a reason, and nothing else") {
    pestered_office f;
    const std::vector<bytes> rubbish{bytes(64, '\0'), bytes(64, '\xff'), "GET / HTTP/1.1\r\n" + bytes(400, ' '), "\x7f" + bytes(400, 'x')};
    for (const auto& data : rubbish) {
        f.line.connect();
        f.line.say_bytes(data);
        CHECK(f.line.heard_closing() != errc::ok);
    }
    f.check_service();
}

TEST_CASE("what is out of turn is refused") {
    pestered_office f;
    const auto batch = f.person(f.tablet, 1, village_a, "Siti");
    const std::vector<message::any> early{message::push{batch}, message::checkpoint{1}, message::pull_ack{}, message::keepalive{},
                                          message::welcome{}, message::receipted{}};
    for (const auto& content : early) {
        f.line.connect();
        f.line.say(content);
        CHECK(f.line.heard_closing() == errc::unexpected_message);
    }
    CHECK_FALSE(f.view()->batch(batch.hash).value().has_value());

    f.line.connect();
    auto hello = hello_of(f.tablet, f.line);
    hello.device = device_id{};
    f.line.say(hello);
    CHECK(f.line.heard_closing() == errc::device_unknown);

    f.line.connect();
    hello = hello_of(f.tablet, f.line);
    hello.proof.clear();
    f.line.say(hello);
    CHECK(f.line.heard_closing() == errc::bad_proof);
    f.check_service();
}

TEST_CASE("a batch that nobody signed is refused, whoever stands beside it") {
    pestered_office f;
    sync_client honest(f.server.port(), f.server.identity());
    honest.connect();
    sync_all(honest, f.tablet);
    auto forged = f.person(f.tablet, 1, village_a, "Siti");
    const auto good = forged;
    forged.signed_by[0] ^= 1;
    f.line.connect();
    sync_all(f.line, f.tablet);
    f.line.say(message::push{forged});
    honest.say(message::push{good});
    CHECK(f.line.heard_closing() == errc::bad_signature);
    CHECK(honest.expect_receipt().batch == good.hash);
    CHECK(f.view()->history_of(numbered_record(1)).value().size() == 1);
}

TEST_CASE("too many pushes without waiting for an answer are too many") {
    pestered_office f;
    f.line.connect();
    sync_all(f.line, f.tablet);
    const auto batch = f.person(f.tablet, 1, village_a, "Siti");
    bytes many;
    for (int i = 0; i < 200; ++i) many += encode_frame(message::push{batch}).value();
    f.line.say_bytes(many);
    CHECK(f.line.heard_closing() == errc::limit_exceeded);
    CHECK(f.view()->history_of(numbered_record(1)).value().size() <= 1);
    f.check_service();
}

TEST_CASE("who says nothing is let go; so is who stops in the middle of a word") {
    pestered_office f;
    sync_client half(f.server.port(), f.server.identity());
    f.line.connect();
    half.connect();
    const auto frame = encode_frame(hello_of(f.tablet, half)).value();
    half.say_bytes(frame.substr(0, frame.size() / 2));
    // Time goes on until both are let go, whenever the office took them in.
    for (auto* peer : {&f.line, &half}) {
        REQUIRE(peer->wait([&] {
            f.server.timer_ms += 1000;
            return peer->is_closed();
        }));
    }
    CHECK(f.line.heard_closing() == errc::timed_out);
    CHECK(half.heard_closing() == errc::timed_out);
    f.check_service();
}

TEST_CASE("who does not read what he asked for is not read either") {
    pestered_office f;
    f.line.connect();
    sync_all(f.line, f.tablet);
    f.line.stop_reading();
    bytes many;
    const auto one = encode_frame(message::keepalive{}).value();
    while (many.size() < 24 * 1024 * 1024) many += one;
    f.line.say_bytes(many);
    f.check_service();
    f.check_service();
    CHECK(f.server.logged("\"level\":\"error\"") == 0);
    f.line.hang_up();
}
