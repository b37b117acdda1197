// A masked NIK shows twelve digits: it may be many people's, and is never equal to anything. The laws of comparing with one.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/identity/match_keys.hpp"
#include "core/identity/match_score.hpp"
#include "core/identity/nik.hpp"
#include "core/identity/sixteen_digits.hpp"

using namespace pendata::identity;

namespace {

std::string masked(const std::string& nik) { return nik.substr(0, shown_digits) + "XXXX"; }

std::string any_nik() {
    const auto day = *rc::gen::inRange<civil_day>(-10000, 15000);
    const auto of = *rc::gen::element(sex::male, sex::female);
    return *compose_nik("321101", day, of, *rc::gen::inRange(1u, 9999u));
}

match_subject subject_with(const std::string& nik, std::string_view name = "Siti Aminah") {
    person_facts facts;
    facts.name = name;
    facts.nik = nik;
    return subject_of(facts);
}

}  // namespace

TEST_CASE("property: a masked number fits every number of its twelve digits, and no other") {
    CHECK(rc::check("compatible", [] {
        const auto one = any_nik(), other = any_nik();
        const bool fits = one.substr(0, shown_digits) == other.substr(0, shown_digits);
        RC_ASSERT(matches_masked(one, masked(one)));
        RC_ASSERT(matches_masked(other, masked(one)) == fits);
        const auto found = compare(subject_with(masked(one)), subject_with(other, "Budi"));
        RC_ASSERT(found.has(match_reason::nik_shown_same) == fits);
        RC_ASSERT(found.has(match_reason::nik_differs) == !fits);
    }));
}

TEST_CASE("property: compatible is never equal, whichever side is masked, or both") {
    CHECK(rc::check("never same_nik", [] {
        const auto nik = any_nik();
        const auto hidden = subject_with(masked(nik)), shown = subject_with(nik);
        for (const auto& found : {compare(hidden, shown), compare(shown, hidden), compare(hidden, hidden)}) {
            RC_ASSERT(found.has(match_reason::nik_shown_same));
            RC_ASSERT(!found.has(match_reason::same_nik));
            RC_ASSERT(!found.has(match_reason::nik_of_two));
        }
        RC_ASSERT(compare(hidden, shown).bits == compare(shown, hidden).bits);
        RC_ASSERT(compare(hidden, shown).bits < compare(shown, shown).bits);
    }));
}

TEST_CASE("property: by the twelve digits and an unlike name nobody is found near certain") {
    CHECK(rc::check("never suffices", [] {
        const auto nik = any_nik();
        RC_ASSERT(compare(subject_with(masked(nik)), subject_with(nik, "Budi")).level != match_level::near_certain);
    }));
}

TEST_CASE("property: a masked and a full number of one person share a key, so that they are compared at all") {
    CHECK(rc::check("share a key", [] {
        const auto nik = any_nik();
        const auto hidden = match_keys_of(subject_with(masked(nik), "A")), shown = match_keys_of(subject_with(nik, "B"));
        bool shared = false;
        for (const auto& a : hidden) {
            for (const auto& b : shown) shared = shared || a.key == b.key;
        }
        RC_ASSERT(shared);
    }));
}
