// The tablet's machine in a repair, by scripts.
#include "tests/core/sync/client_play.hpp"

namespace pendata {

namespace {

// A village of one record.
repair_start one_row() {
    repair_start start;
    start.grants = {{"32.11.01.2001", 1}};
    start.held.places = {"32.11.01.2001"};
    start.held.parts = {{record_id::from(bytes(16, 'a')), 0, 7}};
    start.held.placed = {{0, 0}};
    return start;
}

// Until the tablet compares what it holds with another sum.
void come_to_unequal(play& p) {
    greet(p, false, true);
    take_welcome(p, welcome_at(5));
    p.office_says(message::checkpoint_reached{0, {}, {}});
    p.expect<tablet_action::compare>();
    p.compared(false);
    p.expect<tablet_action::collect_rows>();
}

}  // namespace

TEST_CASE("unequal is descended and mended in the same session") {
    fail_at_every_step(false, [](play& p) {
        come_to_unequal(p);
        p.rows(one_row());
        const auto sums = p.expect_sent<message::repair_ask>();
        CHECK(!sums.last);
        CHECK(sums.width == short_width);
        CHECK(sums.sums.at(0).sums == std::vector<std::uint64_t>{7});
        p.office_says(message::repair_told{short_width, {"32.11.01.2001.RW001"}, {{0, {{0, true, 0, {9}}}}}});
        const auto wishes = p.expect_sent<message::repair_ask>();
        CHECK(wishes.last);
        CHECK(wishes.wanted.size() == 2);
        CHECK(wishes.doubted.size() == 1);
        auto mends = pull_of(5);
        mends.mends = true;
        p.office_says(mends);
        const auto applied = p.expect<tablet_action::apply_pull>();
        CHECK(applied.pull.mends);
        p.done();
        p.expect_sent<message::pull_ack>();
        p.office_says(pull_of(6));  // what was committed meanwhile
        p.expect<tablet_action::apply_pull>();
        p.done();
        p.expect_sent<message::pull_ack>();
        p.office_says(message::checkpoint_reached{0, {}, {}});
        p.expect<tablet_action::compare>();
        p.compared(true);
        p.expect_sent<message::goodbye>();
        p.expect<tablet_action::finish>();
        CHECK(p.session.progress().repaired == 1);
        CHECK(p.session.progress().exchanges == 3);
    });
}

TEST_CASE("while what mends is on its way the tablet says that it is there") {
    play p(false);
    come_to_unequal(p);
    p.rows(one_row());
    p.expect_sent<message::repair_ask>();
    p.session.on_timer(at_ms(limits::keepalive_ms + 100));
    p.expect_sent<message::keepalive>();
    p.office_says(message::keepalive{}, limits::keepalive_ms + 200);
    p.expect_nothing();
}

TEST_CASE("still unequal is tried with whole marks, and said after the last try") {
    play p(false);
    come_to_unequal(p);
    for (std::size_t n = 1; n <= limits::repair_descents; ++n) {
        if (n > 1) p.expect<tablet_action::collect_rows>();
        p.rows(one_row());
        CHECK(p.expect_sent<message::repair_ask>().width == (n == 1 ? short_width : full_width));
        p.office_says(message::repair_told{n == 1 ? short_width : full_width, {}, {}});
        CHECK(p.expect_sent<message::repair_ask>().last);
        p.office_says(message::checkpoint_reached{0, {}, {}});
        p.expect<tablet_action::compare>();
        p.compared(false);
    }
    p.expect_end(errc::unequal);
}

TEST_CASE("what belongs to a repair is out of turn anywhere else") {
    SUBCASE("an answer nobody asked for") {
        play p(false);
        greet(p, false, true);
        take_welcome(p, welcome_at(5));
        p.office_says(message::repair_told{});
        p.expect_end(errc::unexpected_message);
    }
    SUBCASE("mends outside") {
        play p(false);
        greet(p, false, true);
        take_welcome(p, welcome_at(5));
        auto mends = pull_of(5);
        mends.mends = true;
        p.office_says(mends);
        p.expect_end(errc::unexpected_message);
    }
    SUBCASE("a second answer") {
        play p(false);
        come_to_unequal(p);
        p.rows(one_row());
        p.expect_sent<message::repair_ask>();
        p.office_says(message::repair_told{short_width, {}, {}});
        p.expect_sent<message::repair_ask>();
        p.office_says(message::repair_told{short_width, {}, {}});
        p.expect_end(errc::unexpected_message);
    }
    SUBCASE("the end before the last question") {
        play p(false);
        come_to_unequal(p);
        p.rows(one_row());
        p.expect_sent<message::repair_ask>();
        p.office_says(message::checkpoint_reached{0, {}, {}});
        p.expect_end(errc::unexpected_message);
    }
    SUBCASE("an answer that fits no question") {
        play p(false);
        come_to_unequal(p);
        p.rows(one_row());
        p.expect_sent<message::repair_ask>();
        p.office_says(message::repair_told{short_width, {"33"}, {}});
        p.expect_end(errc::malformed);
    }
}

}  // namespace pendata
