// Categories as the lists have them.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "core/dictionary/category.hpp"
#include "core/dictionary/field_numbers.hpp"

using namespace pendata;

TEST_CASE("the list is complete: P01-P26 and the four of older lists") {
    CHECK(categories().size() == 30);
    const auto older = std::count_if(categories().begin(), categories().end(),
                                     [](const auto& c) { return c.history; });
    CHECK(older == 4);
    for (const auto& c : categories()) {
        CAPTURE(c.code);
        CHECK(c.units != 0);
        CHECK(find_category(c.number) == &c);
        CHECK(find_category(c.code) == &c);
        CHECK(c.room < compartment_count);
        const auto* code = builtin_dictionary().find("assignment")->find("category")->code(c.code);
        REQUIRE(code != nullptr);
        CHECK(code->number == c.number);
    }
    CHECK(find_category("P27") == nullptr);
    CHECK(find_category(99) == nullptr);
}

TEST_CASE("units, ages and closed compartments") {
    const auto& p10 = *find_category("P10");
    CHECK(p10.hard_stop);
    CHECK(p10.least_age == 18);
    CHECK(p10.most_age == no_age_bound);
    CHECK(p10.room == 3);
    const auto& p01 = *find_category("P01");
    CHECK(p01.most_age == 5);
    CHECK(p01.doubtful_months == 60);
    CHECK(find_category("P05")->needs_disabilities);
    CHECK(find_category("P05")->least_age == 0);
    CHECK(find_category("P23")->women_only);
    CHECK(find_category("P23")->most_age == 59);
    CHECK(find_category("P24")->units == (person_unit | family_unit));
    CHECK(find_category("P26")->units == group_unit);
    CHECK(find_category("P25")->least_members == 2);
    CHECK(find_category("P19")->older == "WKTK,LUKTK");
    CHECK(std::count_if(categories().begin(), categories().end(),
                        [](const auto& c) { return c.hard_stop; }) == 1);
}

TEST_CASE("children are at least S1") {
    for (const auto* code : {"P01", "P02", "P03", "P04", "P05", "P06", "P07", "L34"}) {
        CAPTURE(code);
        CHECK(find_category(std::string_view(code))->room >= 1);
    }
}

TEST_CASE("an assignment's cells live in its category's compartment") {
    const auto& assignment = *builtin_dictionary().find("assignment");
    CHECK(assignment.rooms == room_rule::of_category);
    CHECK(assignment.category_field == fields::assignment::category);
    const auto& subject = *assignment.find("subject");
    CHECK(room_of(assignment, subject, codes::listed_category::P08) == 0);
    CHECK(room_of(assignment, subject, codes::listed_category::P02) == 1);
    CHECK(room_of(assignment, subject, codes::listed_category::P16) == 3);
    CHECK(room_of(assignment, subject, 99) == 3);
    // Whoever forgets to ask closes too much, never too little.
    for (const auto& f : assignment.fields)
        CHECK(f.room == 3);
}

TEST_CASE("other kinds: each field its own compartment, cases the most closed") {
    const auto& person = *builtin_dictionary().find("person");
    CHECK(room_of(person, *person.find("name"), 0) == 0);
    CHECK(room_of(person, *person.find("disabilities"), 0) == 2);
    const auto& conflict = *builtin_dictionary().find("conflict_case");
    CHECK(room_of(conflict, *conflict.find("state"), 0) == 3);
}

TEST_CASE("list A is taken in and mapped; where it had two meanings the age decides") {
    const auto mapped = [](std::int32_t older, std::optional<int> age) -> std::string {
        const auto* m = map_older(older, age);
        if (m == nullptr)
            return "";
        return std::string(find_category(m->category)->code) + (m->review ? "?" : "") +
               (m->tag == codes::assignment_tag::woman   ? " woman"
                : m->tag == codes::assignment_tag::elder ? " elder"
                                                         : "");
    };
    namespace older = codes::older_category;
    CHECK(mapped(older::ABT, {}) == "P01");
    CHECK(mapped(older::PENCA, 18) == "P09");
    CHECK(mapped(older::PENCA, 17) == "P05");
    CHECK(mapped(older::PENCA, {}) == "");
    CHECK(mapped(older::AC, {}) == "P05");
    CHECK(mapped(older::WKTK, 30) == "P19 woman");
    CHECK(mapped(older::LUKTK, {}) == "P19 elder");
    CHECK(mapped(older::AN, 15) == "L34?");
    CHECK(mapped(older::PCBK, {}) == "L33?");
    CHECK(mapped(older::KBTLH, {}) == "L31?");
    CHECK(mapped(older::K_RENTAN, {}) == "L32?");
    CHECK(mapped(99, 20) == "");
}

TEST_CASE("what list A did not count is not zero") {
    for (const auto* code : {"P03", "P07", "P13", "P14", "P18"}) {
        CAPTURE(code);
        CHECK_FALSE(counted_in_list_a(find_category(std::string_view(code))->number));
    }
    int counted = 0;
    for (const auto& c : categories())
        counted += counted_in_list_a(c.number) ? 1 : 0;
    CHECK(counted == 25);
    // The names shown beside a category are those of the codes that map to it.
    for (const auto& m : older_mappings()) {
        CAPTURE(m.older_name);
        std::string shown(find_category(m.category)->older);
        std::replace(shown.begin(), shown.end(), '/', '_');
        const bool by_age = m.most_age != no_age_bound;
        const bool named = shown.find(m.older_name) != std::string::npos || m.older_name == "K_RENTAN";
        CHECK((by_age || named));
    }
}

TEST_CASE("the local resources are K01 to K12") {
    const auto& kinds_of = *builtin_dictionary().find("resource")->find("resource_kind");
    REQUIRE(kinds_of.codes.size() == 12);
    for (int i = 1; i <= 12; ++i) {
        const std::string name = (i < 10 ? "K0" : "K") + std::to_string(i);
        REQUIRE(kinds_of.code(name) != nullptr);
        CHECK(kinds_of.code(name)->number == i);
    }
}
