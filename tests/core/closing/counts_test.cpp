// Counting groups of (cluster, category), and what an older list did not count.
#include "core/closing/counts.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/closing/listed.hpp"
#include "core/dictionary/category.hpp"
#include "tests/core/closing/closing_cells.hpp"

using namespace pendata;
using namespace pendata::test;

namespace {

category_count of_code(const category_counter& counter, std::string_view code) {
    for (const auto& c : counter.counts()) {
        if (c.category == find_category(code)->number) return c;
    }
    FAIL("no such category");
    return {};
}

counted_assignment man(char id, std::string_view code, bool is_of_list_a = false) {
    const auto* category = find_category(code);
    return {id_filled(id), kinds::person, codes::sex::L, category->number, category->room, is_of_list_a};
}

// Of list A, of a person born on that day, as an app of today takes it in.
record_cells older(std::int32_t code, std::int32_t captured) {
    auto out = assignment_of(1, id_filled(2), captured, 2);
    say(out, fields::assignment::list_version, value::text("A"));
    say(out, fields::assignment::older_category, value::integer(code));
    return out;
}

record_cells born(std::int32_t day) {
    auto out = person_named(2, "Jajang");
    say(out, fields::person::birth_date, value::integer(day));
    return out;
}

}  // namespace

TEST_CASE("one person counts once in a category, whoever assessed him, and once in each of several") {
    category_counter counter;
    counter.add(man(1, "P08"));
    counter.add(man(1, "P08"));
    counter.add(man(1, "P13"));
    counter.add(man(2, "P08"));
    counter.add({id_filled(3), kinds::family, {}, find_category("P24")->number, 0, false});
    counter.add({id_filled(4), kinds::group, {}, find_category("P26")->number, 1, false});
    counter.add({id_filled(5), kinds::person, {}, find_category("P24")->number, 0, false});
    CHECK(of_code(counter, "P08").men == 2);
    CHECK(of_code(counter, "P13").men == 1);
    CHECK(of_code(counter, "P24").families == 1);
    CHECK(of_code(counter, "P24").sex_unknown == 1);
    CHECK(of_code(counter, "P26").groups == 1);
    CHECK(of_code(counter, "P01").total() == 0);
    CHECK(counter.counts().size() == categories().size());
}

TEST_CASE("what list A did not have was not counted where it alone was used; elsewhere nothing is nothing") {
    category_counter nobody_came, by_a, by_both;
    by_a.add(man(1, "P08", true));
    by_both.add(man(1, "P08", true));
    by_both.add(man(2, "P08"));
    for (const auto* code : {"P07", "P13", "P14", "P18"}) {
        CHECK(of_code(nobody_came, code).counted);
        CHECK(!of_code(by_a, code).counted);
        CHECK(of_code(by_both, code).counted);
    }
    for (const auto* code : {"P01", "P09", "P05", "L31", "L34"}) CHECK(of_code(by_a, code).counted);
    // S3 does not show in it: a record by the newer list, and one by the older.
    by_a.add(man(3, "P16"));
    CHECK(!of_code(by_a, "P13").counted);
    // Nor S2 in what is read without it: P09 by the newer list says nothing of P13, which is less closed.
    category_counter by_a_openly;
    by_a_openly.add(man(1, "P08", true));
    by_a_openly.add(man(2, "P09"));
    CHECK(!of_code(by_a_openly, "P13").counted);
    category_counter secret_only;
    secret_only.add(man(3, "P16", true));
    CHECK(of_code(secret_only, "P13").counted);
}

TEST_CASE("a code of list A is mapped in the report, age deciding, and keeps its own") {
    namespace codes_a = codes::older_category;
    const auto p05 = find_category("P05")->number, p09 = find_category("P09")->number;
    // Assessed on 20697: 17 and 18 years old.
    CHECK(reported_category(older(codes_a::PENCA, p05), born(20697 - 365 * 17 - 10)) == p05);
    CHECK(reported_category(older(codes_a::PENCA, p05), born(20697 - 366 * 18)) == p09);
    CHECK(reported_category(older(codes_a::PENCA, p09), person_named(2, "Tanpa Usia")) == p09);  // as captured
    CHECK(reported_category(older(codes_a::AN, 34), born(15000)) == find_category("L34")->number);
    CHECK(reported_category(older(codes_a::WKTK, 1), born(10000)) == find_category("P19")->number);
    // An app that knew no other list names neither category nor list.
    auto alone = older(codes_a::KFM, 0);
    say(alone, fields::assignment::category, value());
    say(alone, fields::assignment::list_version, value());
    CHECK(is_of_list_a(alone));
    CHECK(reported_category(alone, born(10000)) == find_category("P24")->number);
    // The list of today decides where the assignment names it, whatever older code stands beside.
    auto newer = older(codes_a::PENCA, p09);
    say(newer, fields::assignment::list_version, value::text("PPKS-2012"));
    CHECK(reported_category(newer, born(20697)) == p09);
    // A list this office has not heard of: its numbers are the same for ever.
    say(newer, fields::assignment::list_version, value::text("PPKS-2031"));
    CHECK(reported_category(newer, born(20697)) == p09);
}

TEST_CASE("every code of list A has somewhere to go") {
    for (const auto& m : older_mappings()) {
        const auto age = m.least_age > 0 ? m.least_age : 0;
        const auto got = reported_category(older(m.older, m.category), born(20697 - 366 * age - 1));
        CHECK(find_category(got) != nullptr);
        CHECK(counted_in_list_a(got));
    }
}

TEST_CASE("property: the order in which assignments are counted does not matter") {
    CHECK(rc::check("order", [](std::vector<std::pair<std::uint8_t, std::uint8_t>> some) {
        category_counter forth, back;
        const auto one = [](const auto& p) {
            const auto& category = categories()[p.second % categories().size()];
            return counted_assignment{id_filled(static_cast<char>(p.first)), kinds::person, codes::sex::P, category.number, category.room, p.first % 2 == 0};
        };
        for (auto i = some.begin(); i != some.end(); ++i) forth.add(one(*i));
        for (auto i = some.rbegin(); i != some.rend(); ++i) back.add(one(*i));
        RC_ASSERT(forth.counts() == back.counts());
    }));
}
