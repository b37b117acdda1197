// Scenarios 7, 25, 26, 27, 38, 50: facts in several records that do not go together.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "core/dictionary/moment.hpp"
#include "tests/scenario/script.hpp"

namespace pendata::test {

namespace {

constexpr std::int64_t whole_day = 86'400'000;

void village_team(performance& p) {
    p.officer("asih", role::psm, {village_a});
    p.officer("fitri", role::facilitator, {village_a});
    p.officer("ujang", role::tksk, {"32.11.01"}, 3);
    p.officer("vera", role::verifier, {"32.11"}, 7);
    p.everybody(1);
    p.add("asih", "siti", "person", person_json("Siti Aminah", village_a, R"("life_status":"alive","phone":"081234567890")"));
    p.everybody();
}

// And what the facilitator has of her.
void team_and_aid(performance& p) {
    village_team(p);
    p.programme("PKH");
    p.everybody();
    p.add("fitri", "bantuan", "aid", "{" + p.link("programme", "PKH") + "," + p.link("subject", "siti") + R"(,"period":"2026-Q3","status":"granted"})");
    p.everybody();
}

std::string assignment_of(performance& p, const std::string& subject, const std::string& category) {
    return "{" + p.link("subject", subject) + R"(,"category":")" + category + R"(","list_version":"PPKS-2012","status":"proposed","assessed_on":"2026-09-01"})";
}

// Proposed, verified and validated, and known to all.
void validated(performance& p, const std::string& name, const std::string& subject) {
    p.add("asih", name, "assignment", assignment_of(p, subject, "P24"));
    p.everybody();
    p.edit("ujang", name, R"({"status":"verified"})");
    p.everybody();
    p.edit("vera", name, R"({"status":"validated"})");
    p.everybody();
}

}  // namespace

TEST_CASE("7 recorded as deceased, and met later by a tablet whose clock is behind") {
    rehearse({team_and_aid,
              {{"asih",
                [](performance& p) {
                    save_options letter;
                    letter.evidence = 3;
                    p.edit("asih", "siti", R"({"life_status":"deceased"})", letter);
                }},
               {"fitri",
                [](performance& p) {
                    p.later(2 * whole_day);
                    p.tablet("fitri").skew_ms = -3 * whole_day;
                    const auto start = moment_text(p.in().office.now_ms + p.tablet("fitri").skew_ms);
                    p.add("fitri", "pertemuan", "visit", "{" + p.link("subject", "siti") + R"(,"purpose":"p2k2","start":")" + start + R"(","note":"hadir"})");
                }}},
              {},
              [](performance& p) {
                  for (const auto* who : {"asih", "fitri", "ujang", "vera"}) {
                      CHECK(p.shows(who, "siti", R"("life_status":"deceased")"));
                      CHECK(p.shows(who, "siti", R"("_disputed":["life_status"])"));
                      CHECK(p.shows(who, "pertemuan", R"("_disputed":["start"])"));
                      CHECK(p.is_told(who, "met_after_death"));
                      CHECK(p.is_told(who, "aid_after_death"));  // the stop of the aid is proposed
                      CHECK(p.shows(who, "bantuan", R"("status":"granted")"));
                  }
                  CHECK(!p.answer("asih", "met_after_death"));   // her own fact, and a PSM
                  CHECK(!p.answer("fitri", "met_after_death"));
                  CHECK(p.answer("ujang", "met_after_death"));   // seen: the meeting was with her sister
                  CHECK(!p.is_told("ujang", "met_after_death"));  // at once, offline
              },
              [](performance& p) {
                  for (const auto* who : {"asih", "fitri", "ujang", "vera"}) {
                      CHECK(!p.is_told(who, "met_after_death"));
                      CHECK(!p.shows(who, "pertemuan", "_disputed"));
                      CHECK(p.is_told(who, "aid_after_death"));
                  }
                  CHECK(p.held().empty());
              }});
}

TEST_CASE("7 a further meeting opens it again, and an operator's correction ends it") {
    rehearse({[](performance& p) {
                  village_team(p);
                  save_options letter;
                  letter.evidence = 3;
                  p.edit("asih", "siti", R"({"life_status":"deceased"})", letter);
                  p.everybody();
                  p.later(whole_day);
                  p.add("fitri", "pertemuan", "visit", "{" + p.link("subject", "siti") + R"(,"purpose":"p2k2"})");
                  p.everybody();
              },
              {{"ujang", [](performance& p) { CHECK(p.answer("ujang", "met_after_death")); }},
               {"fitri", [](performance& p) { p.add("fitri", "lagi", "visit", "{" + p.link("subject", "siti") + R"(,"purpose":"p2k2"})"); }}},
              {},
              [](performance& p) {
                  CHECK(p.is_told("ujang", "met_after_death"));  // what was answered did not speak of this one
                  CHECK(p.shows("ujang", "lagi", "_disputed"));
                  p.officer("dinas", role::operator_, {"32.11"}, 7);
                  p.everybody();
                  p.edit("dinas", "siti", R"({"life_status":{"value":"alive","evidence":5}})");
              },
              [](performance& p) {
                  for (const auto* who : {"asih", "fitri", "ujang", "vera"}) {
                      CHECK(!p.is_told(who, "met_after_death"));
                      CHECK(p.shows(who, "siti", R"("life_status":"alive")"));
                      CHECK(!p.shows(who, "siti", "_disputed"));
                  }
              }});
}

TEST_CASE("27 graduated by the facilitator, proposed as poor by the PSM") {
    rehearse({team_and_aid,
              {{"fitri", [](performance& p) { p.edit("fitri", "bantuan", R"({"status":"graduated"})"); }},
               {"asih", [](performance& p) { p.add("asih", "usulan", "assignment", assignment_of(p, "siti", "P24")); }}},
              {},
              [](performance& p) {
                  for (const auto* who : {"asih", "fitri", "ujang"}) {
                      CHECK(p.shows(who, "bantuan", R"("status":"graduated")"));
                      CHECK(p.shows(who, "usulan", R"("status":"proposed")"));
                      CHECK(p.shows(who, "usulan", R"("_disputed":["status"])"));
                      CHECK(p.is_told(who, "proposed_after_graduation"));
                  }
                  p.edit("ujang", "usulan", R"({"status":"rejected"})");
              },
              [](performance& p) {
                  for (const auto* who : {"asih", "fitri", "ujang"}) CHECK(p.cases(who).empty());
              }});
}

TEST_CASE("38 withdrawn by the PSM, approved by the TKSK") {
    rehearse({[](performance& p) {
                  village_team(p);
                  validated(p, "usulan", "siti");
              },
              {{"asih", [](performance& p) { p.withdraw("asih", "usulan", "salah data"); }},
               {"ujang", [](performance& p) { p.edit("ujang", "usulan", R"({"status":"approved"})"); }}},
              {},
              [](performance& p) {
                  for (const auto* who : {"asih", "ujang", "vera"}) {
                      CHECK(p.shows(who, "usulan", R"("status":"approved")"));
                      CHECK(p.shows(who, "usulan", R"("presence":"withdrawn")"));
                      CHECK(p.shows(who, "usulan", R"("presence","status")"));
                      CHECK(p.is_told(who, "withdrawn_but_approved"));
                  }
                  // Not deleted: the TKSK brings it back.
                  p.edit("ujang", "usulan", R"({"presence":"present"})");
              },
              [](performance& p) {
                  for (const auto* who : {"asih", "ujang", "vera"}) {
                      CHECK(p.shows(who, "usulan", R"("presence":"present")"));
                      CHECK(!p.is_told(who, "withdrawn_but_approved"));
                  }
                  CHECK(p.held().empty());
              }});
}

TEST_CASE("50 approved at a village meeting, and some were changed meanwhile") {
    constexpr int people = 4;
    rehearse({[](performance& p) {
                  village_team(p);
                  for (int i = 0; i < people; ++i) {
                      const auto n = std::to_string(i);
                      p.add("asih", "warga" + n, "person", person_json("Warga " + n, village_a));
                      p.add("asih", "usulan" + n, "assignment", assignment_of(p, "warga" + n, "P24"));
                  }
                  p.everybody();
                  for (int i = 0; i < people; ++i) p.edit("ujang", "usulan" + std::to_string(i), R"({"status":"verified"})");
                  p.everybody();
                  for (int i = 0; i < people; ++i) p.edit("vera", "usulan" + std::to_string(i), R"({"status":"validated"})");
                  p.everybody();
              },
              {{"asih", [](performance& p) { p.edit("asih", "warga0", R"({"phone":"081300000000"})"); }},
               {"ujang",
                [](performance& p) {
                    for (int i = 0; i < people; ++i) p.edit("ujang", "usulan" + std::to_string(i), R"({"status":"approved"})");
                }},
               {"asih", [](performance& p) { p.edit("asih", "warga1", R"({"address":"Jl. Baru 9"})"); }}},
              {},
              [](performance& p) {
                  for (int i = 0; i < people; ++i) {
                      const auto name = "usulan" + std::to_string(i);
                      CHECK(p.shows("ujang", name, R"("status":"approved")"));
                      CHECK(p.shows("ujang", name, "_disputed") == (i < 2));
                  }
                  const auto cases = p.cases("ujang");  // with the difference
                  CHECK(cases.find("changed_after_review") != std::string::npos);
                  CHECK(cases.find("081300000000") != std::string::npos);
                  CHECK(cases.find("Jl. Baru 9") != std::string::npos);
                  CHECK(p.answer("ujang", "changed_after_review"));  // as it is now
                  CHECK(p.answer("ujang", "changed_after_review"));
              },
              [](performance& p) {
                  CHECK(p.cases("ujang").empty());
                  CHECK(p.cases("asih").empty());
                  CHECK(p.held().empty());
              }});
}

namespace {

constexpr int at_the_meeting = 300;
// Which five were changed meanwhile, and the words of each difference: of a person or of the proposal itself.
const std::map<int, std::string> changed_meanwhile{{7, "081300000007"}, {42, "Jl. Baru 42"}, {99, "Warga Sembilan Sembilan"}, {150, "Mang Lima"}, {271, "atap roboh"}};

std::string of_warga(int number) { return "warga" + std::to_string(number); }
std::string of_usulan(int number) { return "usulan" + std::to_string(number); }

void three_hundred_validated(performance& p) {
    village_team(p);
    for (int i = 0; i < at_the_meeting; ++i) {
        p.add("asih", of_warga(i), "person", person_json("Warga " + std::to_string(i), village_a));
        p.add("asih", of_usulan(i), "assignment", assignment_of(p, of_warga(i), "P24"));
    }
    p.everybody();
    for (int i = 0; i < at_the_meeting; ++i) p.edit("ujang", of_usulan(i), R"({"status":"verified"})");
    p.everybody();
    for (int i = 0; i < at_the_meeting; ++i) p.edit("vera", of_usulan(i), R"({"status":"validated"})");
    p.everybody();
}

void five_are_edited(performance& p) {
    save_options paper;
    paper.evidence = 3;
    p.edit("asih", of_warga(7), R"({"phone":"081300000007"})");
    p.edit("asih", of_warga(42), R"({"address":"Jl. Baru 42"})");
    p.edit("asih", of_warga(99), R"({"name":"Warga Sembilan Sembilan"})", paper);
    p.edit("asih", of_warga(150), R"({"aliases":{"add":["Mang Lima"]}})");
    p.edit("asih", of_usulan(271), R"({"detail":"atap roboh"})");
}

std::size_t lines_with(const std::string& text, const std::string& what) {
    std::size_t out = 0;
    for (std::size_t from = 0, to = 0; from < text.size(); from = to + 1) {
        to = std::min(text.find('\n', from), text.size());
        if (text.substr(from, to - from).find(what) != std::string::npos) ++out;
    }
    return out;
}

}  // namespace

TEST_CASE("50 three hundred approved at a village meeting: 295 stand, the five edited meanwhile come back with their difference") {
    rehearse_large({three_hundred_validated,
                    {{"asih", five_are_edited},
                     {"ujang", [](performance& p) {
                          for (int i = 0; i < at_the_meeting; ++i) p.edit("ujang", of_usulan(i), R"({"status":"approved"})");
                      }}},
                    {},
                    [](performance& p) {
                        CHECK(p.held().empty());
                        for (const auto* who : {"asih", "fitri", "ujang", "vera"}) {
                            int stand = 0;
                            std::set<int> disputed;
                            for (int i = 0; i < at_the_meeting; ++i) {
                                const auto shown = p.shown(who, of_usulan(i));
                                if (shown.find(R"("status":"approved")") == std::string::npos) continue;
                                if (shown.find(R"("_disputed")") == std::string::npos) ++stand;
                                else disputed.insert(i);
                            }
                            CHECK(stand == 295);
                            REQUIRE(disputed.size() == changed_meanwhile.size());
                            const auto cases = p.cases(who);
                            CHECK(lines_with(cases, "changed_after_review") == changed_meanwhile.size());
                            for (const auto& [number, difference] : changed_meanwhile) {
                                CHECK(disputed.contains(number));
                                CHECK(lines_with(cases, difference) == 1);
                            }
                        }
                        CHECK(p.shows("ujang", of_warga(42), R"("_disputed":["address"])"));
                        CHECK(!p.answer("asih", "changed_after_review"));
                        for (std::size_t i = 0; i < changed_meanwhile.size(); ++i) {
                            CHECK(lines_with(p.cases("ujang"), "changed_after_review") == changed_meanwhile.size() - i);
                            CHECK(p.answer("ujang", "changed_after_review"));  // looked at again, as it is now
                        }
                    },
                    [](performance& p) {
                        for (const auto* who : {"asih", "fitri", "ujang", "vera"}) {
                            CHECK(p.cases(who).empty());
                            for (const auto& [number, difference] : changed_meanwhile) {
                                CHECK(p.shows(who, of_usulan(number), R"("status":"approved")"));
                                CHECK(!p.shows(who, of_usulan(number), "_disputed"));
                            }
                        }
                        CHECK(p.held().empty());
                    }});
}

namespace {

void two_programmes(performance& p, const std::string& one, const std::string& other) {
    village_team(p);
    p.programme(one, one == "BLT-DD" ? std::vector<std::string>{"BST"} : std::vector<std::string>{});
    p.programme(other);
    p.officer("budi", role::psm, {village_a});
    p.everybody();
    p.add("asih", "keluarga", "family", R"({"kk_number":"3211010101200001","village":")" + village_a + R"("})");
    p.everybody();
}

act gives(const std::string& who, const std::string& name, const std::string& programme, const std::string& period) {
    return {who, [=](performance& p) {
                p.add(who, name, "aid", "{" + p.link("programme", programme) + "," + p.link("subject", "keluarga") + R"(,"period":")" + period + R"(","status":"proposed"})");
            }};
}

}  // namespace

TEST_CASE("25 village fund and ministry aid in one quarter, entered in two places") {
    rehearse({[](performance& p) { two_programmes(p, "BLT-DD", "BST"); },
              {gives("asih", "desa", "BLT-DD", "2026-10"), gives("budi", "pusat", "BST", "2026-Q4")},
              {},
              [](performance& p) {
                  for (const auto* who : {"ujang", "vera"}) {
                      CHECK(p.is_told(who, R"("kind":"overlap")"));
                      CHECK(p.is_told(who, "BLT-DD+BST"));
                      CHECK(p.shows(who, "desa", R"("status":"proposed")"));
                      CHECK(p.shows(who, "pusat", R"("status":"proposed")"));
                  }
                  CHECK(p.answer("ujang", "overlap", 0));
              },
              [](performance& p) {
                  for (const auto* who : {"ujang", "vera"}) CHECK(!p.is_told(who, R"("kind":"overlap")"));
                  CHECK(p.held().empty());
              }});
}

TEST_CASE("25 an alert at once where the tablet knows both") {
    performance p;
    two_programmes(p, "BLT-DD", "BST");
    gives("asih", "desa", "BLT-DD", "2026-10").work(p);
    const auto second = p.tablet("asih").author().add(
        "aid", "{" + p.link("programme", "BST") + "," + p.link("subject", "keluarga") + R"(,"period":"2026-Q4","status":"proposed"})", {});
    REQUIRE(second.has_value());
    REQUIRE(!second->warnings.empty());
    CHECK(second->warnings.front().what.hint_en.find("BLT-DD+BST") != std::string::npos);
}

TEST_CASE("26 PKH and Sembako for one family") {
    rehearse({[](performance& p) { two_programmes(p, "PKH", "SEMBAKO"); },
              {gives("asih", "satu", "PKH", "2026-Q4"), gives("budi", "dua", "SEMBAKO", "2026-10")},
              {},
              {},
              [](performance& p) {
                  CHECK(p.cases("vera").empty());
                  CHECK(p.shows("vera", "satu", "proposed"));
                  CHECK(p.shows("vera", "dua", "proposed"));
              }});
}

}  // namespace pendata::test
