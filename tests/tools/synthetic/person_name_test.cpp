// Invented names look like names, and their respellings still fold together often enough to be
// searched.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "core/identity/name_folding.hpp"
#include "core/identity/name_similarity.hpp"
#include "tools/synthetic/person_name.hpp"

using namespace pendata;
using namespace pendata::synthetic;

TEST_CASE("names fit the dictionary and their generation") {
    random_source dice(3, "names");
    std::set<std::string> men;
    int old_with_one_word = 0;
    for (int i = 0; i < 2000; ++i) {
        const int year = 1935 + i % 90;
        const std::string name =
            make_name(dice, i % 2 ? identity::sex::male : identity::sex::female, year);
        REQUIRE_FALSE(name.empty());
        REQUIRE(name.size() <= 60);
        REQUIRE_FALSE(identity::fold_name(name).key.empty());
        if (year < 1965 && name.find(' ') == std::string::npos)
            ++old_with_one_word;
        if (i % 2)
            men.insert(name);
    }
    CHECK(men.size() > 600);
    CHECK(old_with_one_word > 250);
}

TEST_CASE("most respellings keep the key, slips keep the likeness") {
    random_source dice(4, "spelling");
    int changed = 0, found = 0, near = 0;
    for (int i = 0; i < 2000; ++i) {
        const std::string name = make_name(dice, identity::sex::female, 1940 + i % 70);
        const std::string key = identity::fold_name(name).key;
        const std::string heard = respell(dice, name);
        if (heard != name) {
            ++changed;
            found += identity::fold_name(heard).key == key;
        }
        near += identity::jaro_winkler(identity::fold_name(mistype(dice, name)).key, key) > 0.8;
    }
    CHECK(changed > 1800);
    CHECK(found * 100 > changed * 60);
    CHECK(near > 1700);
}

TEST_CASE("capitals are those of the card") {
    CHECK(in_capitals("Siti Nur'aeni") == "SITI NUR'AENI");
}
