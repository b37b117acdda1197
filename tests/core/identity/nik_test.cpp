// Identity numbers: every error and warning of the dictionary's section 3, the century rule, masked
// numbers, and that what is composed is read back.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/identity/nik.hpp"

using namespace pendata::identity;

namespace {

civil_day day(int year, unsigned month, unsigned d) {
    return to_civil_day(year, month, d).value();
}

nik_error error_of(std::string_view text) {
    return check_nik(text).error;
}

bool warns(const nik_check& check, nik_warning warning) {
    return std::find(check.warnings.begin(), check.warnings.end(), warning) != check.warnings.end();
}

const civil_day today = day(2026, 10, 1);

}  // namespace

TEST_CASE("a number is read through spaces, dots and dashes") {
    for (const auto* text : {"3211011708450001", "3211 0117 0845 0001", " 32.1101.170845.0001 ",
                             "321101-170845-0001", "3211\u00A00117\u20130845\u00A00001\n"}) {
        CAPTURE(text);
        const nik_check check = check_nik(text);
        CHECK(check.ok());
        CHECK(check.digits == "3211011708450001");
        CHECK(check.warnings.empty());
    }
}

TEST_CASE("what is not sixteen digits says why") {
    CHECK(error_of("") == nik_error::empty);
    CHECK(error_of(" - ") == nik_error::empty);
    CHECK(error_of("321101170845001") == nik_error::wrong_length);
    CHECK(error_of("32110117084500011") == nik_error::wrong_length);
    CHECK(error_of("32110117O8450001") == nik_error::not_digits);
    CHECK(error_of("tidak ingat") == nik_error::not_digits);
    CHECK(check_nik("321101170845001").digits.empty());
}

TEST_CASE("spreadsheet forms are told apart, with either decimal sign") {
    for (const auto* text :
         {"3.20412E+15", "3,20412E+15", "3.204121708450001e15", "3E+15", " 3.20412E+15 "}) {
        CAPTURE(text);
        CHECK(error_of(text) == nik_error::spreadsheet_form);
    }
    CHECK(error_of("E+15") == nik_error::not_digits);
    CHECK(error_of("3.2E") == nik_error::not_digits);
    CHECK(text_of(nik_error::spreadsheet_form, true).find("3.20412E+15") != std::string_view::npos);
}

TEST_CASE("a first digit 0 is a temporary number and keeps its digits") {
    const nik_check check = check_nik("0211011708450001");
    CHECK(check.error == nik_error::temporary_number);
    CHECK(check.digits == "0211011708450001");
    CHECK_FALSE(take_apart(check.digits));
}

TEST_CASE("day, month and date") {
    CHECK(error_of("3211010008450001") == nik_error::day_out_of_range);
    CHECK(error_of("3211013208450001") == nik_error::day_out_of_range);
    CHECK(error_of("3211014008450001") == nik_error::day_out_of_range);
    CHECK(error_of("3211014108450001") == nik_error::none);
    CHECK(error_of("3211017108450001") == nik_error::none);
    CHECK(error_of("3211017208450001") == nik_error::day_out_of_range);
    CHECK(error_of("3211019908450001") == nik_error::day_out_of_range);
    CHECK(error_of("3211011700450001") == nik_error::month_out_of_range);
    CHECK(error_of("3211011713450001") == nik_error::month_out_of_range);
    CHECK(error_of("3211013104450001") == nik_error::no_such_date);
    CHECK(error_of("3211017002450001") == nik_error::no_such_date);
    CHECK(error_of("3211012902450001") == nik_error::no_such_date);
    CHECK(error_of("3211012902440001") == nik_error::none);
    // 1900 was a common year, 2000 a leap year: one century is enough.
    CHECK(error_of("3211012902000001") == nik_error::none);
}

TEST_CASE("serial 0000 is never issued") {
    CHECK(error_of("3211011708450000") == nik_error::serial_zero);
    CHECK(error_of("3211011708459999") == nik_error::none);
}

