// The examples of docs/conflicts.md, "Policies", one a policy, through the real machines in every order of arrival.
#include <doctest/doctest.h>

#include "tests/scenario/script.hpp"

namespace pendata::test {

namespace {

const std::vector<std::string> everyone{"asih", "budi", "ujang"};

void colleagues(performance& p) {
    p.officer("asih", role::psm, {village_a});
    p.officer("budi", role::psm, {village_a});
    p.officer("ujang", role::tksk, {"32.11.01"}, 3);
    p.everybody(1);
    p.add("asih", "siti", "person", person_json("Siti Aminah", village_a, R"("life_status":"alive","phone":"081200000000")"));
    p.add("asih", "usulan", "assignment", "{" + p.link("subject", "siti") + R"(,"category":"P13","list_version":"PPKS-2012","status":"proposed"})");
    p.everybody();
}

void seen_by_all(performance& p, const std::string& record, const std::string& text, bool wanted = true) {
    for (const auto& who : everyone) CHECK(p.shows(who, record, text) == wanted);
}

}  // namespace

TEST_CASE("LATEST: the later phone number stays, nobody is asked") {
    rehearse({colleagues,
              {{"asih", [](performance& p) { p.edit("asih", "siti", R"({"phone":"081300000001"})"); }},
               {"budi", [](performance& p) { p.edit("budi", "siti", R"({"phone":"081300000002"})"); }}},
              {},
              {},
              [](performance& p) {
                  seen_by_all(p, "siti", "081300000002");
                  seen_by_all(p, "siti", "_disputed", false);
                  CHECK(p.history("siti").find("phone \"081300000001\" asih") != std::string::npos);
              }});
}

TEST_CASE("EVIDENCE: a value against better evidence is a proposal") {
    rehearse({[](performance& p) {
                  colleagues(p);
                  save_options card;
                  card.evidence = 4;
                  p.edit("asih", "siti", R"({"name":"Siti Aminah binti Ujang"})", card);
                  p.everybody();
              },
              {{"budi", [](performance& p) { p.edit("budi", "siti", R"({"name":"Siti Amina"})"); }},
               {"asih", [](performance& p) { p.edit("asih", "siti", R"({"phone":"081300000001"})"); }}},
              {},
              {},
              [](performance& p) {
                  seen_by_all(p, "siti", "Siti Aminah binti Ujang");
                  seen_by_all(p, "siti", R"("_disputed":["name"])");
                  CHECK(p.is_told("ujang", R"("sort":"proposal")"));
              }});
}

TEST_CASE("SET: each element by itself") {
    rehearse({colleagues,
              {{"asih", [](performance& p) { p.edit("asih", "siti", R"({"aliases":{"add":["Ami"]}})"); }},
               {"budi", [](performance& p) { p.edit("budi", "siti", R"({"aliases":{"add":["Bu Siti"]}})"); }}},
              {},
              {},
              [](performance& p) {
                  seen_by_all(p, "siti", R"(["Ami","Bu Siti"])");
                  seen_by_all(p, "siti", "_disputed", false);
              }});
}

TEST_CASE("STATE: unseen heads in different states are a case, the higher state is shown meanwhile") {
    rehearse({colleagues,
              {{"ujang", [](performance& p) { p.edit("ujang", "usulan", R"({"status":"verified"})"); }},
               {"asih", [](performance& p) { p.edit("asih", "siti", R"({"life_status":"not_found"})"); }},
               {"budi",
                [](performance& p) {
                    save_options letter;
                    letter.evidence = 3;
                    p.edit("budi", "siti", R"({"life_status":"deceased"})", letter);
                }}},
              {},
              [](performance& p) {
                  seen_by_all(p, "siti", R"("life_status":"deceased")");
                  seen_by_all(p, "siti", R"("_disputed":["life_status"])");
                  CHECK(p.decide("ujang", "siti", "life_status", "\"not_found\""));
              },
              [](performance& p) {
                  seen_by_all(p, "siti", R"("life_status":"not_found")");
                  seen_by_all(p, "siti", "_disputed", false);
                  seen_by_all(p, "usulan", R"("status":"verified")");
              }});
}

TEST_CASE("ONCE: the first category stays, another one is a case") {
    rehearse({colleagues,
              {{"budi", [](performance& p) { p.edit("budi", "usulan", R"({"category":"P24"})"); }},
               {"asih", [](performance& p) { p.edit("asih", "usulan", R"({"detail":"tinggal sendiri"})"); }}},
              {},
              {},
              [](performance& p) {
                  seen_by_all(p, "usulan", R"("category":"P13")");
                  seen_by_all(p, "usulan", R"("_disputed":["category"])");
              }});
}

TEST_CASE("OFFICE: a tablet is told at once that only the office writes it") {
    performance p;
    colleagues(p);
    const auto refused = p.tablet("ujang").author().edit(p["siti"], R"({"restricted":true})", {});
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == errc::not_allowed);
    CHECK(refused.error().field == "restricted");
}

}  // namespace pendata::test
