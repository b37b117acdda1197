// What a tablet shows of cases before the office has seen what waits on it.
#include <doctest/doctest.h>

#include "tests/scenario/script.hpp"

namespace pendata::test {

namespace {

void siti_and_her_village(performance& p) {
    p.officer("asih", role::psm, {village_a});
    p.officer("ujang", role::tksk, {"32.11.01"}, 3);
    p.officer("vera", role::verifier, {"32.11"}, 7);
    p.everybody(1);
    p.add("asih", "siti", "person", person_json("Siti Aminah", village_a));
    p.everybody();
}

}  // namespace

TEST_CASE("a conflict is shown before the office has seen it, and is the same case there") {
    performance p;
    siti_and_her_village(p);
    p.edit("asih", "siti", R"({"birth_date":"1981-01-01"})");
    CHECK(p.cases("asih").empty());
    p.edit("ujang", "siti", R"({"birth_date":"1982-02-02"})");
    CHECK(p.sync("ujang").why == errc::ok);
    // Asih hears of the other value, but the line breaks before hers is sent.
    world_tablet& asih = p.tablet("asih");
    for (std::size_t bytes = 0; p.cases("asih").empty(); bytes += 50) {
        REQUIRE(bytes < 20'000);
        static_cast<void>(p.in().sync(asih, {bytes, SIZE_MAX}));
    }
    const auto before = p.cases("asih");
    CHECK(before.find(R"("provisional":true)") != std::string::npos);
    CHECK(before.find(R"("pending":true)") != std::string::npos);
    CHECK(p.shows("asih", "siti", R"("_disputed":["birth_date"])"));
    CHECK(!p.decide("asih", "siti", "birth_date", R"("1981-01-01")"));
    p.everybody();
    const auto after = p.cases("asih");
    CHECK(after.find("provisional") == std::string::npos);
    CHECK(after.find("pending") == std::string::npos);
    CHECK(after.substr(0, 60) == before.substr(0, 60));  // the case's id stays
}

TEST_CASE("what contradicts a better founded value is a proposal at once") {
    performance p;
    siti_and_her_village(p);
    save_options card;
    card.evidence = 4;
    p.edit("ujang", "siti", R"({"birth_date":"1982-02-02"})", card);
    p.everybody();
    p.edit("asih", "siti", R"({"birth_date":"1981-01-01"})");
    CHECK(p.shows("asih", "siti", "1982-02-02"));
    CHECK(p.shows("asih", "siti", R"("_disputed":["birth_date"])"));
    CHECK(p.is_told("asih", R"("sort":"proposal")"));
    CHECK(p.is_told("asih", R"("provisional":true)"));
    CHECK(p.tablet("asih").exported(true).find("_disputed") == std::string::npos);
    p.everybody();
    CHECK(p.is_told("asih", R"("sort":"proposal")"));
    CHECK(!p.is_told("asih", "provisional"));
    CHECK(p.is_told("ujang", R"("sort":"proposal")"));
    // Decided without a network: it waits for nobody any more, here; there it does.
    CHECK(p.decide("vera", "siti", "birth_date", R"("1981-01-01")"));
    CHECK(p.cases("vera").empty());
    CHECK(p.shows("vera", "siti", "1981-01-01"));
    CHECK(!p.shows("vera", "siti", "_disputed"));
    CHECK(p.is_told("ujang", R"("sort":"proposal")"));
    p.everybody();
    CHECK(p.cases("ujang").empty());
    CHECK(p.shows("asih", "siti", "1981-01-01"));
}

TEST_CASE("one's own word joins a case that is open") {
    performance p;
    siti_and_her_village(p);
    p.edit("asih", "siti", R"({"birth_date":"1981-01-01"})");
    p.edit("ujang", "siti", R"({"birth_date":"1982-02-02"})");
    p.everybody();
    CHECK(p.is_told("vera", "birth_date"));
    p.edit("vera", "siti", R"({"birth_date":"1983-03-03"})");
    CHECK(p.is_told("vera", "1983-03-03"));
    CHECK(!p.is_told("vera", "provisional"));  // the office knows of the case
    CHECK(p.is_told("vera", R"("pending":true)"));
    CHECK(!p.decide("vera", "siti", "birth_date", R"("1983-03-03")"));  // a candidate is her own now
    p.everybody();
    CHECK(p.is_told("ujang", "1983-03-03"));
}

TEST_CASE("facts that do not go together, and aid that overlaps, before the office says so") {
    performance p;
    siti_and_her_village(p);
    p.programme("PKH");
    p.programme("BLT", {"PKH"});
    p.everybody();
    save_options letter;
    letter.evidence = 3;
    p.edit("ujang", "siti", R"({"life_status":"deceased"})", letter);
    p.add("ujang", "satu", "aid", "{" + p.link("programme", "PKH") + "," + p.link("subject", "siti") + R"(,"period":"2026-10","status":"delivered"})");
    p.everybody();
    CHECK(p.cases("asih").empty());
    p.later(86'400'000);
    p.add("asih", "kunjungan", "visit", "{" + p.link("subject", "siti") + R"(,"purpose":"census","start":"2026-10-20T08:00:00Z","note":"di rumah"})");
    p.add("asih", "dua", "aid", "{" + p.link("programme", "BLT") + "," + p.link("subject", "siti") + R"(,"period":"2026-Q4","status":"delivered"})");
    const auto before = p.cases("asih");
    CHECK(before.find("met_after_death") != std::string::npos);
    CHECK(before.find("BLT+PKH") != std::string::npos);
    CHECK(before.find("provisional") != std::string::npos);
    p.everybody();
    std::string rest = before;
    const std::string mark = ",\"provisional\":true";
    for (auto at = rest.find(mark); at != std::string::npos; at = rest.find(mark)) rest.erase(at, mark.size());
    CHECK(p.cases("asih") == rest);  // what was foreseen, word for word
}

}  // namespace pendata::test
