// The tablet's machine by scripts: expect an action, feed the reply, check the state. Each script is played once
// as it stands, and once per step with a failure there: the session must end with that failure, ask for nothing
// more, and never claim that it converged.
#include "core/sync/client_session.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "core/base/limits.hpp"

namespace pendata {

namespace {

clock_reading at_ms(std::int64_t ms) { return {1'790'812'800'000 + ms, ms, "boot"}; }

sealed_batch batch_of(int number, int writes = 1) {
    sealed_batch out;
    out.content.replica = replica_id::from(bytes(16, 'r'));
    out.content.number = static_cast<std::uint64_t>(number);
    for (int i = 0; i < writes; ++i) {
        write w;
        w.record = record_id::from(bytes(16, static_cast<char>('a' + number)));
        w.what.key = {1, 10, {}};
        w.what.save_number = static_cast<std::uint64_t>(number);
        w.what.at.replica = out.content.replica;
        w.what.content = value::integer(i);
        if (i > 0) w.what.key.field = static_cast<std::uint16_t>(10 + i);
        out.content.writes.push_back(w);
    }
    // The hash is that of the content: a peer recomputes it.
    return *decode_batch(encode_batch(out));
}

message::pull pull_of(int record, bool caught_up = true) {
    message::pull out;
    message::pulled_part p;
    p.content.record = record_id::from(bytes(16, static_cast<char>(record)));
    settled_cell c;
    c.what.key = {1, 10, {}};
    c.what.content = value::integer(record);
    c.changed_at = static_cast<sequence>(record);
    p.content.cells.push_back(c);
    out.parts.push_back(p);
    out.reached.at = static_cast<sequence>(record);
    out.caught_up = caught_up;
    return out;
}

receipt receipt_for(const sealed_batch& batch) {
    receipt out;
    out.batch = batch.hash;
    out.settled_at.at = 9;
    return out;
}

// Plays a session. A step is one reply or one message of the office; `fail_at` names the step that fails instead.
class play {
public:
    explicit play(bool follow, int fail_at = -1) : session(follow), fail_at_(fail_at) { session.start(at_ms(0)); }

    template <class Action>
    Action expect() {
        auto action = session.next_action();
        if (!action) stop_script("nothing to do");
        auto* wanted = std::get_if<Action>(&*action);
        if (wanted == nullptr) stop_script("another action");
        return std::move(*wanted);
    }
    template <class Message>
    Message expect_sent() {
        frame_reader reader;
        reader.feed(expect<tablet_action::send>().frame);
        auto content = reader.next();
        if (content.has_error() || !*content || !std::holds_alternative<Message>(**content)) stop_script("another message");
        return std::get<Message>(std::move(**content));
    }
    void expect_end(errc why) {
        const auto finish = expect<tablet_action::finish>();
        CHECK(finish.why == why);
    }
    void expect_nothing() {
        if (session.next_action()) stop_script("an action too many");
    }

    // Steps: each is where a script may fail.
    void facts(bool has_pending, bool clock_is_good) {
        hello_facts f;
        f.hello.has_pending = has_pending;
        f.hello.last_sealed = 3;
        f.hello.replica = replica_id::from(bytes(16, 'r'));
        f.clock_is_good = clock_is_good;
        reply<hello_facts>(f, [&](auto r) { session.on_facts(std::move(r)); });
    }
    void batches(std::vector<sealed_batch> given) {
        reply<std::vector<sealed_batch>>(std::move(given), [&](auto r) { session.on_batches(std::move(r)); });
    }
    void mail(std::vector<sealed_batch> given) {
        reply<std::vector<sealed_batch>>(std::move(given), [&](auto r) { session.on_mail(std::move(r)); });
    }
    void done() {
        if (fails_here()) return session.on_done(errc::disk_full);
        session.on_done({});
    }
    void compared(bool equal) {
        reply<bool>(equal, [&](auto r) { session.on_compared(r); });
    }
    void rows(std::vector<message::repair_ask::row> given) {
        reply<std::vector<message::repair_ask::row>>(std::move(given), [&](auto r) { session.on_rows(std::move(r)); });
    }
    void office_says(const message::any& content, std::int64_t ms = 50) {
        if (fails_here()) return session.receive(*encode_frame(message::failure{errc::disk_full, 7}), at_ms(ms));
        session.receive(*encode_frame(content), at_ms(ms));
    }

    int steps() const { return step_; }
    client_session session;

private:
    struct script_over {};

