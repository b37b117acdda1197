// Families by the number of their card: found by it, compared by nothing else, and never with a person.
#include <doctest/doctest.h>

#include "core/identity/household.hpp"
#include "core/identity/match_keys.hpp"

using namespace pendata::identity;

namespace {

constexpr std::string_view card = "3211010101200001";

match_subject family_with(std::string_view kk, std::string_view village) {
    const auto out = household_of(kk, village);
    REQUIRE(out.has_value());
    return *out;
}

}  // namespace

TEST_CASE("one card in two villages is a pair to be reviewed, found by its number") {
    const auto here = family_with(card, "32.11.01.2001");
    const auto there = family_with("3211 0101 0120 0001", "32.11.02.2001");
    CHECK(match_keys_of(here) == match_keys_of(there));
    CHECK(match_keys_of(here).size() == 1);
    const auto found = compare(here, there);
    CHECK(found.level == match_level::review);
    CHECK(found.reasons == std::vector{match_reason::same_kk});
    CHECK(compare(there, here).reasons == found.reasons);
    CHECK(compare(here, family_with(card, "32.11.01.2001")).has(match_reason::same_village));
}

TEST_CASE("another card is another family, and a bad number is none") {
    CHECK(compare(family_with(card, "32.11.01.2001"), family_with("3211010101200002", "32.11.01.2001")).level == match_level::none);
    CHECK_FALSE(household_of("", "32.11.01.2001"));
    CHECK_FALSE(household_of("32110101", "32.11.01.2001"));
}

TEST_CASE("a family is no person, whoever is on its card") {
    person_facts facts;
    facts.name = "=";
    facts.kk_number = card;
    facts.village = "32.11.01.2001";
    const auto person = subject_of(facts);
    CHECK_FALSE(is_household(person));
    const auto family = family_with(card, "32.11.01.2001");
    CHECK(compare(person, family).level == match_level::none);
    CHECK(compare(family, person).level == match_level::none);
    CHECK(unpacked(packed(family)) == family);
}
