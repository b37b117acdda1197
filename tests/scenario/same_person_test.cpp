// Scenarios 1, 2, 3, 9 and 10 (two records), 17, 35, 36, 37: one person under several records.
#include <doctest/doctest.h>

#include "tests/scenario/script.hpp"

namespace pendata::test {

namespace {

const std::string far_village = village_c;  // of another kecamatan

std::string siti_json(const std::string& name, const std::string& village) {
    return R"({"nik":"3211014508720003","name":")" + name + R"(","village":")" + village + R"(","sex":"P","birth_date":"1972-08-05","mother_name":"Rukmini"})";
}

void two_kecamatan_and_the_dinas(performance& p) {
    p.officer("asih", role::psm, {village_a});
    p.officer("budi", role::psm, {village_b});
    p.officer("citra", role::psm, {far_village});
    p.officer("ujang", role::tksk, {"32.11.01"}, 3);
    p.officer("wawan", role::tksk, {"32.11.02"}, 3);
    p.officer("dinas", role::operator_, {"32.11"}, 7);
    p.everybody(1);
}

// Known to all, and found by the matcher.
void one_person_twice(performance& p) {
    two_kecamatan_and_the_dinas(p);
    p.add("asih", "siti", "person", siti_json("Siti Aminah", village_a));
    p.add("budi", "aminah", "person", siti_json("Siti Aminah", village_b));
    p.everybody();
    REQUIRE(p.match() == 1);
    p.everybody();
}

bool is_one(performance& p, const std::string& who, const std::string& record, std::size_t members) {
    const auto shown = p.shown(who, record);
    const auto at = shown.find(R"("_cluster":)");
    if (at == std::string::npos || shown.find(R"("as_one":true)", at) == std::string::npos) return false;
    const auto list = shown.substr(at, shown.find(']', at) - at);
    return static_cast<std::size_t>(std::count(list.begin(), list.end(), ',')) == members;  // one comma behind the survivor
}

bool waits(performance& p, const std::string& who) { return p.is_told(who, R"("kind":"duplicate")"); }

// The record through which a pair is shown, and the other.
std::pair<std::string, std::string> survivor_and_other(performance& p, const std::string& a, const std::string& b) {
    return p[a] < p[b] ? std::pair(a, b) : std::pair(b, a);
}

}  // namespace

TEST_CASE("1 two PSM register one person while offline") {
    rehearse({two_kecamatan_and_the_dinas,
              {{"asih", [](performance& p) { p.add("asih", "siti", "person", siti_json("Siti Aminah", village_a)); }},
               {"budi", [](performance& p) { p.add("budi", "aminah", "person", siti_json("St. Aminah", village_b), 3); }},
               {"asih", [](performance& p) { p.add("asih", "kunjungan1", "visit", "{" + p.link("subject", "siti") + R"(,"purpose":"census","note":"satu"})"); }},
               {"budi", [](performance& p) { p.add("budi", "kunjungan2", "visit", "{" + p.link("subject", "aminah") + R"(,"purpose":"census","note":"dua"})"); }}},
              {},
              [](performance& p) {
                  CHECK(p.match() == 1);
                  CHECK(p.heads().heads.size() == 2);
                  CHECK(p.heads().least == 1);
                  p.everybody();
                  CHECK(waits(p, "ujang"));
                  CHECK(waits(p, "dinas"));
                  for (const auto* who : {"asih", "budi", "citra", "wawan"}) CHECK(!waits(p, who));
                  CHECK(p.is_told("ujang", "near_certain"));
                  CHECK(!p.say_of_pair("asih", "siti", "aminah", duplicate_answer::same));
                  CHECK(p.say_of_pair("ujang", "siti", "aminah", duplicate_answer::same));
                  CHECK(is_one(p, "ujang", "siti", 2));  // at once, offline
              },
              [](performance& p) {
                  CHECK(p.held().empty());
                  for (const auto* who : {"ujang", "dinas"}) {
                      CHECK(!waits(p, who));
                      CHECK(is_one(p, who, "siti", 2));
                      CHECK(is_one(p, who, "aminah", 2));
                      CHECK(p.shows(who, "kunjungan1", "satu"));  // with two visits
                      CHECK(p.shows(who, "kunjungan2", "dua"));
                  }
                  // Counted once, where the better founded domicile is.
                  const auto counted = p.heads();
                  REQUIRE(counted.heads.size() == 1);
                  CHECK(counted.least == 1);
                  CHECK(counted.heads[0].village == village_b);
                  // Two records are kept, and nobody sees the other village's.
                  CHECK(p.shown("asih", "aminah").empty());
                  CHECK(p.shown("budi", "siti").empty());
                  CHECK(p.shows("asih", "siti", "Siti Aminah"));
              }});
}

TEST_CASE("2 one number of two people: neither is joined with the other, nor goes without aid") {
    rehearse({[](performance& p) {
                  two_kecamatan_and_the_dinas(p);
                  p.programme("SEMBAKO");
                  p.everybody();
              },
              {{"asih", [](performance& p) { p.add("asih", "siti", "person", siti_json("Siti Aminah", village_a)); }},
               {"budi",
                [](performance& p) {
                    p.add("budi", "udin", "person", R"({"nik":"3211014508720003","name":"Udin Saepudin","village":")" + village_b +
                          R"(","sex":"L","birth_date":"1991-02-03","mother_name":"Enok"})");
                }},
               {"asih", [](performance& p) { p.add("asih", "bantuan1", "aid", "{" + p.link("subject", "siti") + "," + p.link("programme", "SEMBAKO") + R"(,"period":"2026-10","status":"proposed"})"); }},
               {"budi", [](performance& p) { p.add("budi", "bantuan2", "aid", "{" + p.link("subject", "udin") + "," + p.link("programme", "SEMBAKO") + R"(,"period":"2026-10","status":"proposed"})"); }}},
              {},
              [](performance& p) {
                  CHECK(p.match() == 1);
                  p.everybody();
                  for (const auto* who : {"ujang", "dinas"}) {
                      CHECK(waits(p, who));
                      CHECK(!p.is_told(who, "near_certain"));
                      CHECK(!p.shows(who, "siti", R"("as_one":true)"));
                  }
                  CHECK(p.say_of_pair("ujang", "siti", "udin", duplicate_answer::different));
              },
              [](performance& p) {
                  CHECK(p.held().empty());
                  for (const auto* who : {"ujang", "dinas"}) {
                      CHECK(!waits(p, who));
                      CHECK(p.shows(who, "siti", "Siti Aminah"));
                      CHECK(p.shows(who, "udin", "Udin Saepudin"));
                      for (const auto* aid : {"bantuan1", "bantuan2"}) {
                          CHECK(p.shows(who, aid, R"("status":"proposed")"));
                          CHECK(!p.shows(who, aid, "_disputed"));
                      }
                  }
              }});
}

