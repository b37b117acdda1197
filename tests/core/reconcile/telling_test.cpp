// What the office tells, and the questions it refuses.
#include <doctest/doctest.h>

#include "core/base/limits.hpp"
#include "tests/core/reconcile/repair_model.hpp"

namespace pendata::test {

namespace {

const grant_list told_village{{"32.11.01.2001", 1}};

model_side thousand() {
    model_side out;
    std::mt19937_64 random(3);
    for (int i = 0; i < 1000; ++i) out[random_record(random)] = {{{0, random() | 1}}, {"32.11.01.2001"}};
    return out;
}

repair_ask asking(range_sums sums) {
    repair_ask ask;
    ask.sums.push_back(std::move(sums));
    return ask;
}

errc answer_to(const repair_ask& ask) {
    const auto records = thousand();
    model_office office(records, told_village);
    const auto told = tell(office, ask);
    return told.has_error() ? to_errc(told.error()) : errc::ok;
}

}  // namespace

TEST_CASE("keys, marks and prefixes stay what they are") {
    record_id id;
    id.raw[15] = 1;
    CHECK(range_key(id) == 0x3dbfb968dee8a8c3ull);
    digest d;
    d.raw[31] = 2;
    d.raw[24] = 1;
    CHECK(mark_of(d) == 0x0100000000000002ull);
    CHECK(shortened(0x0102030405060708ull, 4) == 0x05060708ull);
    CHECK(shortened(0x0102030405060708ull, 8) == 0x0102030405060708ull);
    CHECK(prefix_of(0xf000000000000000ull, 0) == 0);
    CHECK(prefix_of(0xf000000000000000ull, 3) == 7);
}

TEST_CASE("few differing rows are listed, many are asked on, unless the question says list") {
    const auto records = thousand();
    model_office office(records, told_village);
    const auto few = tell(office, asking({"32.11.01.2001", false, 0, 6, {0}, std::vector<std::uint64_t>(64, 1)}));
    REQUIRE(few.has_value());
    REQUIRE(few->places.size() == 1);
    CHECK(few->places[0].ranges.size() == 64);
    std::size_t listed = 0;
    for (const auto& r : few->places[0].ranges) listed += r.listed ? r.marks.size() : 0;
    CHECK(listed == 1000);

    auto many = records;
    std::mt19937_64 random(4);
    for (int i = 0; i < 4000; ++i) many[random_record(random)] = {{{0, random()}}, {"32.11.01.2001"}};
    model_office larger(many, told_village);
    auto ask = asking({"32.11.01.2001", false, 0, 6, {0}, std::vector<std::uint64_t>(64, 1)});
    const auto on = tell(larger, ask);
    std::uint64_t rows = 0;
    for (const auto& r : on->places[0].ranges) {
        CHECK(!r.listed);
        rows += r.rows;
    }
    CHECK(rows == 5000);
    ask.list = true;
    const auto at_last = tell(larger, ask);
    for (const auto& r : at_last->places[0].ranges) CHECK(r.listed);
}

TEST_CASE("where the tablet has nothing, nothing is listed") {
    const auto records = thousand();
    model_office office(records, told_village);
    const auto told = tell(office, asking({"32.11.01.2001", false, 0, 2, {0}, {0, 0, 0, 0}}));
    for (const auto& r : told->places.at(0).ranges) CHECK((!r.listed && r.rows > 200));
}

TEST_CASE("an atom that was not named is told, and looked through once only") {
    auto records = thousand();
    std::mt19937_64 random(5);
    records[random_record(random)] = {{{0, 7}}, {"32.11.01.2002"}};
    records[random_record(random)] = {{{1, 7}}, {"32.11.01.2003"}};  // of a compartment that is not granted
    const grant_list grants{{"32.11.01", 1}};
    model_office office(records, grants);
    auto ask = asking({"32.11.01.2001", false, 0, 0, {0}, {0}});
    ask.complete = {"32.11.01"};
    CHECK(tell(office, ask)->unnamed == std::vector<std::string>{"32.11.01.2002"});
    CHECK(office.scans == 1);
    ask.sums = {{"32.11.01", true, 0, 0, {0}, {0}}};
    const auto told = tell(office, ask);
    CHECK(told->unnamed.empty());
    CHECK(told->places.at(0).ranges.at(0).rows == 1001);
}

TEST_CASE("questions no tablet asks are malformed") {
    const std::string place = "32.11.01.2001";
    CHECK(answer_to(asking({place, false, 0, 1, {0}, {1, 2}})) == errc::ok);
    CHECK(answer_to(asking({place, false, 0, 1, {0}, {1}})) == errc::malformed);
    CHECK(answer_to(asking({place, false, 0, 0, {}, {}})) == errc::malformed);
    CHECK(answer_to(asking({place, false, 0, 0, {1}, {1}})) == errc::malformed);
    CHECK(answer_to(asking({place, false, 2, 0, {1, 1}, {1, 1}})) == errc::malformed);
    CHECK(answer_to(asking({place, false, 2, 0, {4}, {1}})) == errc::malformed);
    CHECK(answer_to(asking({place, false, 48, 1, {0}, {1, 1}})) == errc::malformed);
    CHECK(answer_to(asking({place, true, 0, 1, {0}, {1, 1}})) == errc::malformed);
    CHECK(answer_to(asking({place, false, 255, 255, {0}, {}})) == errc::malformed);
    auto twice = asking({place, false, 0, 0, {0}, {1}});
    twice.sums.push_back(twice.sums.front());
    CHECK(answer_to(twice) == errc::malformed);
    twice.sums.clear();
    twice.complete = {place, place};
    CHECK(answer_to(twice) == errc::malformed);
    twice.complete = {"32.11", place};
    CHECK(answer_to(twice) == errc::malformed);
    twice.complete = {place};
    twice.sums = {{"32.11", true, 0, 0, {0}, {1}}, {place, false, 0, 0, {0}, {1}}};
    CHECK(answer_to(twice) == errc::malformed);
}

}  // namespace pendata::test
