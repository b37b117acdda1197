// Subjects against the rules of their category, at the borders.
#include <doctest/doctest.h>

#include "core/dictionary/category_check.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/identity/civil_day.hpp"

using namespace pendata;

namespace {

std::int32_t civil_day(int y, unsigned m, unsigned d) {
    return *identity::to_civil_day(y, m, d);
}

const std::int32_t assessed = civil_day(2026, 10, 5);

// One letter a finding: E error, R a reason is missing, w warning.
std::string verdict(std::string_view code, const category_subject& subject, bool reason = false) {
    std::string out;
    for (const auto& f : check_category(*find_category(code), subject, assessed, reason)) {
        CHECK_FALSE(f.what.hint_id.empty());
        CHECK_FALSE(f.what.hint_en.empty());
        out += f.level == severity::warning ? 'w' : f.what.field == "rule_reason" ? 'R' : 'E';
    }
    return out;
}

category_subject born(std::int32_t date) {
    category_subject out;
    out.birth_date = date;
    return out;
}

}  // namespace

TEST_CASE("ages count on the day of the assessment, both bounds included") {
    CHECK(verdict("P02", born(civil_day(2020, 10, 5))) == "");
    CHECK(verdict("P02", born(civil_day(2020, 10, 6))) == "wR");
    CHECK(verdict("P02", born(civil_day(2008, 10, 6))) == "");
    CHECK(verdict("P02", born(civil_day(2008, 10, 5))) == "wR");
    CHECK(verdict("P02", born(civil_day(2008, 10, 5)), true) == "w");
    CHECK(verdict("P08", born(civil_day(1966, 10, 5))) == "");
    CHECK(verdict("P08", born(civil_day(1966, 10, 6))) == "wR");
    CHECK(verdict("P11", born(civil_day(2026, 10, 4))) == "");
}

TEST_CASE("a child is no sex worker: no reason helps, the way to the right category is shown") {
    CHECK(verdict("P10", born(civil_day(2011, 1, 1))) == "E");
    CHECK(verdict("P10", born(civil_day(2011, 1, 1)), true) == "E");
    CHECK(verdict("P10", born(civil_day(2008, 10, 5))) == "");
    const auto found = check_category(*find_category("P10"), born(civil_day(2011, 1, 1)), assessed, true);
    CHECK(found.front().what.hint_id.find("P06, P07 atau P18") != std::string::npos);
}

TEST_CASE("between 60 and 71 months the sources differ: a warning without a reason") {
    CHECK(verdict("P01", born(civil_day(2021, 10, 6))) == "");
    CHECK(verdict("P01", born(civil_day(2021, 10, 5))) == "w");
    CHECK(verdict("P01", born(civil_day(2020, 10, 6))) == "w");
    CHECK(verdict("P01", born(civil_day(2020, 10, 5))) == "wR");
}

TEST_CASE("a migrant worker below the usual age is a warning that asks for no reason") {
    CHECK(verdict("P20", born(civil_day(2011, 10, 5))) == "");
    CHECK(verdict("P20", born(civil_day(2011, 10, 6))) == "w");
}

TEST_CASE("units, sex, disabilities, members") {
    category_subject family;
    family.unit = family_unit;
    CHECK(verdict("P24", family) == "");
    CHECK(verdict("P08", family) == "E");
    CHECK(verdict("P25", family) == "");
    family.members = 1;
    CHECK(verdict("P25", family) == "wR");
    family.members = 2;
    CHECK(verdict("P25", family) == "");

    auto man = born(civil_day(1990, 1, 1));
    man.sex = codes::sex::L;
    CHECK(verdict("P23", man) == "wR");
    man.sex = codes::sex::P;
    CHECK(verdict("P23", man) == "");

    auto person = born(civil_day(1990, 1, 1));
    CHECK(verdict("P09", person) == "");
    person.has_disabilities = false;
    CHECK(verdict("P09", person) == "wR");
    person.has_disabilities = true;
    CHECK(verdict("P09", person) == "");
}

TEST_CASE("what is not known is said or left out, never invented") {
    CHECK(verdict("P02", category_subject{}) == "w");
    CHECK(verdict("P12", category_subject{}) == "");
    CHECK(verdict("L33", category_subject{}) == "w");
}