TEST_CASE("3 one without her number, by another name and a guessed year: after \"same\" the number shows with where it is from") {
    rehearse({two_kecamatan_and_the_dinas,
              {{"asih",
                [](performance& p) {
                    p.add("asih", "tanpa", "person", R"({"no_nik_reason":"not_recorded","name":"St. Aminah","village":")" + village_a +
                          R"(","sex":"P","birth_date":"1973-01-01","birth_precision":"estimated","mother_name":"Rukmini"})");
                }},
               {"budi", [](performance& p) { p.add("budi", "siti", "person", siti_json("Siti Aminah", village_b), 4); }},
               {"asih", [](performance& p) { p.edit("asih", "tanpa", R"({"phone":"081300000001"})"); }}},
              {},
              [](performance& p) {
                  CHECK(p.match() == 1);
                  p.everybody();
                  CHECK(waits(p, "ujang"));
                  CHECK(p.say_of_pair("ujang", "tanpa", "siti", duplicate_answer::same));
              },
              [](performance& p) {
                  CHECK(p.held().empty());
                  const auto [survivor, other] = survivor_and_other(p, "tanpa", "siti");
                  for (const auto* who : {"ujang", "dinas"}) {
                      CHECK(is_one(p, who, survivor, 2));
                      // Through the survivor, whichever that is, both the number and the telephone are seen.
                      CHECK(p.shows(who, survivor, "3211014508720003"));
                      CHECK(p.shows(who, survivor, "081300000001"));
                      CHECK(p.shows(who, survivor, R"("_via":)"));
                      // The record without a number stays as it is, and is found by its own name.
                      CHECK(p.shows(who, "tanpa", "St. Aminah"));
                  }
                  CHECK(p.history("siti").find("nik \"3211014508720003\" budi e4") != std::string::npos);
                  CHECK(p.shown("asih", "siti").empty());
              }});
}

