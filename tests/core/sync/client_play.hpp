// Scripts for the tablet's machine: expect an action, feed the reply, check the state. A script is played once as it
// stands, and once per step with a failure there: the session must end with that failure, ask for nothing more,
// and never claim that it converged.
#pragma once

#include <doctest/doctest.h>

#include <functional>

#include "core/base/limits.hpp"
#include "core/sync/client_session.hpp"

namespace pendata {

inline clock_reading at_ms(std::int64_t ms) { return {1'790'812'800'000 + ms, ms, "boot"}; }

inline sealed_batch batch_of(int number, int writes = 1) {
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

inline message::pull pull_of(int record, bool caught_up = true) {
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

inline receipt receipt_for(const sealed_batch& batch) {
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
    void rows(repair_start given) {
        reply<repair_start>(std::move(given), [&](auto r) { session.on_rows(std::move(r)); });
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

inline void fail_at_every_step(bool follow, const std::function<void(play&)>& script) {
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

inline message::welcome welcome_at(sequence head) {
    message::welcome w;
    w.office_ms = 1'790'812'800'000;
    w.head = position{{}, head, 0};
    w.replica_head = 3;
    return w;
}

inline void greet(play& p, bool has_pending, bool clock_is_good) {
    p.expect<tablet_action::load_facts>();
    p.facts(has_pending, clock_is_good);
    p.expect_sent<message::hello>();
}

inline void take_welcome(play& p, const message::welcome& w) {
    p.office_says(w);
    p.expect<tablet_action::set_anchor>();
    p.done();
    p.expect<tablet_action::learn>();
    p.done();
}

// A following tablet that has nothing to send greets an office that is equal to it.
inline void come_to_rest(play& p) {
    greet(p, false, true);
    auto w = welcome_at(5);
    w.equal = true;
    take_welcome(p, w);
    p.expect<tablet_action::compare>();
    p.compared(true);
}

}  // namespace pendata
