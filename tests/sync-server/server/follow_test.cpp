// Tablets that stay: they hear of commits, by whomever, and are let go when their rights have changed.
#include <doctest/doctest.h>

#include "tests/sync-server/server/running_server.hpp"
#include "tests/sync-server/server/sync_client.hpp"

using namespace pendata;
using namespace pendata::test;

namespace {

struct followed_office : office_folder {
    officer_id ani = add("Ani", role::psm, village_a);
    officer_id budi = add("Budi", role::psm, village_a);
    paper_tablet follower = enrol(ani);
    paper_tablet writer = enrol(budi);
    running_server server{*this};
    sync_client following{server.port(), server.identity()};
    sync_client line{server.port(), server.identity()};

    followed_office() {
        message::hello known;
        known.follow = true;
        following.connect();
        sync_all(following, follower, known);
        line.connect();
        sync_all(line, writer);
    }
};

}  // namespace

TEST_CASE("a following tablet hears what another brought") {
    followed_office f;
    f.line.say(message::push{f.person(f.writer, 1, village_a, "Siti")});
    f.line.expect_receipt();
    const auto pull = f.following.expect<message::pull>();
    REQUIRE(pull.parts.size() == 1);
    CHECK(pull.parts[0].content.record == numbered_record(1));
    f.following.say(message::pull_ack{{}, pull.reached});

    // The other village is no business of its.
    f.following.say(message::keepalive{});
    f.following.expect<message::keepalive>();
}

TEST_CASE("a following tablet hears what the office's tools did, from another process") {
    followed_office f;
    REQUIRE(code_of(add_officer(*f.of, "Cici", role::psm, {{village_b}, {}, {}, {}}, f.now_ms)) == errc::ok);
    const auto pull = f.following.expect<message::pull>();
    CHECK(pull.parts.size() == 1);  // the officer is reference data, the duty is elsewhere
    f.following.say(message::pull_ack{{}, pull.reached});
}

TEST_CASE("officers are added while tablets push: nobody fails") {
    followed_office f;
    std::vector<sealed_batch> batches;
    for (int n = 0; n < 24; ++n) batches.push_back(f.person(f.writer, n, village_a, "Orang"));
    std::size_t got = 0;
    for (std::size_t n = 0; n < batches.size(); ++n) {
        f.line.say(message::push{batches[n]});
        if (n % 4 == 0) REQUIRE(code_of(add_officer(*f.of, "P" + std::to_string(n), role::psm, {{village_b}, {}, {}, {}}, f.now_ms)) == errc::ok);
        if (n + 1 - got == limits::pushes_in_flight) {
            CHECK(f.line.expect_receipt().held.empty());
            ++got;
        }
    }
    for (; got < batches.size(); ++got) CHECK(f.line.expect_receipt().held.empty());
    CHECK(list_officers(*f.of, f.now_ms)->size() == 2 + 6);
    CHECK(f.view()->records_under(village_a, record_id{}, 1000)->size() >= 24);
}

TEST_CASE("whose duty was replaced is let go, and evicts at its next contact") {
    followed_office f;
    f.line.say(message::push{f.person(f.writer, 1, village_a, "Siti")});
    f.line.expect_receipt();
    const auto pull = f.following.expect<message::pull>();
    f.following.say(message::pull_ack{{}, pull.reached});
    REQUIRE(code_of(replace_duty(*f.of, "Ani", {{village_b}, {}, {}, {}}, f.now_ms)) == errc::ok);
    CHECK(f.following.heard_closing() == errc::cancelled);

    f.following.connect();
    message::hello known;
    known.pulled = pull.reached;
    known.grants_hash = hash_of(scope_grants(village_a, 1));
    f.following.say(hello_of(f.follower, f.following));
    const auto welcome = f.following.expect<message::welcome>();
    REQUIRE(welcome.grants.has_value());
    CHECK(*welcome.grants == scope_grants(village_b, 1));
}

TEST_CASE("who was revoked is told nothing more") {
    followed_office f;
    REQUIRE(code_of(revoke_device(*f.of, f.follower.device, f.now_ms)) == errc::ok);
    f.line.say(message::push{f.person(f.writer, 1, village_a, "Siti")});
    f.line.expect_receipt();
    CHECK(f.following.heard_closing() == errc::device_revoked);
}
