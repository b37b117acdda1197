// Both machines through a load by snapshot, by scripts. The tablet's is played once as it stands and once per step
// with a failure there; nothing that comes out of order is ever staged or swapped in.
#include <doctest/doctest.h>

#include <functional>

#include "core/base/limits.hpp"
#include "core/sync/client_session.hpp"
#include "core/sync/server_session.hpp"

namespace pendata {

namespace {

clock_reading script_ms(std::int64_t ms) { return {1'790'812'800'000 + ms, ms, "boot"}; }

message::snapshot_head head_of(const std::string& node, std::uint64_t chunks, bool reload = true, bool more = false) {
    return {node, 1, {segment_id{}, 40, 7}, sha256(node), chunks, chunks * 10, reload, more};
}

message::snapshot_chunk chunk_of(std::uint64_t number) { return {number, bytes("\0abc", 4), {}}; }

// The tablet's side up to the load, where the office speaks; `fail_at`: the reply that fails.
struct tablet_script {
    struct over {};

    explicit tablet_script(int fail = -1, std::vector<message::staged_scope> staged = {}) : fail_at(fail) {
        session.start(script_ms(0));
        expect<tablet_action::load_facts>();
        hello_facts facts;
        facts.hello.staged = std::move(staged);
        session.on_facts(facts);
        expect<tablet_action::send>();
        message::welcome welcome;
        welcome.head = position{{}, 50, 0};
        session.receive(*encode_frame(welcome), script_ms(40'000));
        expect<tablet_action::learn>();
        session.on_done({});
    }

    template <class Action>
    Action expect() {
        auto action = session.next_action();
        if (action && std::holds_alternative<Action>(*action)) return std::get<Action>(std::move(*action));
        if (!failed) FAIL_CHECK("another action");
        throw over();
    }
    template <class Message>
    Message expect_sent() {
        frame_reader reader;
        reader.feed(expect<tablet_action::send>().frame);
        const auto content = reader.next();
        REQUIRE((content.has_value() && *content && std::holds_alternative<Message>(**content)));
        return std::get<Message>(**content);
    }
    void says(const message::any& content) { session.receive(*encode_frame(content), script_ms(40'000)); }
    void done() {
        failed = failed || step == fail_at;
        session.on_done(step++ == fail_at ? result<void>(errc::disk_full) : result<void>());
    }
    void ends(errc why) {
        const auto finish = expect<tablet_action::finish>();
        CHECK(finish.why == why);
        CHECK(!session.next_action());
    }

    int fail_at;
    int step = 0;
    bool failed = false;
    client_session session{false};
};

void fail_at_every_step(const std::function<void(tablet_script&)>& script) {
    tablet_script whole;
    script(whole);
    REQUIRE(whole.step > 0);
    for (int at = 0; at < whole.step; ++at) {
        CAPTURE(at);
        tablet_script broken(at);
        try {
            script(broken);
        } catch (const tablet_script::over&) {
        }
        // What was to be stored behind the failure is not: the end stands there, after what was said.
        std::optional<errc> why;
        while (auto action = broken.session.next_action()) {
            CHECK(!why);
            if (const auto* finish = std::get_if<tablet_action::finish>(&*action)) why = finish->why;
            else CHECK(std::holds_alternative<tablet_action::send>(*action));
        }
        CHECK(broken.session.ended());
        if (why) CHECK(*why == errc::disk_full);
        CHECK(!broken.session.progress().converged);
    }
}

}  // namespace

TEST_CASE("a reload of two scopes is swapped in after the last chunk of the last one") {
    fail_at_every_step([](tablet_script& p) {
        p.says(head_of("a", 2, true, true));
        p.expect<tablet_action::stage_head>();
        p.done();
        for (std::uint64_t n = 0; n < 2; ++n) {
            p.says(chunk_of(n));
            const auto staged = p.expect<tablet_action::stage_chunk>();
            CHECK(staged.node == "a");
            p.done();
            const auto ack = p.expect_sent<message::snapshot_ack>();
            CHECK(ack.number == n);
        }
        CHECK(!p.session.next_action());
        p.says(head_of("b", 1));
        p.expect<tablet_action::stage_head>();
        p.done();
        p.says(chunk_of(0));
        p.expect<tablet_action::stage_chunk>();
        p.done();
        const auto swap = p.expect<tablet_action::swap_in>();
        CHECK(swap.node == "b");
        p.expect_sent<message::snapshot_ack>();
        p.done();
        message::pull tail;
        tail.reached.at = 50;
        tail.caught_up = true;
        p.says(tail);
        p.expect<tablet_action::apply_pull>();
        p.done();
        p.expect_sent<message::pull_ack>();
        CHECK(p.session.progress().chunks_staged == 3);
        CHECK(p.session.progress().chunks_expected == 3);
        CHECK(p.session.progress().parts_pulled == 30);
    });
}

TEST_CASE("a load goes on after the chunks that are staged, or begins anew under another name") {
    tablet_script goes_on(-1, {{"a", sha256("a"), 2}});
    goes_on.says(head_of("a", 3, false));
    goes_on.expect<tablet_action::stage_head>();
    goes_on.done();
    goes_on.says(chunk_of(2));
    goes_on.expect<tablet_action::stage_chunk>();
    goes_on.done();
    goes_on.expect<tablet_action::swap_in>();

    tablet_script is_whole(-1, {{"a", sha256("a"), 3}});
    is_whole.says(head_of("a", 3, false));
    is_whole.expect<tablet_action::stage_head>();
    is_whole.expect<tablet_action::swap_in>();

    tablet_script anew(-1, {{"a", sha256("another"), 2}});
    anew.says(head_of("a", 3, false));
    anew.expect<tablet_action::stage_head>();
    anew.done();
    anew.says(chunk_of(2));
    anew.ends(errc::unexpected_message);
}

TEST_CASE("an empty scope is whole at once") {
    tablet_script p;
    p.says(head_of("a", 0));
    p.expect<tablet_action::stage_head>();
    p.expect<tablet_action::swap_in>();
}

TEST_CASE("nothing but the rest of the load may come while it is not whole") {
    message::pull ahead;
    ahead.reached.at = 50;
    const std::vector<message::any> wrong{chunk_of(1), chunk_of(7), head_of("b", 1), ahead, message::checkpoint_reached{}};
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        CAPTURE(i);
        tablet_script p;
        p.says(head_of("a", 2, true, true));
        p.expect<tablet_action::stage_head>();
        p.done();
        p.says(wrong[i]);
        p.ends(errc::unexpected_message);
    }
    // Between two scopes of a reload, too.
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        if (i == 2) continue;
        CAPTURE(i);
        tablet_script p;
        p.says(head_of("a", 0, true, true));
        p.expect<tablet_action::stage_head>();
        p.done();
        p.says(wrong[i]);
        p.ends(errc::unexpected_message);
    }
    tablet_script other;
    other.says(head_of("a", 0, true, true));
    other.expect<tablet_action::stage_head>();
    other.says(head_of("b", 1, false));
    other.ends(errc::unexpected_message);
    tablet_script none;
    none.says(chunk_of(0));
    none.ends(errc::unexpected_message);
}

TEST_CASE("what was given back is answered in the middle of a load, and moves nothing") {
    tablet_script p;
    p.says(head_of("a", 2, true, true));
    p.expect<tablet_action::stage_head>();
    p.done();
    p.says(message::pull{});
    p.expect<tablet_action::apply_pull>();
}

TEST_CASE("what was to be stored after something that failed is not stored") {
    tablet_script p;
    message::pull one, two;
    one.reached.at = 41;
    two.reached.at = 42;
    p.session.receive(*encode_frame(one) + *encode_frame(two), script_ms(40'000));
    p.expect<tablet_action::apply_pull>();
    p.session.on_done(errc::disk_full);
    p.ends(errc::disk_full);
}

TEST_CASE("what came before the office ended the session is stored, up to what fails") {
    tablet_script p;
    message::pull one, two;
    one.reached.at = 41;
    two.reached.at = 42;
    p.session.receive(*encode_frame(one) + *encode_frame(two) + *encode_frame(message::failure{errc::device_revoked, 0}), script_ms(40'000));
    CHECK(p.session.ended());
    p.expect<tablet_action::apply_pull>();
    p.session.on_done({});
    p.expect<tablet_action::apply_pull>();
    p.session.on_done({});
    p.ends(errc::device_revoked);

    tablet_script fails;
    fails.session.receive(*encode_frame(one) + *encode_frame(two) + *encode_frame(message::failure{errc::device_revoked, 0}), script_ms(40'000));
    fails.expect<tablet_action::apply_pull>();
    fails.session.on_done(errc::disk_full);
    fails.ends(errc::device_revoked);
}

TEST_CASE("who waits for a snapshot says now and then that he is here") {
    tablet_script p;
    p.session.on_timer(script_ms(40'000));
    CHECK(!p.session.next_action());
    p.session.on_timer(script_ms(40'001 + limits::keepalive_ms));
    p.expect_sent<message::keepalive>();
}

namespace {

// The office's side up to its first question about a snapshot.
struct office_script {
    explicit office_script(std::vector<snapshot_want> wants, bool has_pending = false) {
        message::hello hello;
        hello.has_pending = has_pending;
        say(hello);
        expect<office_action::greet>();
        greeting g;
        g.device = device_id::from(bytes(16, 'd'));
        g.grants = {{"a", 1}, {"b", 1}};
        g.first.emplace();
        g.loading = {{"a", {}}};
        g.snapshots = std::move(wants);
        session.on_greeting(g);
        sent<message::welcome>();
    }
    void say(const message::any& content) { session.receive(*encode_frame(content), 0); }
    template <class Action>
    Action expect() {
        auto action = session.next_action();
        REQUIRE((action && std::holds_alternative<Action>(*action)));
        return std::get<Action>(std::move(*action));
    }
    template <class Message>
    Message sent() {
        frame_reader reader;
        reader.feed(expect<office_action::send>().frame);
        const auto content = reader.next();
        REQUIRE((content.has_value() && *content && std::holds_alternative<Message>(**content)));
        return std::get<Message>(**content);
    }
    void give_chunk() {
        const auto asked = expect<office_action::read_chunk>();
        session.on_chunk(chunk_of(asked.number));
        CHECK(sent<message::snapshot_chunk>().number == asked.number);
    }

    server_session session{bytes(32, 'e'), device_id::from(bytes(16, 'd')), 0};
};

}  // namespace

TEST_CASE("the office sends chunks as the tablet stages them, then the tails") {
    office_script o({{{"a", 1}, {}, 0, true, true}, {{"b", 1}, sha256("b"), 2, true, false}});
    CHECK(o.expect<office_action::open_snapshot>().want.scope.node == "a");
    auto first = head_of("a", limits::chunks_in_flight + 1, true, true);
    first.at.at = 60;
    snapshot_offer offer{{}, first};
    offer.news.entries.push_back({});
    o.session.on_snapshot(offer);
    o.sent<message::custody_news>();
    o.sent<message::snapshot_head>();
    for (std::size_t i = 0; i < limits::chunks_in_flight; ++i) o.give_chunk();
    CHECK(!o.session.next_action());
    o.say(message::snapshot_ack{0});
    o.give_chunk();
    // The second scope goes on where it was cut off: two of its three chunks are there.
    CHECK(o.expect<office_action::open_snapshot>().want.scope.node == "b");
    auto second = head_of("b", 3);
    second.at.at = 45;
    o.session.on_snapshot(snapshot_offer{{}, second});
    o.sent<message::snapshot_head>();
    CHECK(!o.session.next_action());
    o.say(message::snapshot_ack{1});
    const auto asked = o.expect<office_action::read_chunk>();
    CHECK(asked.number == 2);
    CHECK(asked.snapshot == sha256("b"));
    o.session.on_chunk(chunk_of(2));
    o.sent<message::snapshot_chunk>();
    // The older one catches up first; the cursor is at the later.
    const auto tail = o.expect<office_action::read_changes>();
    CHECK(tail.question.cursor == 45);
    CHECK(tail.question.node == "b");
    changes_answer caught_up;
    caught_up.pull.node = "b";
    caught_up.pull.reached.at = 70;
    caught_up.pull.caught_up = true;
    o.session.on_changes(caught_up);
    o.sent<message::pull>();
    const auto rest = o.expect<office_action::read_changes>();
    CHECK(rest.question.cursor == 60);
    CHECK(rest.question.node.empty());
}

TEST_CASE("a scope loaded by snapshot goes on with its own tail") {
    office_script o({{{"a", 1}, {}, 0, false, false}});
    o.expect<office_action::open_snapshot>();
    o.session.on_snapshot(snapshot_offer{{}, head_of("a", 0, false)});
    o.sent<message::snapshot_head>();
    const auto tail = o.expect<office_action::read_changes>();
    CHECK(tail.question.node == "a");
    CHECK(tail.question.cursor == 40);
}

TEST_CASE("a load that fails at the office ends the session, and so does an answer to nothing") {
    office_script opening({{{"a", 1}, {}, 0, true, false}});
    opening.expect<office_action::open_snapshot>();
    opening.session.on_snapshot(errc::office_busy);
    CHECK(opening.sent<message::failure>().code == errc::office_busy);
    CHECK(opening.expect<office_action::close>().why == errc::office_busy);

    office_script sending({{{"a", 1}, {}, 0, true, false}});
    sending.expect<office_action::open_snapshot>();
    sending.session.on_snapshot(snapshot_offer{{}, head_of("a", 2)});
    sending.sent<message::snapshot_head>();
    sending.expect<office_action::read_chunk>();
    sending.session.on_chunk(errc::cancelled);
    CHECK(sending.sent<message::failure>().code == errc::cancelled);

    for (const message::any& wrong : {message::any(message::snapshot_ack{0}), message::any(message::repair_ask{})}) {
        office_script early({{{"a", 1}, {}, 0, true, false}});
        early.expect<office_action::open_snapshot>();
        early.say(wrong);
        CHECK(early.sent<message::failure>().code == errc::unexpected_message);
    }
}

}  // namespace pendata