TEST_CASE("17 met in three kecamatan, without papers and by other names: the Dinas alone hears that they may be one") {
    const auto met = [](performance& p, const std::string& who, const std::string& record, const std::string& name, const std::string& where, int year) {
        p.add(who, record, "person", R"({"no_nik_reason":"not_recorded","name":")" + name + R"(","village":")" + where +
              R"(","sex":"L","birth_date":")" + std::to_string(year) + R"(-01-01","birth_precision":"estimated"})");
    };
    rehearse({[](performance& p) {
                  two_kecamatan_and_the_dinas(p);
                  p.region("32.11.03", "Kecamatan Ketiga");
                  p.officer("tuti", role::tksk, {"32.11.03"}, 3);
                  p.everybody();
              },
              {{"ujang", [met](performance& p) { met(p, "ujang", "satu", "Ujang Gondrong", "32.11.01", 1980); }},
               {"wawan", [met](performance& p) { met(p, "wawan", "dua", "Jang", "32.11.02", 1981); }},
               {"tuti", [met](performance& p) { met(p, "tuti", "tiga", "Si Gondrong", "32.11.03", 1980); }}},
              {},
              [](performance& p) {
                  CHECK(p.match() >= 2);  // one cluster
                  p.everybody();
              },
              [](performance& p) {
                  CHECK(p.held().empty());
                  CHECK(waits(p, "dinas"));
                  CHECK(p.heads().heads.size() == 3);  // up to three, in one cluster
                  CHECK(p.heads().least == 1);
                  CHECK(!p.is_told("dinas", "near_certain"));
                  for (const auto* who : {"ujang", "wawan", "tuti", "asih"}) CHECK(!waits(p, who));
                  for (const auto* record : {"satu", "dua", "tiga"}) {
                      CHECK(!p.shown("dinas", record).empty());
                      CHECK(!p.shows("dinas", record, R"("as_one":true)"));
                  }
              }});
}

TEST_CASE("9 and 10 recorded anew where they went, and marked as moved where they were: in either order one outcome") {
    save_options moved;
    moved.why = intent::change;
    moved.effective_date = day_of(noon_ms) - 1;
    rehearse({[](performance& p) {
                  two_kecamatan_and_the_dinas(p);
                  p.add("asih", "keluarga", "family", R"({"kk_number":"3211010101200001","village":")" + village_a + R"(","address":"Jl. Mawar 1"})");
                  p.add("asih", "siti", "person", siti_json("Siti Aminah", village_a));
                  p.everybody();
              },
              {{"ujang", [moved](performance& p) { p.edit("ujang", "keluarga", R"({"village":")" + far_village + R"("})", moved); }},
               {"ujang", [moved](performance& p) { p.edit("ujang", "siti", R"({"village":")" + far_village + R"("})", moved); }},
               {"citra", [](performance& p) { p.add("citra", "keluarga baru", "family", R"({"kk_number":"3211010101200001","village":")" + far_village + R"(","address":"Jl. Melati 9"})"); }},
               {"citra", [](performance& p) { p.add("citra", "siti baru", "person", siti_json("Siti Aminah", far_village)); }}},
              {},
              [](performance& p) {
                  CHECK(p.match() == 2);  // she, and the family by its card
                  p.everybody();
                  CHECK(waits(p, "wawan"));  // both are in his kecamatan by now
                  CHECK(!waits(p, "ujang"));
                  CHECK(p.say_of_pair("wawan", "siti", "siti baru", duplicate_answer::same));
                  CHECK(p.say_of_pair("wawan", "keluarga", "keluarga baru", duplicate_answer::same));
              },
              [](performance& p) {
                  CHECK(p.held().empty());
                  for (const auto* who : {"asih", "ujang"}) {  // X loses the details
                      CHECK(p.shown(who, "siti").empty());
                      CHECK(p.shown(who, "keluarga").empty());
                  }
                  for (const auto* who : {"wawan", "dinas"}) {
                      CHECK(is_one(p, who, "siti", 2));
                      CHECK(is_one(p, who, "keluarga", 2));
                      CHECK(is_one(p, who, "keluarga baru", 2));
                      CHECK(p.shows(who, "keluarga", far_village));
                      CHECK(!waits(p, who));
                  }
                  CHECK(is_one(p, "citra", "siti baru", 2));
                  // One less where they were, one more where they went.
                  const auto counted = p.heads();
                  REQUIRE(counted.heads.size() == 1);
                  CHECK(counted.heads[0].village == far_village);
                  // Two spans of address, the first with its end.
                  const auto history = p.history("keluarga");
                  CHECK(history.find("village \"" + village_a + "\" asih") != std::string::npos);
                  CHECK(history.find("village \"" + far_village + "\" ujang") != std::string::npos);
              }});
}

