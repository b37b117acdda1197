// Scenario 34: a person is erased by law while tablets are away with work on them, and nothing brings them back.
#include <doctest/doctest.h>

#include "tests/scenario/script.hpp"

namespace pendata::test {

namespace {

void census_of_three(performance& p) {
    p.officer("asih", role::psm, {village_a});
    p.officer("budi", role::psm, {village_b});
    p.officer("ujang", role::tksk, {"32.11.01"}, 3);
    p.everybody(1);
    p.add("asih", "siti", "person", person_json("Siti Aminah", village_a));
    p.add("asih", "wati", "person", person_json("Wati Lestari", village_a));
    p.add("asih", "kunjungan", "visit", "{" + p.link("subject", "siti") + R"(,"purpose":"census","note":"di rumah"})");
    p.everybody();
}

void is_nowhere(performance& p, const std::string& record) {
    for (const auto* who : {"asih", "budi", "ujang"}) CHECK_MESSAGE(p.shown(who, record).empty(), who << " has " << record);
    CHECK(p.history(record).empty());
    for (const auto& row : p.held()) CHECK(row.what.record != p[record]);
}

}  // namespace

TEST_CASE("34 what is erased by law leaves every tablet, and work that comes later does not bring it back") {
    rehearse({census_of_three,
              {{"asih", [](performance& p) { p.edit("asih", "siti", R"({"name":"Siti Aminah Dewi"})"); }},
               {"asih", [](performance& p) { p.add("asih", "lagi", "visit", "{" + p.link("subject", "siti") + R"(,"purpose":"census","note":"tidak di rumah"})"); }},
               {"ujang", [](performance& p) { p.edit("ujang", "siti", R"({"name":"Siti A."})"); }},
               {"asih", [](performance& p) { p.edit("asih", "wati", R"({"phone":"081300000001"})"); }}},
              [](performance& p) { CHECK(p.erase("siti") == 2); },  // and the visit
              {},
              [](performance& p) {
                  for (const auto* record : {"siti", "kunjungan", "lagi"}) is_nowhere(p, record);
                  CHECK(p.shows("ujang", "wati", "081300000001"));
                  CHECK(p.shows("asih", "wati", "081300000001"));
              }});
}

TEST_CASE("34 cases and held writes about somebody erased go with them, and the author is told so") {
    rehearse({census_of_three,
              {{"asih", [](performance& p) { p.edit("asih", "siti", R"({"mother_name":"Ecin"})"); }},
               {"ujang", [](performance& p) { p.edit("ujang", "siti", R"({"mother_name":"Icih"})"); }},
               {"budi", [](performance& p) { p.add("budi", "luar", "person", person_json("Luar Tugas", village_a)); }},
               {"budi", [](performance& p) { p.add("budi", "dilihat", "visit", "{" + p.link("subject", "luar") + R"(,"purpose":"census"})"); }}},
              {},
              [](performance& p) {
                  CHECK_FALSE(p.cases("ujang").empty());
                  CHECK_FALSE(p.held().empty());
                  CHECK_FALSE(p.shown("budi", "luar").empty());
                  CHECK(p.erase("siti") == 3);
                  CHECK(p.erase("luar") == 2);
              },
              [](performance& p) {
                  for (const auto* record : {"siti", "kunjungan", "luar", "dilihat"}) is_nowhere(p, record);
                  CHECK(p.cases("ujang").empty());
                  CHECK(p.held().empty());
                  CHECK_FALSE(p.shown("asih", "wati").empty());
              }});
}

}  // namespace pendata::test