TEST_CASE("warnings compare with what the form says") {
    const std::string_view nik = "3211015708450001";  // 17 August '45, a woman
    nik_context context;
    CHECK(check_nik(nik, context).warnings.empty());

    context.birth_date = day(1945, 8, 17);
    context.sex = sex::female;
    context.kk_number = "3211 0101 0101 0001";
    context.region_known = [](std::string_view district) { return district == "32.11.01"; };
    CHECK(check_nik(nik, context).warnings.empty());

    context.birth_date = day(1945, 8, 18);
    context.sex = sex::male;
    context.kk_number = "3211.0157.0845.0001";
    context.region_known = [](std::string_view) { return false; };
    const nik_check check = check_nik(nik, context);
    CHECK(check.ok());
    CHECK(check.warnings == std::vector{nik_warning::region_unknown,
                                        nik_warning::birth_date_differs, nik_warning::sex_differs,
                                        nik_warning::equals_kk});
}

TEST_CASE("a birth date is compared as far as it is known") {
    const std::string_view nik = "3211011708450001";
    nik_context context;
    context.birth_date = day(1945, 8, 1);
    CHECK(warns(check_nik(nik, context), nik_warning::birth_date_differs));
    context.precision = birth_precision::month;
    CHECK_FALSE(warns(check_nik(nik, context), nik_warning::birth_date_differs));
    context.birth_date = day(1945, 1, 1);
    CHECK(warns(check_nik(nik, context), nik_warning::birth_date_differs));
    context.precision = birth_precision::year;
    CHECK_FALSE(warns(check_nik(nik, context), nik_warning::birth_date_differs));
    context.birth_date = day(1950, 1, 1);
    CHECK(warns(check_nik(nik, context), nik_warning::birth_date_differs));
    context.precision = birth_precision::estimated;
    CHECK_FALSE(warns(check_nik(nik, context), nik_warning::birth_date_differs));
}

TEST_CASE("sixteen equal digits are a warning, beside any error") {
    const nik_check ones = check_nik("1111111111111111");
    CHECK(ones.ok());
    CHECK(ones.warnings == std::vector{nik_warning::equal_digits});
    const nik_check twos = check_nik("2222222222222222");
    CHECK(twos.error == nik_error::month_out_of_range);
    CHECK(warns(twos, nik_warning::equal_digits));
}

TEST_CASE("the century comes from the year, the clock's year and the stated age") {
    const auto born = [](std::string_view nik, std::optional<int> age = std::nullopt) {
        return birth_date_of(take_apart(nik).value(), today, age);
    };
    CHECK(born("3211011708450001") == day(1945, 8, 17));  // 45 is above 26
    CHECK_FALSE(born("3211011708100001"));                // 1910 or 2010
    CHECK(born("3211011708100001", 16) == day(2010, 8, 17));
    CHECK(born("3211011708100001", 110) == day(1910, 8, 17));
    CHECK(born("3211011708100001", 15) == day(2010, 8, 17));  // ages are told roundly
    CHECK(born("3211013112260001") == day(1926, 12, 31));     // the end of 2026 lies ahead
    CHECK_FALSE(born("3211011708260001"));
    CHECK(born("3211011708260001", 0) == day(2026, 8, 17));
    CHECK(born("3211011708030001") == day(2003, 8, 17));  // nobody is 123
    CHECK_FALSE(born("3211011708100001", 66));            // as far from one as from the other
    CHECK(birth_candidates(take_apart("3211011708100001").value(), today) ==
          std::vector{day(2010, 8, 17), day(1910, 8, 17)});
}

TEST_CASE("masked numbers are candidates only") {
    for (const auto* text : {"321101170845xxxx", "3211 0117 0845 XXXX", "321101-170845-****"}) {
        CAPTURE(text);
        const nik_check check = check_nik(text);
        CHECK(check.error == nik_error::masked);
        CHECK(check.digits == "321101170845xxxx");
        CHECK(matches_masked("3211011708450007", text));
        CHECK_FALSE(matches_masked("3211011708460007", text));
    }
    CHECK(error_of("32110117084xxxxx") == nik_error::not_digits);
    CHECK_FALSE(matches_masked("3211011708450007", "3211011708450007"));
}

