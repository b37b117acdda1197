// The office's machine against peers that keep no rule: wrong order, repeats, garbage, replies that fail. It may
// close, it may wait, it never crashes, answers nobody before the proof, and never asks for more than it may.
#include "core/sync/server_session.hpp"

#include <doctest/doctest.h>

#include "core/base/limits.hpp"
#include "core/wire/frame.hpp"
#include "tests/support/arbitrary.hpp"

namespace pendata {

namespace {

template <class Action>
std::optional<Action> next(server_session& s) {
    auto action = s.next_action();
    if (!action) return std::nullopt;
    auto* wanted = std::get_if<Action>(&*action);
    return wanted == nullptr ? std::nullopt : std::optional(std::move(*wanted));
}

errc closed_with(server_session& s) {
    errc why = errc::ok;
    while (auto action = s.next_action()) {
        if (const auto* close = std::get_if<office_action::close>(&*action)) why = close->why;
    }
    return why;
}

void say(server_session& s, const message::any& content) { s.receive(*encode_frame(content), 0); }

greeting good_greeting(bool first) {
    greeting g;
    g.device = device_id::from(bytes(16, 'd'));
    g.grants = {{"32.11", 1}};
    if (first) {
        g.first = changes_answer{};
        g.first->pull.caught_up = true;
    }
    return g;
}

// A message of a random kind; what it says hardly matters to the order.
message::any any_message() {
    message::hello hello;
    hello.has_pending = *rc::gen::arbitrary<bool>();
    hello.follow = *rc::gen::arbitrary<bool>();
    message::repair_ask ask;
    ask.last = *rc::gen::arbitrary<bool>();
    switch (*rc::gen::inRange(0, 13)) {
        case 0: return hello;
        case 1: return message::enrol{};
        case 2: return message::push{*arbitrary::any_batch()};
        case 3: return message::carry{*arbitrary::any_batch()};
        case 4: return message::checkpoint{*rc::gen::arbitrary<std::uint64_t>()};
        case 5: return message::pull_ack{};
        case 6: return ask;
        case 7: return message::keepalive{};
        case 8: return message::welcome{};
        case 9: return message::fork_ask{};
        case 10: return message::give_back{1, {}, {{{}, 0}}};
        case 11: return message::snapshot_ack{};
        default: return message::goodbye{};
    }
}

struct rough_driver {
    server_session& session;
    std::size_t settling = 0;
    std::size_t reading = 0;
    bool closed = false;
    std::size_t sent = 0;

    errc some_failure() { return *rc::gen::element(errc::busy, errc::disk_full, errc::device_unknown, errc::bad_signature); }
    bool fails() { return *rc::gen::inRange(0, 6) == 0; }

