// Jaro-Winkler: the published examples, and the laws a measure must keep.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

#include "core/identity/name_folding.hpp"
#include "core/identity/name_similarity.hpp"

using namespace pendata::identity;

TEST_CASE("Winkler's examples") {
    CHECK(jaro_winkler("MARTHA", "MARHTA") == doctest::Approx(0.9611).epsilon(0.0001));
    CHECK(jaro_winkler("DIXON", "DICKSONX") == doctest::Approx(0.8133).epsilon(0.0001));
    CHECK(jaro_winkler("DWAYNE", "DUANE") == doctest::Approx(0.8400).epsilon(0.0001));
    CHECK(jaro_winkler("JONES", "JOHNSON") == doctest::Approx(0.8324).epsilon(0.0001));
    CHECK(jaro_winkler("ABC", "XYZ") == 0);
    CHECK(jaro_winkler("", "") == 1);
    CHECK(jaro_winkler("", "A") == 0);
    CHECK(jaro_winkler("A", "A") == 1);
}

TEST_CASE("typing errors stay near, other names far") {
    const auto near = [](std::string_view a, std::string_view b) {
        return jaro_winkler(fold_name(a).key, fold_name(b).key);
    };
    CHECK(near("Siti Aminah", "Siti Aminha") > 0.95);
    CHECK(near("Rohman", "Rahman") > 0.85);
    CHECK(near("Chandra", "Candra") > 0.85);
    CHECK(near("Asep", "Euis") < 0.6);
}

TEST_CASE("property: symmetric, bounded, one only for equals") {
    const auto word = rc::gen::container<std::string>(rc::gen::inRange('A', 'F'));
    CHECK(rc::check("short words", [&] {
        const std::string a = *word;
        const std::string b = *word;
        const double s = jaro_winkler(a, b);
        RC_ASSERT(s >= 0 && s <= 1);
        RC_ASSERT(s == jaro_winkler(b, a));
        RC_ASSERT((s == 1) == (a == b));
    }));
    CHECK(rc::check("texts beyond the limit are cut, not refused", [] {
        const std::string a(*rc::gen::inRange<std::size_t>(0, 400), 'A');
        const double s = jaro_winkler(a, std::string(300, 'A'));
        RC_ASSERT(s >= 0 && s <= 1);
    }));
}
