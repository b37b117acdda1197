// Moments as text.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/dictionary/moment.hpp"
#include "core/model/timestamp.hpp"

using namespace pendata;

TEST_CASE("golden moments") {
    CHECK(moment_text(0) == "1970-01-01T00:00:00.000Z");
    CHECK(moment_text(1'790'000'000'123) == "2026-09-21T14:13:20.123Z");
    CHECK(moment_text(-1) == "1969-12-31T23:59:59.999Z");
    CHECK(moment_text(earliest_moment_ms) == "0001-01-01T00:00:00.000Z");
    CHECK(moment_text(latest_moment_ms) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("a civil day begins at midnight of western Indonesia") {
    const auto begins = parse_moment("2026-12-01T00:00:00+07:00").value();
    CHECK(day_of(begins) == day_of(begins - 1) + 1);
    CHECK(day_of(begins) == day_of(begins + 86'399'999));
    CHECK(day_of(0) == 0);
    CHECK(day_of(-7 * 3'600'000) == 0);
    CHECK(day_of(-7 * 3'600'000 - 1) == -1);
}

TEST_CASE("offsets, decimals and separators as RFC 3339 allows") {
    CHECK(parse_moment("1970-01-01T00:00:00Z") == 0);
    CHECK(parse_moment("1970-01-01T07:00:00+07:00") == 0);
    CHECK(parse_moment("1969-12-31T19:00:00-05:00") == 0);
    CHECK(parse_moment("1970-01-01 00:00:00.5z") == 500);
    CHECK(parse_moment("1970-01-01t00:00:00.123999Z") == 123);
    CHECK(parse_moment("2024-02-29T23:59:59.999Z") == 1'709'251'199'999);
}

TEST_CASE("everything else is nothing") {
    for (const auto* text :
         {"", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01T00:00Z", "1970-01-01T24:00:00Z",
          "1970-01-01T00:60:00Z", "1970-01-01T00:00:60Z", "1970-01-01T00:00:00.Z",
          "2023-02-29T00:00:00Z", "1970-01-01T00:00:00+7", "1970-01-01T00:00:00Zx",
          "0001-01-01T00:00:00+01:00", "1970-1-01T00:00:00Z"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_moment(text).has_value());
    }
}

TEST_CASE("property: what is written is read back") {
    CHECK(rc::check([] {
        const auto ms = *rc::gen::inRange<std::int64_t>(earliest_moment_ms, latest_moment_ms + 1);
        RC_ASSERT(parse_moment(moment_text(ms)) == ms);
    }));
    CHECK(rc::check([](const std::string& text) { (void)parse_moment(text); }));
}
