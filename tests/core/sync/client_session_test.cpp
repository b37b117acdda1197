// The tablet's machine by scripts.
#include "core/sync/stuck.hpp"
#include "tests/core/sync/client_play.hpp"

namespace pendata {

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
        p.expect<tablet_action::finish>();
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

TEST_CASE("what the law took is not among what the office holds") {
    play p(false);
    const auto one = batch_of(1, 3);
    greet(p, true, true);
    p.expect<tablet_action::read_batches>();
    p.batches({one});
    p.expect_sent<message::push>();
    auto answer = receipt_for(one);
    answer.held = {{0, hold_reason::erased_by_law}, {1, hold_reason::outside_duty}};
    p.office_says(message::receipted{answer});
    CHECK(p.session.progress().writes_receipted == 3);
    CHECK(p.session.progress().writes_held == 1);
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
        for (int i = 0; i < 7; ++i) {
            p.office_says(message::carried{handful[static_cast<std::size_t>(i)].hash, {}});
            p.expect<tablet_action::mail_carried>();
        }
        // One of the eight can not be taken: it is said, and the others do not wait for it.
        p.office_says(message::not_carried{handful[7].hash, errc::bad_signature});
        const auto refused = p.expect<tablet_action::mail_refused>();
        CHECK(refused.why == errc::bad_signature);
        p.office_says(message::checkpoint_reached{1, {}, {}});
        const auto asked_again = p.expect<tablet_action::read_mail>();
        CHECK(asked_again.sent.empty());  // all eight are answered: none is among what is left
        p.mail({batch_of(9)});
        p.expect_sent<message::carry>();
        const auto point = p.expect_sent<message::checkpoint>();
        CHECK(point.number == 2);
        p.office_says(message::carried{batch_of(9).hash, {}});
        p.expect<tablet_action::mail_carried>();
        p.office_says(message::checkpoint_reached{2, {}, {}});
        p.expect<tablet_action::compare>();
        p.compared(true);
        p.expect_sent<message::goodbye>();
        p.expect<tablet_action::finish>();
    });
}

TEST_CASE("a batch of the mail is answered once") {
    play p(false);
    greet(p, true, true);
    p.expect<tablet_action::read_batches>();
    p.batches({});
    p.expect<tablet_action::read_mail>();
    p.mail({batch_of(1)});
    p.expect_sent<message::carry>();
    p.expect_sent<message::checkpoint>();
    take_welcome(p, welcome_at(5));
    p.office_says(message::carried{batch_of(1).hash, {}});
    p.expect<tablet_action::mail_carried>();
    p.office_says(message::not_carried{batch_of(1).hash, errc::bad_signature});
    p.expect_end(errc::unexpected_message);
}

TEST_CASE("a following tablet stays, pushes what is saved, takes what comes") {
    play p(true);
    come_to_rest(p);
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
    come_to_rest(p);
    p.session.on_timer(at_ms(limits::keepalive_ms / 2));
    p.expect_nothing();
    p.session.on_timer(at_ms(limits::keepalive_ms + 100));
    p.expect_sent<message::keepalive>();
    p.office_says(message::keepalive{});
    p.expect_nothing();
}

TEST_CASE("what was given back is the handful that was sent, or the session ends") {
    for (const std::uint64_t told : {7, 6, 8, 0}) {
        CAPTURE(told);
        play p(false);
        p.expect<tablet_action::load_facts>();
        hello_facts f;
        f.hello.has_pending = f.gives_back = true;
        f.hello.last_sealed = 3;
        p.session.on_facts(f);
        p.expect_sent<message::hello>();
        take_welcome(p, welcome_at(5));
        p.expect<tablet_action::read_batches>();
        p.batches({});
        p.expect<tablet_action::read_cut_cells>();
        message::give_back cells;
        cells.number = 7;
        cells.wanted.push_back({record_id::from(bytes(16, 'a')), 0});
        p.session.on_cut_cells(cells);
        CHECK(p.expect_sent<message::give_back>() == cells);
        p.office_says(message::given_back{told, {}, 1});
        if (told != cells.number) {
            p.expect_end(errc::unexpected_message);
            continue;
        }
        p.expect<tablet_action::mark_given_back>();
        p.expect<tablet_action::read_cut_cells>();
        p.session.on_cut_cells(message::give_back{});
        p.expect<tablet_action::read_mail>();
    }
}

