// Scenarios 7 and 25 where the facts stand with several records: one person under two, a family and its head, a visit to many.
#include <doctest/doctest.h>

#include "tests/scenario/script.hpp"

namespace pendata::test {

namespace {

void neighbours(performance& p) {
    p.officer("asih", role::psm, {village_a});
    p.officer("budi", role::psm, {village_b});
    p.officer("fitri", role::facilitator, {village_a});
    p.officer("ujang", role::tksk, {"32.11.01"}, 3);
    p.officer("vera", role::verifier, {"32.11"}, 7);
    p.programme("BLT-DD", {"BST"});
    p.programme("BST");
    p.everybody(1);
}

std::string siti_in(const std::string& village) {
    return R"({"nik":"3211014508720003","name":"Siti Aminah","village":")" + village + R"(","sex":"P","birth_date":"1972-08-05","mother_name":"Rukmini","life_status":"alive"})";
}

void siti_of_two_villages(performance& p) {
    neighbours(p);
    p.add("asih", "siti", "person", siti_in(village_a));
    p.add("budi", "aminah", "person", siti_in(village_b));
    p.everybody();
    REQUIRE(p.match() == 1);
    p.everybody();
}

// A family of three in village A, Siti at its head.
void a_family(performance& p) {
    neighbours(p);
    p.add("asih", "keluarga", "family", R"({"kk_number":"3211010101200001","village":")" + village_a + R"("})");
    for (const auto* name : {"siti", "ujok", "enok"}) {
        p.add("asih", name, "person", person_json(name, village_a, R"("life_status":"alive",)" + p.link("family", "keluarga")));
    }
    p.edit("asih", "keluarga", "{" + p.link("head", "siti") + "}");
    p.everybody();
}

act enters(const std::string& who, const std::string& name, const std::string& programme, const std::string& subject, const std::string& period) {
    return {who, [=](performance& p) {
                p.add(who, name, "aid", "{" + p.link("programme", programme) + "," + p.link("subject", subject) + R"(,"period":")" + period + R"(","status":"proposed"})");
            }};
}

constexpr const char* an_overlap = R"("kind":"overlap")";

void has_died(performance& p, const std::string& who, const std::string& record) {
    save_options letter;
    letter.evidence = 3;
    p.edit(who, record, R"({"life_status":"deceased"})", letter);
}

std::string visit_to_family(performance& p, const std::string& met) {
    return "{" + p.link("subject", "keluarga") + R"(,"subjects":[")" + to_string(p[met]) + R"("],"purpose":"p2k2","note":"pertemuan"})";
}

}  // namespace

TEST_CASE("25 aid to one person under two records, each of another village, overlaps once they are answered to be one") {
    rehearse({siti_of_two_villages,
              {enters("asih", "desa", "BLT-DD", "siti", "2026-10"), enters("budi", "pusat", "BST", "aminah", "2026-Q4"),
               {"ujang", [](performance& p) { CHECK(p.say_of_pair("ujang", "siti", "aminah", duplicate_answer::same)); }}},
              {},
              [](performance& p) {
                  for (const auto* who : {"ujang", "vera"}) {
                      CHECK(p.is_told(who, an_overlap));
                      CHECK(p.is_told(who, "BLT-DD+BST"));
                      CHECK(p.shows(who, "desa", R"("status":"proposed")"));
                      CHECK(p.shows(who, "pusat", R"("status":"proposed")"));
                  }
                  for (const auto* who : {"asih", "budi", "fitri"}) CHECK(!p.is_told(who, an_overlap));  // of the other village
                  // They were two people after all: nothing overlaps.
                  CHECK(p.say_of_pair("vera", "siti", "aminah", duplicate_answer::different));
              },
              [](performance& p) {
                  for (const auto* who : {"asih", "budi", "ujang", "vera"}) CHECK(!p.is_told(who, an_overlap));
                  CHECK(p.held().empty());
              }});
}

TEST_CASE("25 who knows that two records are one person is warned when the second aid is entered") {
    performance p;
    siti_of_two_villages(p);
    REQUIRE(p.say_of_pair("ujang", "siti", "aminah", duplicate_answer::same));
    enters("ujang", "desa", "BLT-DD", "siti", "2026-10").work(p);
    const auto second = p.tablet("ujang").author().add(
        "aid", "{" + p.link("programme", "BST") + "," + p.link("subject", "aminah") + R"(,"period":"2026-Q4","status":"proposed"})", {});
    REQUIRE(second.has_value());
    REQUIRE(!second->warnings.empty());
    CHECK(second->warnings.front().what.hint_en.find("BLT-DD+BST") != std::string::npos);
    CHECK(p.is_told("ujang", R"("provisional":true)"));  // foreseen, before the office has heard of any of it
}

TEST_CASE("25 aid to a family and to the person at its head; it ends when somebody else heads the family") {
    rehearse({a_family,
              {enters("asih", "desa", "BLT-DD", "keluarga", "2026-10"), enters("fitri", "pusat", "BST", "siti", "2026-Q4"),
               enters("fitri", "anak", "BST", "enok", "2026-Q4")},
              {},
              [](performance& p) {
                  for (const auto* who : {"asih", "fitri", "ujang", "vera"}) {
                      const auto cases = p.cases(who);
                      CHECK(cases.find(to_string(p["pusat"])) != std::string::npos);
                      CHECK(cases.find(to_string(p["anak"])) == std::string::npos);  // another person of the family
                  }
                  save_options moved_on;
                  moved_on.why = intent::change;
                  p.edit("asih", "keluarga", "{" + p.link("head", "ujok") + "}", moved_on);
              },
              [](performance& p) {
                  for (const auto* who : {"asih", "fitri", "ujang", "vera"}) CHECK(!p.is_told(who, an_overlap));
                  CHECK(p.held().empty());
              }});
}

TEST_CASE("25 who entered one of the aids does not say whether both may stand") {
    rehearse({a_family,
              {enters("asih", "desa", "BLT-DD", "keluarga", "2026-10"), enters("ujang", "pusat", "BST", "keluarga", "2026-Q4")},
              {},
              [](performance& p) {
                  CHECK(p.is_told("ujang", an_overlap));
                  CHECK(!p.answer("ujang", "overlap", 0));
                  CHECK(!p.answer("asih", "overlap", 0));
                  CHECK(p.answer("vera", "overlap", 0));
              },
              [](performance& p) {
                  for (const auto* who : {"asih", "ujang", "vera"}) CHECK(!p.is_told(who, an_overlap));
              }});
}

TEST_CASE("7 recorded as deceased, and met among several in a visit to the family") {
    rehearse({a_family,
              {{"asih", [](performance& p) { has_died(p, "asih", "siti"); }},
               {"fitri",
                [](performance& p) {
                    p.later(2 * 86'400'000);
                    p.add("fitri", "kunjungan", "visit", visit_to_family(p, "siti"));
                }},
               {"fitri", [](performance& p) { p.add("fitri", "lain", "visit", visit_to_family(p, "enok")); }}},
              {},
              [](performance& p) {
                  for (const auto* who : {"asih", "fitri", "ujang", "vera"}) {
                      CHECK(p.is_told(who, "met_after_death"));
                      CHECK(p.is_told(who, to_string(p["kunjungan"])));
                      CHECK(!p.is_told(who, to_string(p["lain"])));  // in which she was not
                      CHECK(p.shows(who, "siti", R"("_disputed":["life_status"])"));
                      CHECK(p.shows(who, "siti", R"("life_status":"deceased")"));
                      CHECK(!p.shows(who, "enok", "_disputed"));
                  }
                  // The facilitator had ticked the wrong name.
                  p.edit("fitri", "kunjungan", R"({"subjects":{"remove":[")" + to_string(p["siti"]) + R"("]}})");
              },
              [](performance& p) {
                  for (const auto* who : {"asih", "fitri", "ujang", "vera"}) {
                      CHECK(!p.is_told(who, "met_after_death"));
                      CHECK(!p.shows(who, "siti", "_disputed"));
                  }
                  CHECK(p.held().empty());
              }});
}

}  // namespace pendata::test