TEST_CASE("35 a wrong merge is taken back, and later visits stay with the record they were made on") {
    rehearse({[](performance& p) {
                  one_person_twice(p);
                  REQUIRE(p.say_of_pair("ujang", "siti", "aminah", duplicate_answer::same));
                  p.everybody();
              },
              {{"asih", [](performance& p) { p.add("asih", "kunjungan1", "visit", "{" + p.link("subject", "siti") + R"(,"purpose":"census","note":"satu"})"); }},
               {"budi", [](performance& p) { p.add("budi", "kunjungan2", "visit", "{" + p.link("subject", "aminah") + R"(,"purpose":"census","note":"dua"})"); }},
               {"budi", [](performance& p) { p.edit("budi", "aminah", R"({"phone":"081300000001"})"); }},
               {"ujang", [](performance& p) { CHECK(p.say_of_pair("ujang", "siti", "aminah", duplicate_answer::different)); }}},
              {},
              {},
              [](performance& p) {
                  CHECK(p.held().empty());
                  for (const auto* who : {"ujang", "dinas"}) {
                      CHECK(!waits(p, who));
                      CHECK(!p.shows(who, "siti", R"("as_one":true)"));
                      CHECK(!p.shows(who, "siti", "081300000001"));
                      CHECK(p.shows(who, "aminah", "081300000001"));
                      CHECK(p.shows(who, "kunjungan1", to_string(p["siti"])));
                      CHECK(p.shows(who, "kunjungan2", to_string(p["aminah"])));
                  }
              }});
}

TEST_CASE("36 answered as one at the office while a PSM edits one of them offline") {
    rehearse({one_person_twice,
              {{"dinas", [](performance& p) { CHECK(p.say_of_pair("dinas", "siti", "aminah", duplicate_answer::same)); }},
               {"budi", [](performance& p) { p.edit("budi", "aminah", R"({"phone":"081300000001"})"); }},
               {"asih", [](performance& p) { p.edit("asih", "siti", R"({"phone":"081300000002"})"); }}},
              {},
              {},
              [](performance& p) {
                  const auto [survivor, other] = survivor_and_other(p, "siti", "aminah");
                  const std::string theirs = other == "siti" ? "081300000002" : "081300000001";
                  for (const auto* who : {"ujang", "dinas"}) {
                      CHECK(is_one(p, who, "siti", 2));
                      CHECK(p.shows(who, "aminah", "081300000001"));  // the edit stays on its record
                      const auto shown = p.shown(who, survivor);
                      const auto via = shown.find(R"("_via":)");
                      REQUIRE(via != std::string::npos);
                      CHECK(shown.find(to_string(p[other]), via) != std::string::npos);
                      CHECK(shown.find(theirs, via) != std::string::npos);  // and shows through the survivor, with where from
                  }
                  CHECK(p.held().empty());
              }});
}

TEST_CASE("37 one cluster of three, whatever the order; a contradiction shows them apart") {
    for (const bool contradicted : {false, true}) {
        std::vector<act> acts{{"dinas", [](performance& p) { CHECK(p.say_of_pair("dinas", "satu", "dua", duplicate_answer::same)); }},
                              {"ujang", [](performance& p) { CHECK(p.say_of_pair("ujang", "dua", "tiga", duplicate_answer::same)); }}};
        if (contradicted) acts.push_back({"vera", [](performance& p) { CHECK(p.say_of_pair("vera", "satu", "tiga", duplicate_answer::different)); }});
        rehearse({[](performance& p) {
                      two_kecamatan_and_the_dinas(p);
                      p.officer("vera", role::verifier, {"32.11"}, 7);
                      for (const auto* name : {"satu", "dua", "tiga"}) p.add("asih", name, "person", siti_json("Siti Aminah", village_a));
                      p.everybody();
                      REQUIRE(p.match() == 3);
                      p.everybody();
                  },
                  acts, {}, {},
                  [contradicted](performance& p) {
                      for (const auto* who : {"ujang", "dinas"}) {
                          CHECK(is_one(p, who, "dua", 3) != contradicted);
                          CHECK(waits(p, who));  // a "different" inside, or the pair nobody has answered
                          CHECK(p.is_told(who, R"("contradicted")") == contradicted);
                      }
                      CHECK(p.held().empty());
                  }});
    }
}

}  // namespace pendata::test