TEST_CASE("where the office took no more of this device, its cells wait until all else is equal") {
    for (const bool taken : {true, false}) {
        play p(false);
        p.expect<tablet_action::load_facts>();
        hello_facts f;
        f.hello.has_pending = f.gives_back = f.hello.told_by_office = true;
        f.hello.last_sealed = 3;
        f.hello.told_trouble = errc::limit_exceeded;
        p.session.on_facts(f);
        p.expect_sent<message::hello>();
        take_welcome(p, welcome_at(5));
        p.expect<tablet_action::read_batches>();
        p.batches({});
        p.expect<tablet_action::read_mail>();
        p.mail({});
        const auto first = p.expect_sent<message::checkpoint>();
        p.office_says(pull_of(6));
        p.expect<tablet_action::apply_pull>();
        p.done();
        p.expect_sent<message::pull_ack>();
        p.office_says(message::checkpoint_reached{first.number, {}, {}});
        p.expect<tablet_action::compare>();
        p.compared(true);
        p.expect<tablet_action::read_cut_cells>();
        message::give_back cells;
        cells.number = 7;
        cells.wanted.push_back({record_id::from(bytes(16, 'a')), 0});
        p.session.on_cut_cells(cells);
        p.expect_sent<message::give_back>();
        if (!taken) {
            p.office_says(message::failure{errc::limit_exceeded, 0});
            p.expect_end(errc::limit_exceeded);
            CHECK(reason_of(errc::limit_exceeded, true) == stuck_reason::held);
            continue;
        }
        p.office_says(message::given_back{7, {}, 1});
        p.expect<tablet_action::mark_given_back>();
        p.expect<tablet_action::read_cut_cells>();
        p.done();
        p.session.on_cut_cells(message::give_back{});
        const auto second = p.expect_sent<message::checkpoint>();
        CHECK(second.number == first.number + 1);
        p.office_says(message::checkpoint_reached{second.number, {}, {}});
        p.expect<tablet_action::compare>();
        p.compared(true);
        p.expect_sent<message::goodbye>();
        p.expect_end(errc::ok);
    }
}

// What the driver's watch on silence is told (core/sync/silence_watch.hpp): a keepalive that arrives shows a link, not
// an office that works.
TEST_CASE("a session that only keeps alive says so until it has something else to say") {
    play p(true);
    CHECK(!p.session.only_keeps_alive());
    greet(p, false, true);
    CHECK(!p.session.only_keeps_alive());  // the hello is owed an answer
    // The office takes its time with the first answer.
    take_welcome(p, welcome_at(5));
    std::int64_t now = limits::keepalive_ms + 100;
    p.session.on_timer(at_ms(now));
    p.expect_sent<message::keepalive>();
    CHECK(p.session.only_keeps_alive());
    CHECK(!p.session.is_idle());
    // What the office says is no word of ours, nor is a timer that has nothing to send.
    p.office_says(message::keepalive{});
    p.session.on_timer(at_ms(now + 10));
    p.expect_nothing();
    CHECK(p.session.only_keeps_alive());
    now += limits::keepalive_ms + 100;
    p.session.on_timer(at_ms(now));
    p.expect_sent<message::keepalive>();
    CHECK(p.session.only_keeps_alive());
    // An acknowledgement is a word again.
    p.office_says(pull_of(6));
    p.expect<tablet_action::apply_pull>();
    p.done();
    p.expect_sent<message::pull_ack>();
    CHECK(!p.session.only_keeps_alive());
    now += 2 * limits::keepalive_ms + 100;
    p.session.on_timer(at_ms(now));
    p.expect_sent<message::keepalive>();
    CHECK(p.session.only_keeps_alive());
}

TEST_CASE("a push ends keeping alive, while following too") {
    play p(true);
    come_to_rest(p);
    p.session.on_timer(at_ms(limits::keepalive_ms + 100));
    p.expect_sent<message::keepalive>();
    CHECK(p.session.only_keeps_alive());
    p.session.on_local_change();
    p.expect<tablet_action::read_batches>();
    CHECK(p.session.only_keeps_alive());
    p.batches({batch_of(1)});
    p.expect_sent<message::push>();
    CHECK(!p.session.only_keeps_alive());
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
