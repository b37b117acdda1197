// Family card numbers: only length and digits are errors. And the calendar they share with the NIK.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/identity/civil_day.hpp"
#include "core/identity/kk.hpp"

using namespace pendata::identity;

TEST_CASE("sixteen digits are a family card, whatever they say") {
    CHECK(check_kk("3211010101010001").ok());
    CHECK(check_kk("9999999999999999").ok());  // foreign prefix, no date
    CHECK(check_kk("0000000000000000").ok());
    CHECK(check_kk("3211.0101.0101.0001").digits == "3211010101010001");
}

TEST_CASE("length and digits are the only errors, said as what they are") {
    CHECK(check_kk("").error == kk_error::empty);
    CHECK(check_kk("321101010101000").error == kk_error::wrong_length);
    CHECK(check_kk("32110101O1010001").error == kk_error::not_digits);
    CHECK(check_kk("3,21101E+15").error == kk_error::spreadsheet_form);
    const kk_check masked = check_kk("321101010101****");
    CHECK(masked.error == kk_error::masked);
    CHECK(masked.digits == "321101010101xxxx");
    for (int i = 0; i <= 5; ++i) {
        CHECK(text_of(static_cast<kk_error>(i), true) != text_of(static_cast<kk_error>(i), false));
    }
}

TEST_CASE("a card number has the day of issue without the 40") {
    CHECK(compose_kk("32.11.08", to_civil_day(2009, 11, 5).value(), 12) == "3211080511090012");
    CHECK_FALSE(compose_kk("32.11.08.2001", 0, 12));
    CHECK_FALSE(compose_kk("32.11.08", 0, 0));
}

TEST_CASE("calendar days") {
    CHECK(to_civil_day(1970, 1, 1) == 0);
    CHECK(to_civil_day(1969, 12, 31) == -1);
    CHECK(to_civil_day(2000, 2, 29).has_value());
    CHECK_FALSE(to_civil_day(1900, 2, 29).has_value());
    CHECK_FALSE(to_civil_day(2023, 4, 31).has_value());
    CHECK_FALSE(to_civil_day(0, 1, 1).has_value());
    CHECK(to_text(to_civil_day(845, 8, 7).value()) == "0845-08-07");
    CHECK(parse_civil_day("1945-08-17") == to_civil_day(1945, 8, 17));
    for (const auto* text :
         {"", "1945-8-17", "17-08-1945", "1945/08/17", "1945-02-30", "1945-08-17 "}) {
        CAPTURE(text);
        CHECK_FALSE(parse_civil_day(text));
    }
    CHECK(rc::check("a day survives its text", [] {
        const auto day = *rc::gen::inRange<civil_day>(-700000, 2900000);
        RC_ASSERT(parse_civil_day(to_text(day)) == day);
    }));
}

TEST_CASE("ages turn on the birthday") {
    const auto birth = to_civil_day(1966, 10, 2).value();
    CHECK(age_on(birth, to_civil_day(2026, 10, 1).value()) == 59);
    CHECK(age_on(birth, to_civil_day(2026, 10, 2).value()) == 60);
    const auto leap = to_civil_day(2008, 2, 29).value();
    CHECK(age_on(leap, to_civil_day(2026, 2, 28).value()) == 17);
    CHECK(age_on(leap, to_civil_day(2026, 3, 1).value()) == 18);
    CHECK(age_on(birth, birth - 1) == -1);
}