TEST_CASE("one number on all members, and rounded imports") {
    using list = std::vector<std::string_view>;
    CHECK(one_nik_for_all(list{"3211011708450001", "3211011708450001"}));
    CHECK_FALSE(one_nik_for_all(list{"3211011708450001"}));
    CHECK_FALSE(one_nik_for_all(list{"3211011708450001", "3211011708450002"}));
    CHECK_FALSE(one_nik_for_all(list{}));

    CHECK_FALSE(looks_rounded(0, 0));
    CHECK_FALSE(looks_rounded(2, 2));
    CHECK(looks_rounded(3, 3));
    CHECK_FALSE(looks_rounded(3, 10));
    CHECK(looks_rounded(4, 10));
    CHECK_FALSE(looks_rounded(300, 1000));
    CHECK(looks_rounded(301, 1000));
}

TEST_CASE("composing wants parts in their ranges") {
    CHECK(compose_nik("32.11.01", day(1945, 8, 17), sex::female, 1) == "3211015708450001");
    CHECK(compose_nik("321101", day(2009, 1, 2), sex::male, 42) == "3211010201090042");
    CHECK_FALSE(compose_nik("32.11", day(1945, 8, 17), sex::male, 1));
    CHECK_FALSE(compose_nik("021101", day(1945, 8, 17), sex::male, 1));
    CHECK_FALSE(compose_nik("32110a", day(1945, 8, 17), sex::male, 1));
    CHECK_FALSE(compose_nik("321101", day(1945, 8, 17), sex::male, 0));
    CHECK_FALSE(compose_nik("321101", day(1945, 8, 17), sex::male, 10000));
}

TEST_CASE("every code has its own text in both languages") {
    for (int i = 0; i <= 10; ++i) {
        for (int j = 0; j < i; ++j) {
            for (const bool indonesian : {true, false}) {
                CHECK(text_of(static_cast<nik_error>(i), indonesian) !=
                      text_of(static_cast<nik_error>(j), indonesian));
            }
        }
        CHECK(text_of(static_cast<nik_error>(i), true) !=
              text_of(static_cast<nik_error>(i), false));
    }
    for (int i = 1; i <= 6; ++i) {
        CHECK(text_of(static_cast<nik_warning>(i), true) !=
              text_of(static_cast<nik_warning>(i), false));
    }
}

TEST_CASE("property: what is composed is read back, and disturbed digits are no surprise") {
    CHECK(rc::check("compose, check, take apart", [] {
        const auto birth = *rc::gen::inRange<civil_day>(day(1907, 1, 1), today);
        const auto of = *rc::gen::element(sex::male, sex::female);
        const auto serial = *rc::gen::inRange(1u, 10000u);
        const auto nik = compose_nik("32.11.26", birth, of, serial).value();
        nik_context context;
        context.birth_date = birth;
        context.sex = of;
        const nik_check check = check_nik(nik, context);
        RC_ASSERT(check.ok());
        RC_ASSERT(check.warnings.empty());
        const nik_parts parts = take_apart(nik).value();
        RC_ASSERT(parts.district == "32.11.26");
        RC_ASSERT(parts.serial == serial);
        RC_ASSERT(birth_date_of(parts, today, age_on(birth, today)) == birth);
    }));
    CHECK(rc::check("any text gives digits or an error", [] {
        const auto text = *rc::gen::arbitrary<std::string>();
        const nik_check check = check_nik(text);
        RC_ASSERT(!check.ok() || check.digits.size() == 16);
        RC_ASSERT(check.ok() == take_apart(check.digits).has_value());
    }));
    CHECK(rc::check("any sixteen digits: accepted exactly when they can be taken apart", [] {
        const auto text =
            *rc::gen::container<std::string>(16, rc::gen::inRange('0', char('9' + 1)));
        RC_ASSERT(check_nik(text).ok() == take_apart(text).has_value());
        RC_ASSERT(check_nik(text).digits == text);
    }));
}
