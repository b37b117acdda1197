// Scenarios 4, 5, 6, 8: several people describe one person.
#include <doctest/doctest.h>

#include "tests/scenario/script.hpp"

namespace pendata::test {

namespace {

void one_village(performance& p) {
    p.officer("asih", role::psm, {village_a});
    p.officer("budi", role::psm, {village_a});
    p.officer("ujang", role::tksk, {"32.11.01"}, 3);
    p.everybody(1);
    p.add("asih", "siti", "person", person_json("Siti Aminah", village_a, R"("phone":"081234567890","address":"Jl. Mawar 1")"));
    p.everybody();
}

save_options evidence_of(std::uint8_t evidence) {
    save_options out;
    out.evidence = evidence;
    return out;
}

}  // namespace

TEST_CASE("4 phone and address of one person") {
    rehearse({one_village,
              {{"asih", [](performance& p) { p.edit("asih", "siti", R"({"phone":"081300000001"})"); }},
               {"ujang", [](performance& p) { p.edit("ujang", "siti", R"({"address":"Jl. Melati 7"})"); }}},
              {},
              {},
              [](performance& p) {
                  for (const auto* who : {"asih", "budi", "ujang"}) {
                      CHECK(p.shows(who, "siti", R"("phone":"081300000001")"));
                      CHECK(p.shows(who, "siti", R"("address":"Jl. Melati 7")"));
                      CHECK(!p.shows(who, "siti", "_disputed"));
                      CHECK(p.cases(who).empty());
                  }
                  CHECK(p.held().empty());
              }});
}

TEST_CASE("5 birth date on different evidence") {
    rehearse({one_village,
              {{"asih", [](performance& p) { p.edit("asih", "siti", R"({"birth_date":"1979-05-01"})", evidence_of(4)); }},
               {"budi", [](performance& p) { p.edit("budi", "siti", R"({"birth_date":"1978-01-01"})", evidence_of(3)); }},
               {"ujang", [](performance& p) { p.edit("ujang", "siti", R"({"address":"Jl. Melati 7"})"); }}},
              {},
              {},
              [](performance& p) {
                  for (const auto* who : {"asih", "budi", "ujang"}) {
                      CHECK(p.shows(who, "siti", R"("birth_date":"1979-05-01")"));
                      CHECK(!p.shows(who, "siti", "_disputed"));
                      CHECK(p.cases(who).empty());
                  }
                  const auto history = p.history("siti");
                  CHECK(history.find("birth_date \"1978-01-01\" budi e3") != std::string::npos);
                  CHECK(history.find("birth_date \"1979-05-01\" asih e4") != std::string::npos);
                  CHECK(history.find("birth_date \"1980-02-03\" asih e2") != std::string::npos);
              }});
}

TEST_CASE("6 birth date on equal evidence, decided by the TKSK") {
    rehearse({one_village,
              {{"asih", [](performance& p) { p.edit("asih", "siti", R"({"birth_date":"1979-05-01"})", evidence_of(3)); }},
               {"budi", [](performance& p) { p.edit("budi", "siti", R"({"birth_date":"1978-01-01"})", evidence_of(3)); }}},
              {},
              [](performance& p) {
                  for (const auto* who : {"asih", "budi", "ujang"}) {
                      CHECK(p.shows(who, "siti", R"("_disputed":["birth_date"])"));
                      const auto cases = p.cases(who);
                      CHECK(cases.find("1979-05-01") != std::string::npos);
                      CHECK(cases.find("1978-01-01") != std::string::npos);
                      CHECK(cases.find(R"("evidence":3)") != std::string::npos);
                  }
                  CHECK(!p.decide("asih", "siti", "birth_date", "\"1979-05-01\""));  // a PSM, and it is her own
                  CHECK(p.decide("ujang", "siti", "birth_date", "\"1979-05-01\""));
                  CHECK(p.shows("ujang", "siti", R"("birth_date":"1979-05-01")"));  // at once, offline
              },
              [](performance& p) {
                  for (const auto* who : {"asih", "budi", "ujang"}) {
                      CHECK(p.shows(who, "siti", R"("birth_date":"1979-05-01")"));
                      CHECK(!p.shows(who, "siti", "_disputed"));
                      CHECK(p.cases(who).empty());
                  }
              }});
}

TEST_CASE("6 a decision, and a value that nobody who decided had seen: open again") {
    rehearse({[](performance& p) {
                  one_village(p);
                  p.edit("asih", "siti", R"({"birth_date":"1979-05-01"})", evidence_of(3));
                  p.edit("budi", "siti", R"({"birth_date":"1978-01-01"})", evidence_of(3));
                  p.everybody();
              },
              {{"ujang", [](performance& p) { CHECK(p.decide("ujang", "siti", "birth_date", "\"1979-05-01\"")); }},
               {"asih", [](performance& p) { p.edit("asih", "siti", R"({"birth_date":"1977-12-31"})", evidence_of(4)); }}},
              {},
              {},
              [](performance& p) {
                  for (const auto* who : {"asih", "budi", "ujang"}) {
                      CHECK(p.shows(who, "siti", R"("birth_date":"1979-05-01")"));
                      CHECK(p.shows(who, "siti", R"("_disputed":["birth_date"])"));
                      CHECK(p.is_told(who, "1977-12-31"));
                  }
              }});
}

TEST_CASE("8 the clock jumps to 2015 after battery loss") {
    rehearse({one_village,
              {{"asih", [](performance& p) { p.edit("asih", "siti", R"({"phone":"081300000001"})"); }},
               {"asih",
                [](performance& p) {
                    p.tablet("asih").skew_ms = 1'420'070'400'000 - p.in().office.now_ms;  // New Year of 2015
                    p.edit("asih", "siti", R"({"phone":"081300000002"})");
                    p.add("asih", "wati", "person", person_json("Wati", village_a));
                }},
               {"budi", [](performance& p) { p.edit("budi", "siti", R"({"address":"Jl. Melati 7"})"); }}},
              {},
              [](performance& p) { p.tablet("asih").skew_ms = 0; },
              [](performance& p) {
                  for (const auto* who : {"asih", "budi", "ujang"}) {
                      CHECK(p.shows(who, "siti", R"("phone":"081300000002")"));  // what was saved later
                      CHECK(p.shows(who, "wati", "Wati"));
                  }
                  // No settled time is of 2015, and what the tablet claimed is in history.
                  auto view = p.in().office.store.view();
                  const auto rows = (*view)->history_of(p["wati"]);
                  REQUIRE(!rows->empty());
                  for (const auto& w : rows->front().writes) {
                      CHECK(to_unix_ms(w.what.at.time) > 1'700'000'000'000);
                      CHECK(w.claimed_ms < 1'500'000'000'000);
                      CHECK(w.trust == clock_trust::jumped);
                  }
              }});
}

}  // namespace pendata::test