    template <class T, class Feed>
    void reply(T value, Feed&& feed) {
        if (fails_here()) return feed(result<T>(errc::disk_full));
        feed(result<T>(std::move(value)));
    }
    bool fails_here() { return step_++ == fail_at_; }
    // A script that failed on purpose goes no further; any other departure is a bug.
    void stop_script(const char* why) {
        if (fail_at_ < 0 || step_ <= fail_at_) FAIL_CHECK(why);
        throw script_over();
    }

    int fail_at_;
    int step_ = 0;

    friend void fail_at_every_step(bool, const std::function<void(play&)>&);
};

void fail_at_every_step(bool follow, const std::function<void(play&)>& script) {
    play whole(follow);
    script(whole);
    REQUIRE(whole.steps() > 0);
    for (int at = 0; at < whole.steps(); ++at) {
        CAPTURE(at);
        play broken(follow, at);
        try {
            script(broken);
        } catch (const play::script_over&) {
        }
        // What was asked before the failure may still stand in the queue; behind it stands the end, and nothing.
        std::optional<errc> why;
        for (auto action = broken.session.next_action(); action; action = broken.session.next_action()) {
            CHECK(!why);
            if (const auto* finish = std::get_if<tablet_action::finish>(&*action)) why = finish->why;
        }
        CHECK(broken.session.ended());
        if (why) CHECK(*why == errc::disk_full);
        CHECK(!broken.session.progress().converged);
        broken.session.receive(*encode_frame(message::keepalive{}), at_ms(99));
        broken.session.on_local_change();
        CHECK(!broken.session.next_action());
    }
}

message::welcome welcome_at(sequence head) {
    message::welcome w;
    w.office_ms = 1'790'812'800'000;
    w.head.at = head;
    w.replica_head = 3;
    return w;
}

void greet(play& p, bool has_pending, bool clock_is_good) {
    p.expect<tablet_action::load_facts>();
    p.facts(has_pending, clock_is_good);
    p.expect_sent<message::hello>();
}

void take_welcome(play& p, const message::welcome& w) {
    p.office_says(w);
    p.expect<tablet_action::set_anchor>();
    p.done();
    p.expect<tablet_action::learn>();
    p.done();
}

}  // namespace

TEST_CASE("nothing to do is one exchange") {
    fail_at_every_step(false, [](play& p) {
        greet(p, false, true);
        p.expect_nothing();
        auto w = welcome_at(5);
        w.equal = true;
        take_welcome(p, w);
        const auto compared = p.expect<tablet_action::compare>();
        CHECK(compared.at.at == 5);
        p.compared(true);
        p.expect_sent<message::goodbye>();
        p.expect_end(errc::ok);
        CHECK(p.session.progress().exchanges == 1);
        // The last step that may fail is the comparison: what follows is said by this side alone.
    });
}

TEST_CASE("with a good clock the batches follow the hello at once") {
    fail_at_every_step(false, [](play& p) {
        const auto one = batch_of(1, 2);
        greet(p, true, true);
        const auto asked = p.expect<tablet_action::read_batches>();
        CHECK(asked.sent.empty());
        p.batches({one});
        p.expect_sent<message::push>();
        const auto asked_again = p.expect<tablet_action::read_batches>();
        CHECK(asked_again.sent == std::vector<digest>{one.hash});
        p.batches({});
        p.expect<tablet_action::read_mail>();
        p.mail({});
        const auto point = p.expect_sent<message::checkpoint>();
        CHECK(point.number == 1);
        // The receipt may come before the welcome.
        p.office_says(message::receipted{receipt_for(one)});
        p.expect<tablet_action::apply_receipt>();
        p.done();
        take_welcome(p, welcome_at(9));
        p.office_says(pull_of(9));
        p.expect<tablet_action::apply_pull>();
        p.done();
        const auto ack = p.expect_sent<message::pull_ack>();
        CHECK(ack.reached.at == 9);
        p.office_says(message::checkpoint_reached{1, {}, {}});
        p.expect<tablet_action::compare>();
        p.compared(true);
        p.expect_sent<message::goodbye>();
        p.expect<tablet_action::finish>();
        CHECK(p.session.progress().writes_receipted == 2);
        CHECK(p.session.progress().parts_pulled == 1);
    });
}

TEST_CASE("without a good clock nothing is sealed before the office has told the time") {
    play p(false);
    greet(p, true, false);
    p.expect_nothing();
    take_welcome(p, welcome_at(1));
    p.expect<tablet_action::read_batches>();
}

TEST_CASE("an answer that took too long is no clock") {
    play p(false);
    greet(p, false, true);
    p.office_says(welcome_at(1), limits::anchor_round_trip_ms + 1);
    p.expect<tablet_action::learn>();
}

TEST_CASE("no more batches are in flight than the limit") {
    play p(false);
    greet(p, true, true);
    p.expect<tablet_action::read_batches>();
    std::vector<sealed_batch> many;
    for (int i = 1; i <= 8; ++i) many.push_back(batch_of(i));
    p.batches(many);
    for (const auto& batch : many) CHECK(p.expect_sent<message::push>().batch.hash == batch.hash);
    const auto asked = p.expect<tablet_action::read_batches>();
    CHECK(asked.sent.size() == 8);
    const auto ninth = batch_of(9);
    p.batches({ninth});
    p.expect_nothing();
    p.office_says(message::receipted{receipt_for(many[0])});
    p.expect<tablet_action::apply_receipt>();
    const auto pushed = p.expect_sent<message::push>();
    CHECK(pushed.batch.hash == ninth.hash);
}

TEST_CASE("a receipt nobody asked for ends the session") {
    play p(false);
    greet(p, false, true);
    take_welcome(p, welcome_at(1));
    p.office_says(message::receipted{receipt_for(batch_of(1))});
    p.expect_end(errc::unexpected_message);
}

TEST_CASE("new grants are learnt first, then greeted with again") {
    fail_at_every_step(false, [](play& p) {
        greet(p, false, true);
        auto w = welcome_at(5);
        w.grants = grant_list{{"32.11.01.2001", 1}};
        take_welcome(p, w);
        p.expect<tablet_action::load_facts>();
        p.facts(false, true);
        p.expect_sent<message::hello>();
        take_welcome(p, welcome_at(5));
        p.office_says(pull_of(5));
        p.expect<tablet_action::apply_pull>();
        p.done();
        p.expect_sent<message::pull_ack>();
        p.office_says(message::checkpoint_reached{0, {}, {}});
        p.expect<tablet_action::compare>();
        p.compared(true);
        p.expect_sent<message::goodbye>();
        p.expect<tablet_action::finish>();
    });
}

TEST_CASE("unequal is repaired once, by rows, in the same session") {
    fail_at_every_step(false, [](play& p) {
        greet(p, false, true);
        take_welcome(p, welcome_at(5));
        p.office_says(message::checkpoint_reached{0, {}, {}});
        p.expect<tablet_action::compare>();
        p.compared(false);
        p.expect<tablet_action::collect_rows>();
        p.rows({{record_id{}, 0, 1}});
        const auto ask = p.expect_sent<message::repair_ask>();
        CHECK(ask.last);
        p.office_says(pull_of(5));
        p.expect<tablet_action::apply_pull>();
        p.done();
        p.expect_sent<message::pull_ack>();
        p.office_says(message::checkpoint_reached{0, {}, {}});
        p.expect<tablet_action::compare>();
        p.compared(true);
        p.expect_sent<message::goodbye>();
        p.expect<tablet_action::finish>();
        CHECK(p.session.progress().repaired == 1);
    });
}

TEST_CASE("still unequal after the repair is said, not tried for ever") {
    play p(false);
    greet(p, false, true);
    take_welcome(p, welcome_at(5));
    p.office_says(message::checkpoint_reached{0, {}, {}});
    p.expect<tablet_action::compare>();
    p.compared(false);
    p.expect<tablet_action::collect_rows>();
    p.rows({});
    p.expect_sent<message::repair_ask>();
    p.office_says(message::checkpoint_reached{0, {}, {}});
    p.expect<tablet_action::compare>();
    p.compared(false);
    p.expect_end(errc::unequal);
}

TEST_CASE("a tablet behind its own head takes a new replica") {
    play p(false);
    greet(p, false, true);
    auto w = welcome_at(5);
    w.replica_head = 4;  // the tablet knows of 3
    p.office_says(w);
    p.expect<tablet_action::set_anchor>();
    p.expect<tablet_action::learn>();
    p.expect<tablet_action::take_new_replica>();
}

TEST_CASE("mail goes by handfuls until none is left") {
    fail_at_every_step(false, [](play& p) {
        greet(p, true, true);
        p.expect<tablet_action::read_batches>();
        p.batches({});
        const auto asked = p.expect<tablet_action::read_mail>();
        CHECK(asked.sent.empty());
        std::vector<sealed_batch> handful;
        for (int i = 1; i <= 8; ++i) handful.push_back(batch_of(i));
        p.mail(handful);
        for (int i = 0; i < 8; ++i) p.expect_sent<message::carry>();
        p.expect_sent<message::checkpoint>();
        take_welcome(p, welcome_at(5));
        // One of the eight is refused: the office is silent about it.
        for (int i = 0; i < 7; ++i) {
            p.office_says(message::carried{handful[static_cast<std::size_t>(i)].hash});
            p.expect<tablet_action::mail_carried>();
        }
        p.office_says(message::checkpoint_reached{1, {}, {}});
        const auto asked_again = p.expect<tablet_action::read_mail>();
        CHECK(asked_again.sent.size() == 8);
        p.mail({batch_of(9)});
        p.expect_sent<message::carry>();
        const auto point = p.expect_sent<message::checkpoint>();
        CHECK(point.number == 2);
        p.office_says(message::checkpoint_reached{2, {}, {}});
        p.expect<tablet_action::compare>();
        p.compared(true);
        p.expect_sent<message::goodbye>();
        p.expect<tablet_action::finish>();
    });
}

TEST_CASE("a following tablet stays, pushes what is saved, takes what comes") {
    play p(true);
    greet(p, false, true);
    auto w = welcome_at(5);
    w.equal = true;
    take_welcome(p, w);
    p.expect<tablet_action::compare>();
    p.compared(true);
    p.expect_nothing();
    CHECK(p.session.is_idle());

    p.office_says(pull_of(6));
    p.expect<tablet_action::apply_pull>();
    p.done();
    p.expect_sent<message::pull_ack>();
    CHECK(p.session.is_idle());

    p.session.on_local_change();
    p.expect<tablet_action::read_batches>();
    const auto one = batch_of(1);
    p.batches({one});
    p.expect_sent<message::push>();
    p.expect<tablet_action::read_batches>();
    p.batches({});
    p.expect<tablet_action::read_mail>();
    p.mail({});
    p.expect_sent<message::checkpoint>();
    CHECK(!p.session.is_idle());
    // Saved in the meantime: not forgotten, told of after the comparison.
    p.session.on_local_change();
    p.office_says(message::receipted{receipt_for(one)});
    p.expect<tablet_action::apply_receipt>();
    p.done();
    p.office_says(message::checkpoint_reached{1, {}, {}});
    p.expect<tablet_action::compare>();
    p.compared(true);
    p.expect<tablet_action::read_batches>();
}

TEST_CASE("a following tablet says that it is there") {
    play p(true);
    greet(p, false, true);
    auto w = welcome_at(5);
    w.equal = true;
    take_welcome(p, w);
    p.expect<tablet_action::compare>();
    p.compared(true);
    p.session.on_timer(at_ms(limits::keepalive_ms / 2));
    p.expect_nothing();
    p.session.on_timer(at_ms(limits::keepalive_ms + 100));
    p.expect_sent<message::keepalive>();
    p.office_says(message::keepalive{});
    p.expect_nothing();
}

TEST_CASE("the office's reason and its wish for the next try reach the driver") {
    play p(false);
    greet(p, false, true);
    p.office_says(message::failure{errc::office_busy, 5'000});
    const auto finish = p.expect<tablet_action::finish>();
    CHECK(finish.why == errc::office_busy);
    CHECK(finish.retry_after_ms == 5'000);
    CHECK(p.session.ended());
}

TEST_CASE("what is out of turn, of another version or no frame at all ends the session") {
    SUBCASE("before the welcome") {
        play p(false);
        greet(p, false, true);
        p.office_says(pull_of(1));
        p.expect_end(errc::unexpected_message);
    }
    SUBCASE("two welcomes") {
        play p(false);
        greet(p, false, true);
        take_welcome(p, welcome_at(1));
        p.office_says(welcome_at(1));
        p.expect_end(errc::unexpected_message);
    }
    SUBCASE("a later version") {
        play p(false);
        greet(p, false, true);
        auto w = welcome_at(1);
        w.version = 2;
        p.office_says(w);
        p.expect_end(errc::unsupported_version);
    }
    SUBCASE("garbage") {
        play p(false);
        greet(p, false, true);
        p.session.receive(bytes(64, '\xff'), at_ms(1));
        p.expect_end(errc::frame_too_large);
    }
}

TEST_CASE("stopping ends the session once") {
    play p(false);
    greet(p, false, true);
    p.session.stop(errc::cancelled);
    p.session.stop(errc::timed_out);
    p.expect_end(errc::cancelled);
    p.expect_nothing();
}

}  // namespace pendata