    // What fails in the office's house has two names outside.
    void act(office_action::send& a) {
        RC_ASSERT(!closed);
        frame_reader read;
        read.feed(a.frame);
        const auto m = read.next();
        RC_ASSERT(m.has_value() && m->has_value());
        if (const auto* f = std::get_if<message::failure>(&**m)) RC_ASSERT(f->code != errc::busy && f->code != errc::disk_full);
        ++sent;
    }
    void act(office_action::greet&) {
        if (fails()) return session.on_greeting(some_failure());
        auto g = good_greeting(*rc::gen::inRange(0, 4) != 0);
        g.revoked = *rc::gen::inRange(0, 5) == 0;
        if (*rc::gen::inRange(0, 5) == 0) g.welcome.grants = g.grants;
        if (*rc::gen::inRange(0, 5) == 0) g.welcome.lineage_known = false;
        if (g.revoked || g.welcome.grants || !g.welcome.lineage_known) g.first.reset();
        if (g.first && *rc::gen::inRange(0, 3) == 0) g.snapshots = {{g.grants.front(), {}, 0, true, true}, {g.grants.front(), {}, 0, true, false}};
        session.on_greeting(g);
    }
    void act(office_action::enrol&) {
        if (fails()) return session.on_enrolled(some_failure());
        session.on_enrolled(message::enrolled{});
    }
    void act(office_action::settle& a) {
        RC_ASSERT(session.device().has_value());
        receipt r;
        r.batch = a.batch.hash;
        if (fails()) return session.on_settled(a.batch.hash, a.path, some_failure());
        session.on_settled(a.batch.hash, a.path, r);
    }
    void act(office_action::read_changes& a) {
        RC_ASSERT(session.device().has_value());
        if (fails()) return session.on_changes(some_failure());
        changes_answer answer;
        answer.pull.node = a.question.node;
        answer.pull.caught_up = *rc::gen::inRange(0, 3) != 0;
        answer.pull.reached.at = a.question.cursor + 1;
        if (a.question.want_sum && answer.pull.caught_up) answer.sum = message::short_print{};
        session.on_changes(answer);
    }
    void act(office_action::read_repair& a) {
        if (fails()) return session.on_repair(some_failure());
        repair_answer answer;
        answer.mends.mends = true;
        if (*rc::gen::arbitrary<bool>()) answer.mends.evictions.push_back({});
        if (a.from.doubts == 0 && *rc::gen::arbitrary<bool>()) {
            answer.next = repair_point{1, 0, {}};
        } else if (!a.ask->last) {
            answer.told = message::repair_told{};
        }
        session.on_repair(answer);
    }
    void act(office_action::find_fork&) {
        RC_ASSERT(session.device().has_value());
        if (fails()) return session.on_fork_point(some_failure());
        session.on_fork_point(position{{}, 3, 4});
    }
    void act(office_action::take_back& a) {
        RC_ASSERT(session.device().has_value());
        if (fails()) return session.on_taken_back(some_failure());
        returned_answer answer;
        answer.answer.number = a.given.number;
        if (a.serve) answer.whole.evictions.push_back({{}, 1, 1});
        session.on_taken_back(answer);
    }
    void act(office_action::open_snapshot& a) {
        RC_ASSERT(session.device().has_value());
        if (fails()) return session.on_snapshot(some_failure());
        snapshot_offer offer;
        offer.head.node = a.want.scope.node;
        offer.head.reload = a.want.reload;
        offer.head.more = a.want.more;
        offer.head.chunks = *rc::gen::inRange<std::uint64_t>(0, 8);
        offer.head.at.at = a.question.cursor + 1;
        session.on_snapshot(offer);
    }
    void act(office_action::read_chunk& a) {
        RC_ASSERT(session.device().has_value());
        if (fails()) return session.on_chunk(some_failure());
        session.on_chunk(message::snapshot_chunk{a.number, bytes(1, '\0'), {}});
    }
    void act(office_action::weigh_photo& a) {
        RC_ASSERT(session.device().has_value());
        if (fails()) return session.on_photo(some_failure());
        session.on_photo(message::any(message::photo_refused{a.offer.photo, errc::too_large}));
    }
    void act(office_action::take_photo& a) {
        RC_ASSERT(session.device().has_value());
        if (fails()) return session.on_photo(some_failure());
        session.on_photo(message::any(message::photo_kept{a.piece.photo, a.piece.number, false, {}}));
    }
    void act(office_action::read_photo& a) {
        RC_ASSERT(session.device().has_value());
        if (fails()) return session.on_photo(some_failure());
        session.on_photo(message::any(message::photo_refused{a.ask.photo, errc::not_found}));
    }
    void act(office_action::issue_ticket&) {}
    void act(office_action::note_pulled&) {}
    void act(office_action::close&) {
        RC_ASSERT(!closed);
        closed = true;
    }
    void drain() {
        for (int budget = 1000; budget > 0; --budget) {
            auto action = session.next_action();
            if (!action) return;
            std::visit([&](auto& a) { act(a); }, *action);
        }
        RC_FAIL("the machine never comes to rest");
    }
};

}  // namespace

TEST_CASE("anything but a hello or an enrolment first is out of turn") {
    for (const message::any& first : std::vector<message::any>{message::pull_ack{}, message::checkpoint{1}, message::keepalive{},
                                                               message::welcome{}, message::push{}, message::repair_ask{}}) {
        server_session s(bytes(32, 'e'), std::nullopt, 0);
        say(s, first);
        CHECK(closed_with(s) == errc::unexpected_message);
    }
}

TEST_CASE("a batch sent with the hello reaches the writer only after the proof") {
    server_session s(bytes(32, 'e'), std::nullopt, 0);
    message::hello hello;
    hello.has_pending = true;
    say(s, hello);
    say(s, message::push{});
    REQUIRE(next<office_action::greet>(s));
    CHECK(!s.next_action());
    SUBCASE("proved") {
        s.on_greeting(good_greeting(true));
        bool settles = false;
        while (auto action = s.next_action()) settles = settles || std::holds_alternative<office_action::settle>(*action);
        CHECK(settles);
    }
    SUBCASE("not proved") {
        s.on_greeting(errc::bad_proof);
        CHECK(closed_with(s) == errc::bad_proof);
    }
}

TEST_CASE("a silent peer and a slow one are closed") {
    server_session silent(bytes(32, 'e'), std::nullopt, 0);
    silent.on_timer(limits::hello_timeout_ms);
    CHECK(!silent.next_action());
    silent.on_timer(limits::hello_timeout_ms + 1);
    CHECK(closed_with(silent) == errc::timed_out);
}

TEST_CASE("the office's own time is not the tablet's silence") {
    server_session s(bytes(32, 'e'), std::nullopt, 0);
    s.on_timer(limits::hello_timeout_ms);
    say(s, message::enrol{});
    REQUIRE(next<office_action::enrol>(s));
    std::int64_t now_ms = 10 * limits::idle_timeout_ms;
    s.on_timer(now_ms);  // it waits for its turn
    CHECK(!s.next_action());
    s.on_enrolled(message::enrolled{});
    REQUIRE(next<office_action::send>(s));
    s.on_timer(now_ms + limits::hello_timeout_ms);
    CHECK(!s.next_action());
    message::hello hello;
    hello.has_pending = true;
    s.receive(*encode_frame(hello), now_ms + limits::hello_timeout_ms);
    REQUIRE(next<office_action::greet>(s));
    now_ms *= 2;
    s.on_timer(now_ms);
    CHECK(!s.next_action());
    s.on_greeting(good_greeting(true));
    while (s.next_action()) {
    }
    say(s, message::push{});
    now_ms += 2 * limits::idle_timeout_ms;
    s.on_timer(now_ms);  // the batch is being settled
    while (const auto action = s.next_action()) CHECK_FALSE(std::holds_alternative<office_action::close>(*action));
    s.on_settled(digest{}, arrival::sync, receipt{});
    for (;;) {
        const auto action = s.next_action();
        if (!action) break;
        CHECK_FALSE(std::holds_alternative<office_action::close>(*action));
        changes_answer nothing;
        nothing.pull.caught_up = true;
        if (std::holds_alternative<office_action::read_changes>(*action)) s.on_changes(nothing);
    }
    // From here on it owes something.
    s.on_timer(now_ms + limits::idle_timeout_ms);
    CHECK(closed_with(s) == errc::ok);
    s.on_timer(now_ms + limits::idle_timeout_ms + 1);
    CHECK(closed_with(s) == errc::timed_out);
}

TEST_CASE("who enrolled and says nothing more is closed") {
    server_session s(bytes(32, 'e'), std::nullopt, 0);
    say(s, message::enrol{});
    s.on_enrolled(message::enrolled{});
    s.on_timer(limits::hello_timeout_ms + 1);
    CHECK(closed_with(s) == errc::timed_out);
}

TEST_CASE("too many batches at once are refused") {
    server_session s(bytes(32, 'e'), std::nullopt, 0);
    message::hello hello;
    hello.has_pending = true;
    say(s, hello);
    for (std::size_t i = 0; i <= limits::pushes_in_flight * 2; ++i) say(s, message::push{});
    CHECK(closed_with(s) == errc::limit_exceeded);
}

namespace {

// A session that greeted a tablet and told it all it had.
void serve(server_session& s) {
    say(s, message::hello{});
    REQUIRE(next<office_action::greet>(s));
    auto g = good_greeting(true);
    g.first->sum = message::short_print{};
    s.on_greeting(g);
    while (s.next_action()) {
    }
}

template <class Message>
std::optional<Message> next_sent(server_session& s) {
    const auto action = next<office_action::send>(s);
    if (!action) return std::nullopt;
    frame_reader reader;
    reader.feed(action->frame);
    auto content = reader.next();
    if (content.has_error() || !*content || !std::holds_alternative<Message>(**content)) return std::nullopt;
    return std::get<Message>(**content);
}

repair_answer slice(std::optional<repair_point> next, bool told) {
    repair_answer answer;
    answer.mends.mends = true;
    answer.mends.evictions.push_back({record_id::from(bytes(16, 'r')), 1, 9});
    answer.next = next;
    if (told) answer.told = message::repair_told{};
    return answer;
}

}  // namespace

TEST_CASE("a question is answered in slices, nothing new in between, and ends with the checkpoint") {
    server_session s(bytes(32, 'e'), std::nullopt, 0);
    serve(s);
    message::repair_ask ask;
    say(s, ask);
    REQUIRE(next<office_action::read_repair>(s));
    s.on_repair(slice(std::nullopt, true));
    CHECK(next_sent<message::pull>(s)->mends);
    CHECK(next_sent<message::repair_told>(s));
    s.on_commit();
    CHECK(!s.next_action());  // the tablet is comparing

    ask.last = true;
    say(s, ask);
    for (std::size_t n = 1; n < limits::pulls_in_flight; ++n) {
        REQUIRE(next<office_action::read_repair>(s));
        s.on_repair(slice(repair_point{n, 0, {}}, false));
        const auto sent = next_sent<message::pull>(s);
        REQUIRE(sent);
        CHECK(sent->reached == position{});  // moves no cursor
    }
    CHECK(!s.next_action());  // as many are under way as may be
    say(s, message::pull_ack{});
    REQUIRE(next<office_action::note_pulled>(s));
    const auto last = next<office_action::read_repair>(s);
    REQUIRE(last);
    CHECK(last->from == repair_point{limits::pulls_in_flight - 1, 0, {}});
    s.on_repair(slice(std::nullopt, false));
    REQUIRE(next_sent<message::pull>(s));
    say(s, message::pull_ack{});
    REQUIRE(next<office_action::note_pulled>(s));
    const auto read = next<office_action::read_changes>(s);
    REQUIRE(read);
    CHECK(read->question.want_sum);
    changes_answer rest;
    rest.pull.caught_up = true;
    rest.sum = message::short_print{};
    s.on_changes(rest);
    CHECK(next_sent<message::checkpoint_reached>(s));
}

TEST_CASE("questions come one at a time, and not without end") {
    SUBCASE("two at once") {
        server_session s(bytes(32, 'e'), std::nullopt, 0);
        serve(s);
        say(s, message::repair_ask{});
        say(s, message::repair_ask{});
        CHECK(closed_with(s) == errc::unexpected_message);
    }
    SUBCASE("too many") {
        server_session s(bytes(32, 'e'), std::nullopt, 0);
        serve(s);
        for (std::size_t n = 0; n < limits::repair_asks; ++n) {
            say(s, message::repair_ask{});
            REQUIRE(next<office_action::read_repair>(s));
            repair_answer answer;
            answer.told = message::repair_told{};
            s.on_repair(answer);
            REQUIRE(next_sent<message::repair_told>(s));
        }
        say(s, message::repair_ask{});
        CHECK(closed_with(s) == errc::limit_exceeded);
    }
    SUBCASE("an answer that can not be given") {
        server_session s(bytes(32, 'e'), std::nullopt, 0);
        serve(s);
        say(s, message::repair_ask{});
        REQUIRE(next<office_action::read_repair>(s));
        s.on_repair(errc::malformed);
        CHECK(closed_with(s) == errc::malformed);
    }
}

TEST_CASE("an office behind its ledger takes uploads and nothing that is given back") {
    server_session s(bytes(32, 'e'), std::nullopt, 0);
    message::hello hello;
    hello.has_pending = true;
    say(s, hello);
    REQUIRE(next<office_action::greet>(s));
    auto g = good_greeting(false);
    g.welcome.ledger_behind = true;
    g.welcome.lineage_known = false;
    s.on_greeting(g);
    while (s.next_action()) {
    }
    say(s, message::push{});
    CHECK(next<office_action::settle>(s).has_value());
    say(s, message::give_back{1, {}, {}});
    CHECK(closed_with(s) == errc::unexpected_message);
}

TEST_CASE("no order of messages and replies breaks the machine") {
    CHECK(rc::check("rough peers", [](const std::uint8_t) {
        server_session s(bytes(32, 'e'), std::nullopt, 0);
        rough_driver driver{s};
        const auto count = *rc::gen::inRange(1, 25);
        for (int i = 0; i < count; ++i) {
            const auto message = *rc::gen::inRange(0, 8) == 0 && i == 0 ? message::any(message::hello{}) : any_message();
            auto frame = encode_frame(message);
            if (frame.has_error()) continue;
            if (*rc::gen::inRange(0, 12) == 0) (*frame)[*rc::gen::inRange<std::size_t>(0, frame->size())] ^= 0x5a;
            s.receive(*frame, i);
            if (*rc::gen::arbitrary<bool>()) s.on_commit();
            if (*rc::gen::inRange(0, 10) == 0) s.stop();
            driver.drain();
        }
    }));
}

}  // namespace pendata
