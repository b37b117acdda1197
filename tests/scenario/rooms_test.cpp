// Scenarios 28, 29, 30, 32: an age that passes, one that is too low, a category that others may not see, a referral taken
// twice.
#include <doctest/doctest.h>

#include "tests/scenario/script.hpp"

namespace pendata::test {

namespace {

void village_and_offices(performance& p) {
    p.officer("asih", role::psm, {village_a}, 3);
    p.officer("ujang", role::tksk, {"32.11.01"}, 3);
    p.officer("vera", role::verifier, {"32.11"}, 7);
    p.officer("dokter", role::operator_, {"32.11"}, 15);
    p.everybody(1);
}

std::string about(performance& p, const std::string& subject, const std::string& category) {
    return "{" + p.link("subject", subject) + R"(,"category":")" + category + R"(","list_version":"PPKS-2012","status":"proposed","assessed_on":"2026-09-01"})";
}

}  // namespace

TEST_CASE("28 who was a child when assessed stays validly assessed") {
    rehearse({[](performance& p) {
                  village_and_offices(p);
                  // 17 on the day of assessment, 18 before anybody validates.
                  p.add("asih", "anak", "person", R"({"name":"Anak Terlantar","village":")" + village_a + R"(","sex":"L","birth_date":"2008-09-23","no_nik_reason":"not_recorded"})");
                  p.add("asih", "penetapan", "assignment", about(p, "anak", "P02"));
                  p.everybody();
                  p.later(std::int64_t{20} * 86'400'000);
              },
              {{"ujang", [](performance& p) { p.edit("ujang", "penetapan", R"({"status":"verified"})"); }},
               {"asih", [](performance& p) { p.edit("asih", "anak", R"({"phone":"081300000001"})"); }}},
              {},
              [](performance& p) { p.edit("vera", "penetapan", R"({"status":"validated"})"); },
              [](performance& p) {
                  CHECK(p.held().empty());
                  for (const auto* who : {"asih", "ujang", "vera"}) {
                      CHECK(p.shows(who, "penetapan", R"("status":"validated")"));
                      CHECK(p.shows(who, "penetapan", R"("assessed_on":"2026-09-01")"));
                      CHECK(p.shows(who, "penetapan", R"("_disputed":["status"])"));
                      CHECK(p.is_told(who, "grown_out_of"));  // its closing is proposed
                  }
                  // Who decides has seen it, and leaves it open: nobody is asked again.
                  CHECK(!p.answer("asih", "grown_out_of"));
                  CHECK(p.answer("ujang", "grown_out_of"));
                  // Who is assessed now is not: the tablet says so.
                  const auto now = p.tablet("asih").author().add("assignment", "{" + p.link("subject", "anak") +
                      R"(,"category":"P02","list_version":"PPKS-2012","status":"proposed","assessed_on":"2026-10-11"})", {});
                  CHECK(now.has_error());
              }});
}

TEST_CASE("29 a category that no child may be put in: refused, or asked about where nobody else hears of it") {
    rehearse({[](performance& p) {
                  village_and_offices(p);
                  p.add("asih", "anak", "person", person_json("Anak", village_a));
                  p.everybody();
              },
              {{"asih", [](performance& p) { p.edit("asih", "anak", R"({"birth_date":"2011-05-02"})"); }},
               // His tablet does not know the age yet.
               {"dokter", [](performance& p) { p.add("dokter", "rahasia", "assignment", about(p, "anak", "P10")); }}},
              {},
              {},
              [](performance& p) {
                  CHECK(p.is_told("dokter", "not_for_this_age"));
                  CHECK(p.shows("dokter", "rahasia", "_disputed"));
                  for (const auto* who : {"asih", "ujang", "vera"}) {
                      CHECK(!p.is_told(who, "not_for_this_age"));
                      CHECK(!p.shows(who, "anak", "_disputed"));
                      CHECK(p.shown(who, "rahasia").empty());
                  }
                  // Where the age is known it is refused, with what to do instead.
                  const auto refused = p.tablet("dokter").author().add("assignment", about(p, "anak", "P10"), {});
                  REQUIRE(refused.has_error());
                  CHECK(refused.error().hint_en.find("P06") != std::string::npos);
              }});
}

TEST_CASE("30 what only few may know leaves no trace with the others") {
    rehearse({[](performance& p) {
                  village_and_offices(p);
                  p.add("asih", "warga", "person", person_json("Warga", village_a));
                  p.everybody();
              },
              {{"dokter", [](performance& p) { p.add("dokter", "rahasia", "assignment", about(p, "warga", "P16")); }},
               {"dokter", [](performance& p) { p.edit("dokter", "rahasia", R"({"detail":"terapi berjalan"})"); }},
               {"asih", [](performance& p) { p.edit("asih", "warga", R"({"phone":"081300000001"})"); }},
               {"ujang", [](performance& p) { p.withdraw("ujang", "warga", "salah data"); }}},
              {},
              [](performance& p) { p.edit("ujang", "warga", R"({"presence":"present"})"); },
              [](performance& p) {
                  CHECK(p.held().empty());
                  CHECK(p.shows("dokter", "rahasia", "P16"));
                  CHECK(p.shows("dokter", "rahasia", "terapi berjalan"));
                  for (const auto* who : {"asih", "ujang", "vera"}) {
                      CHECK(p.shows(who, "warga", "081300000001"));
                      CHECK(p.shown(who, "rahasia").empty());
                      CHECK(p.tablet(who).exported().find(to_string(p["rahasia"])) == std::string::npos);
                      CHECK(p.tablet(who).exported().find("P16") == std::string::npos);
                      CHECK(p.cases(who).empty());
                  }
              }});
}

TEST_CASE("32 a referral accepted by two institutions: the first holds it, both acceptances are kept") {
    const auto accept = [](const std::string& who, const std::string& institution) {
        return act{who, [who, institution](performance& p) {
                       p.edit(who, "rujukan", R"({"state":"accepted","holder":")" + institution + R"(","acceptances":{"add":[{"institution":")" + institution +
                                                  R"(","date":"2026-09-21"}]}})");
                   }};
    };
    rehearse({[](performance& p) {
                  village_and_offices(p);
                  p.officer("wawan", role::tksk, {"32.11.02"}, 3);
                  p.officer("fitri", role::facilitator, {village_c}, 3);
                  p.everybody(1);
                  p.add("asih", "warga", "person", person_json("Warga", village_a));
                  p.add("ujang", "rujukan", "referral", "{" + p.link("subject", "warga") + R"(,"category":"P08","from":")" + village_a + R"(","to":")" + village_c +
                                                           R"(","need":"panti","consent":"given","state":"sent"})");
                  p.everybody();
              },
              {accept("wawan", "Panti Melati"), accept("fitri", "Panti Mawar")},
              {},
              {},
              [](performance& p) {
                  CHECK(p.held().empty());
                  for (const auto* who : {"asih", "ujang", "wawan", "fitri", "dokter"}) {
                      CHECK(p.shows(who, "rujukan", R"("holder":"Panti Melati")"));
                      CHECK(p.shows(who, "rujukan", R"("state":"accepted")"));
                      CHECK(p.shows(who, "rujukan", R"("_disputed":["holder"])"));
                      for (const auto* institution : {"Panti Melati", "Panti Mawar"}) CHECK(p.shows(who, "rujukan", institution));
                  }
                  CHECK(p.is_told("fitri", R"("field":"holder")"));  // the second is told
                  CHECK(p.shows("wawan", "rujukan", "panti"));
                  CHECK(p.shown("wawan", "warga").empty());  // the minimum, not the person
              }});
}

}  // namespace pendata::test
