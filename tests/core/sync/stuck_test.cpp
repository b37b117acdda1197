// Every failure has a name for people, the nearer cause goes first, and ages are not the wall clock's.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "core/model/clock.hpp"
#include "core/sync/stuck.hpp"

using namespace pendata;

namespace {

stuck_facts fine() {
    stuck_facts out;
    out.enrolled = out.has_key = true;
    return out;
}

stuck_facts failing(errc outcome, bool by_office = false) {
    auto out = fine();
    out.unsent = 3;
    out.tried_ago_ms = 60'000;
    out.outcome = outcome;
    out.by_office = by_office;
    return out;
}

clock_reading at(std::int64_t wall_ms, std::int64_t monotonic_ms, std::string boot = "a") {
    return {wall_ms, monotonic_ms, std::move(boot)};
}

constexpr std::int64_t hour = 3'600'000;
constexpr std::int64_t now_ms = 1'790'000'000'000;

}  // namespace

TEST_CASE("nothing waits, nothing is stuck") {
    CHECK(why_stuck(fine()) == stuck_reason::none);
    CHECK(name_of(stuck_reason::none).empty());
}

TEST_CASE("what this tablet lacks itself goes before what its last attempt met") {
    auto f = failing(errc::offline);
    CHECK(why_stuck(f) == stuck_reason::offline);
    f.disk_is_full = true;
    CHECK(why_stuck(f) == stuck_reason::disk_full);
    f.has_key = false;
    CHECK(why_stuck(f) == stuck_reason::key_missing);
    f.enrolled = false;
    CHECK(why_stuck(f) == stuck_reason::not_enrolled);
}

TEST_CASE("unsent work that nobody tried to send, and work that waits for a person") {
    auto f = fine();
    f.unsent = 1;
    CHECK(why_stuck(f) == stuck_reason::not_tried);
    f.tried_ago_ms = 5'000;  // the last sync was well; this was saved since
    CHECK(why_stuck(f) == stuck_reason::not_tried);
    f.unsent = 0;
    f.held = 2;
    CHECK(why_stuck(f) == stuck_reason::held);
    f.unread = 1;
    CHECK(why_stuck(f) == stuck_reason::unread);
    f.unsent = 3;
    f.damaged = 1;  // of the three: every sync ends well without it
    CHECK(why_stuck(f) == stuck_reason::damaged);
    f.tried_ago_ms = -1;
    CHECK(why_stuck(f) == stuck_reason::not_tried);
}

TEST_CASE("what stays although all is well has names of its own, and words in both languages") {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < stays_kinds; ++i) {
        const auto what = static_cast<stays>(i);
        names.insert(name_of(what));
        CHECK(text_of(what, true) != text_of(what, false));
    }
    CHECK(names.size() == stays_kinds);
    CHECK_FALSE(names.contains(""));
}

TEST_CASE("a pull that does not come is named although nothing waits here") {
    auto f = failing(errc::lineage_broken, true);
    f.unsent = 0;
    CHECK(why_stuck(f) == stuck_reason::office_behind);
}

TEST_CASE("whose disk is full is told apart") {
    CHECK(why_stuck(failing(errc::disk_full)) == stuck_reason::disk_full);
    CHECK(why_stuck(failing(errc::disk_full, true)) == stuck_reason::office_storage);
    CHECK(why_stuck(failing(errc::office_storage, true)) == stuck_reason::office_storage);
    CHECK(why_stuck(failing(errc::corrupt)) == stuck_reason::storage);
    CHECK(why_stuck(failing(errc::corrupt, true)) == stuck_reason::office_storage);
    CHECK(why_stuck(failing(errc::timed_out)) == stuck_reason::office_silent);
    CHECK(why_stuck(failing(errc::timed_out, true)) == stuck_reason::connection_lost);
}

TEST_CASE("every failure has a reason, every reason a name and words in both languages") {
    std::set<std::string_view> names;
    for (int number = 1; number < 1000; ++number) {
        for (const bool by_office : {false, true}) {
            const auto reason = reason_of(static_cast<errc>(number), by_office);
            CHECK(reason != stuck_reason::none);
            CHECK_FALSE(name_of(reason).empty());
            CHECK(text_of(reason, true) != text_of(reason, false));
        }
    }
    for (int n = 1; n <= static_cast<int>(stuck_reason::held); ++n) names.insert(name_of(static_cast<stuck_reason>(n)));
    CHECK(names.size() == static_cast<std::size_t>(stuck_reason::held));
}

TEST_CASE("within a boot an age is the monotonic clock's, whatever the wall says") {
    const clock_anchor anchor{now_ms, at(now_ms, 100 * hour)};
    for (const auto wall : {std::int64_t{0}, now_ms, now_ms * 2}) {
        CHECK(elapsed_ms(at(now_ms, 101 * hour), at(wall, 104 * hour), anchor) == 3 * hour);
        CHECK(elapsed_ms(at(wall, 101 * hour), at(now_ms, 104 * hour), std::nullopt) == 3 * hour);
    }
    CHECK(elapsed_ms(at(0, 5), at(0, 4), std::nullopt) == 0);
}

TEST_CASE("across a boot it is the corrected difference, and no less than this boot has lasted") {
    const clock_anchor before{now_ms, at(now_ms, 100 * hour, "a")};
    CHECK(elapsed_ms(at(0, 101 * hour, "a"), at(now_ms + 5 * hour, hour, "b"), before) == 4 * hour);
    // The wall clock went back: the boot's own time is all we know.
    CHECK(elapsed_ms(at(0, 101 * hour, "a"), at(now_ms - 50 * hour, 2 * hour, "b"), before) == 2 * hour);
    const clock_anchor after{now_ms, at(now_ms, hour, "b")};
    CHECK(elapsed_ms(at(now_ms - 9 * hour, 3, "a"), at(0, 3 * hour, "b"), after) >= 3 * hour);
}
