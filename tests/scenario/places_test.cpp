// Scenarios 18, 20, 21, 22, 33: villages that change, and a community that lives in two.
#include <doctest/doctest.h>

#include <map>
#include <optional>

#include "tests/scenario/script.hpp"

namespace pendata::test {

namespace {

const std::string kelurahan = "32.11.01.1009";
const std::string desa = "32.11.01.2009";
const std::string new_half = "32.11.01.2011";

save_options by_change() {
    save_options out;
    out.why = intent::change;
    out.effective_date = day_of(noon_ms) - 1;
    return out;
}

save_options on_paper() {
    save_options out;
    out.evidence = 4;
    return out;
}

std::string in_village(const std::string& code) { return R"({"village":")" + code + R"("})"; }

}  // namespace

TEST_CASE("18 a hamlet in two villages is one community with two observations") {
    rehearse({[](performance& p) {
                  p.officer("asih", role::psm, {village_a});
                  p.officer("budi", role::psm, {village_b});
                  p.officer("ujang", role::tksk, {"32.11.01"}, 3);
                  p.everybody(1);
                  p.add("ujang", "kampung", "group", R"({"name":"Kampung Adat","group_kind":"kat","villages":[")" + village_a + R"(",")" + village_b + R"("]})");
                  p.everybody();
              },
              {{"asih", [](performance& p) {
                    p.edit("asih", "kampung", R"({"estimates":{"add":[{"method":"estimated","date":"2026-09-01","village":")" + village_a + R"(","households":120}]}})");
                }},
               {"budi", [](performance& p) {
                    p.edit("budi", "kampung", R"({"estimates":{"add":[{"method":"estimated","date":"2026-09-02","village":")" + village_b + R"(","households":120}]}})");
                }}},
              {},
              {},
              [](performance& p) {
                  for (const auto* who : {"asih", "budi", "ujang"}) {
                      CHECK(p.shows(who, "kampung", "2026-09-01"));
                      CHECK(p.shows(who, "kampung", "2026-09-02"));
                      CHECK(!p.shows(who, "kampung", "_disputed"));
                  }
                  CHECK(p.held().empty());
              }});
}

TEST_CASE("20 a village is abolished, its families go to others") {
    rehearse({[](performance& p) {
                  p.officer("asih", role::psm, {village_a});
                  p.officer("citra", role::psm, {village_c});
                  p.officer("ujang", role::tksk, {"32.11.01"}, 3);
                  p.officer("dinas", role::operator_, {"32.11"}, 7);
                  p.everybody(1);
                  for (const auto* name : {"satu", "dua", "tiga"}) {
                      p.add("asih", name, "family", R"({"village":")" + village_a + R"(","address":"Kampung Lama"})");
                  }
                  p.everybody();
              },
              {{"ujang", [](performance& p) { p.edit("ujang", "satu", in_village(village_b), by_change()); }},
               {"ujang", [](performance& p) { p.edit("ujang", "dua", in_village(village_c), by_change()); }},
               {"asih", [](performance& p) { p.edit("asih", "tiga", R"({"address":"belum pindah"})"); }}},
              [](performance& p) { p.succession(codes::succession_kind::abolished, {village_a}, {village_b, village_c}); },
              {},
              [](performance& p) {
                  CHECK(p.shows("ujang", "satu", village_b));
                  CHECK(p.shows("citra", "dua", village_c));
                  CHECK(p.shown("ujang", "dua").empty());  // in another kecamatan now
                  CHECK(p.shows("dinas", "dua", village_c));
                  // Who has not moved yet keeps the old code, which resolves still.
                  CHECK(p.shows("ujang", "tiga", village_a));
                  CHECK(p.in().office.find(region_record_id(village_a)).has_value());
                  CHECK(p.history("dua").find("village \"" + village_a + "\" asih") != std::string::npos);
                  CHECK(p.held().empty());
              }});
}

TEST_CASE("21 a kelurahan becomes a desa while its PSM is away") {
    rehearse({[](performance& p) {
                  p.region(kelurahan, "Situraja");
                  p.officer("asih", role::psm, {kelurahan});
                  p.officer("ujang", role::tksk, {"32.11.01"}, 3);
                  p.everybody(1);
                  p.add("asih", "lama", "person", person_json("Warga Lama", kelurahan));
                  p.everybody();
              },
              {{"asih", [](performance& p) { p.add("asih", "baru", "person", person_json("Warga Baru", kelurahan)); }},
               {"asih", [](performance& p) { p.edit("asih", "lama", R"({"phone":"081300000001"})"); }}},
              [](performance& p) {
                  p.region(desa, "Situraja");
                  p.succession(codes::succession_kind::status, {kelurahan}, {desa});
                  p.in().office.replace_duty("asih", {desa});
              },
              [](performance& p) { p.add("asih", "terbaru", "person", person_json("Warga Terbaru", desa)); },
              [](performance& p) {
                  CHECK(p.held().empty());
                  for (const auto* who : {"asih", "ujang"}) {
                      CHECK(p.shows(who, "lama", "081300000001"));
                      CHECK(p.shows(who, "baru", kelurahan));  // the code of capture
                      CHECK(p.shows(who, "terbaru", desa));
                  }
              }});
}

TEST_CASE("22 a village is split, and its PSM comes with the old code") {
    rehearse({[](performance& p) {
                  p.officer("asih", role::psm, {village_a});
                  p.officer("ujang", role::tksk, {"32.11.01"}, 3);
                  p.everybody(1);
                  p.add("asih", "utara", "person", person_json("Warga Utara", village_a));
                  p.add("asih", "selatan", "person", person_json("Warga Selatan", village_a));
                  p.everybody();
              },
              {{"asih", [](performance& p) { p.add("asih", "baru", "person", person_json("Warga Baru", village_a)); }},
               {"ujang", [](performance& p) { p.edit("ujang", "selatan", R"({"phone":"081300000001"})"); }}},
              [](performance& p) {
                  p.region(new_half, "Cikareo Utara");
                  p.succession(codes::succession_kind::split, {village_a}, {village_a, new_half});
                  p.in().office.replace_duty("asih", {new_half});
              },
              [](performance& p) {
                  // Whose it is the code does not tell: none lost, the TKSK has them.
                  CHECK(p.held().size() == 5);
                  p.accept_all();
                  p.everybody();
                  CHECK(p.shown("asih", "utara").empty());
                  p.edit("ujang", "utara", in_village(new_half), by_change());
                  p.edit("ujang", "baru", in_village(new_half), by_change());
              },
              [](performance& p) {
                  CHECK(p.held().empty());
                  CHECK(p.shows("asih", "utara", new_half));
                  CHECK(p.shows("asih", "baru", new_half));
                  CHECK(p.shown("asih", "selatan").empty());
                  CHECK(p.shows("ujang", "selatan", village_a));
              }});
}

TEST_CASE("22 a village is split by RW and RT: each goes where its part went, and what no part names is asked of the TKSK") {
    const auto lives = [](const std::string& rw, const std::string& rt) { return person_json("Warga", village_a, R"("rw":")" + rw + R"(","rt":")" + rt + "\""); };
    rehearse({[lives](performance& p) {
                  p.officer("asih", role::psm, {village_a});
                  p.officer("budi", role::psm, {village_a});
                  p.officer("ujang", role::tksk, {"32.11.01"}, 3);
                  p.everybody(1);
                  p.add("asih", "utara", "person", lives("03", "1"));
                  p.add("asih", "sudut", "person", lives("1", "04"));
                  p.add("asih", "selatan", "person", lives("001", "2"));
                  p.add("asih", "tanpa", "person", person_json("Tanpa RW", village_a));
                  p.add("asih", "keluarga", "family", R"({"village":")" + village_a + R"(","rw":"3"})");
                  p.everybody();
              },
              {{"asih", [lives](performance& p) { p.add("asih", "baru", "person", lives("3", "2")); }},
               {"asih", [](performance& p) { p.edit("asih", "utara", R"({"phone":"081300000001"})"); }},
               {"ujang", [](performance& p) { p.add("ujang", "kunjungan", "visit", "{" + p.link("subject", "utara") + R"(,"purpose":"census","note":"di rumah"})"); }}},
              [](performance& p) {
                  p.region(new_half, "Cikareo Utara");
                  p.succession(codes::succession_kind::split, {village_a}, {village_a, new_half},
                               {{"3", "-", new_half}, {"1", "4", new_half}, {"1", "-", village_a}});
                  p.in().office.replace_duty("asih", {new_half});
              },
              [](performance& p) {
                  p.accept_all();  // what came under the old code, from a duty that is over
                  const std::map<std::string, std::optional<std::string>> wanted{
                      {"utara", new_half}, {"sudut", new_half}, {"keluarga", new_half}, {"baru", new_half}, {"selatan", village_a}, {"tanpa", {}}};
                  CHECK(p.split(village_a) == wanted);
                  p.everybody();
                  const std::map<std::string, std::optional<std::string>> left{{"selatan", village_a}, {"tanpa", {}}};
                  CHECK(p.split(village_a) == left);  // once
                  p.edit("ujang", "tanpa", in_village(new_half), by_change());
              },
              [](performance& p) {
                  CHECK(p.held().empty());
                  for (const auto* record : {"utara", "sudut", "keluarga", "baru", "tanpa"}) {
                      CHECK(p.shows("asih", record, new_half));
                      CHECK(p.shown("budi", record).empty());
                      CHECK(p.shows("ujang", record, new_half));
                  }
                  CHECK(p.shows("asih", "utara", "081300000001"));
                  CHECK(p.shows("asih", "utara", R"("rw":"03")"));  // nobody moved
                  CHECK(p.shows("asih", "kunjungan", "di rumah"));
                  CHECK(p.shows("budi", "selatan", village_a));
                  CHECK(p.shown("asih", "selatan").empty());
              }});
}

TEST_CASE("22 what no part names, or two parts name otherwise, nobody can tell") {
    performance p;
    p.officer("ujang", role::tksk, {"32.11.01"}, 3);
    p.everybody(1);
    p.add("ujang", "satu", "person", person_json("Warga", village_a, R"("rw":"1","rt":"1")"));
    p.add("ujang", "dua", "person", person_json("Warga", village_a, R"("rw":"2","rt":"1")"));
    p.everybody();
    CHECK(p.split(village_a) == std::map<std::string, std::optional<std::string>>{{"satu", {}}, {"dua", {}}});
    // One RW, written in two ways, to two villages.
    p.succession(codes::succession_kind::split, {village_a}, {village_a, new_half}, {{"1", "-", new_half}, {"01", "-", village_b}, {"2", "-", village_a}});
    CHECK(p.split(village_a) == std::map<std::string, std::optional<std::string>>{{"satu", {}}, {"dua", village_a}});
}

TEST_CASE("33 wrongly listed, and restricted: away from every tablet below the regency, work on it waits, and it comes back put right") {
    rehearse({[](performance& p) {
                  p.officer("asih", role::psm, {village_a}, 3);
                  p.officer("ujang", role::tksk, {"32.11.01"}, 3);
                  p.officer("dinas", role::verifier, {"32.11"}, 15);
                  p.everybody(1);
                  p.add("asih", "siti", "person", person_json("Siti Aminah", village_a, R"("rw":"3")"));
                  p.add("dinas", "keliru", "assignment", "{" + p.link("subject", "siti") + R"(,"category":"P17","list_version":"PPKS-2012","status":"proposed","assessed_on":"2026-09-01"})");
                  p.add("asih", "kunjungan", "visit", "{" + p.link("subject", "siti") + R"(,"purpose":"census","note":"di rumah"})");
                  p.officer("wawan", role::tksk, {"32.11.02"}, 3);  // where she was referred to
                  p.add("ujang", "rujukan", "referral", "{" + p.link("subject", "siti") + R"(,"category":"P08","from":")" + village_a + R"(","to":"32.11.02","need":"alat bantu","state":"created"})");
                  p.everybody();
              },
              {{"asih", [](performance& p) { p.edit("asih", "siti", R"({"phone":"081300000001"})"); }},
               {"ujang", [](performance& p) { p.edit("ujang", "siti", R"({"address":"Jl. Lama 1"})"); }},
               {"asih", [](performance& p) { p.add("asih", "baru", "visit", "{" + p.link("subject", "siti") + R"(,"purpose":"census","note":"lagi"})"); }}},
              [](performance& p) { p.restrict("siti"); },
              [](performance& p) {
                  CHECK(!p.held().empty());  // kept, and settled by nobody's tablet
                  for (const auto* who : {"asih", "ujang"}) {
                      CHECK(!p.shows(who, "siti", "Siti Aminah"));  // their own work that waits, and nothing else
                      CHECK(p.shown(who, "kunjungan").empty());
                      CHECK(p.cases(who).empty());
                  }
                  CHECK(p.shown("wawan", "rujukan").empty());
                  CHECK(p.shows("dinas", "siti", "Siti Aminah"));
                  CHECK(!p.shows("dinas", "siti", "081300000001"));
                  // Put right where it may be seen, and given back.
                  p.edit("dinas", "keliru", R"({"status":"rejected","status_reason":"wrong_data"})");
                  p.everybody();
                  p.restrict("siti", false);
                  p.accept_all();
                  p.everybody();
              },
              [](performance& p) {
                  CHECK(p.held().empty());
                  for (const auto* who : {"asih", "ujang", "dinas"}) {
                      CHECK(p.shows(who, "siti", "081300000001"));
                      CHECK(p.shows(who, "siti", "Jl. Lama 1"));
                      CHECK(p.shows(who, "baru", "lagi"));
                  }
                  CHECK(p.shows("dinas", "keliru", R"("status":"rejected")"));
                  CHECK(p.history("keliru").find("proposed") != std::string::npos);
              }});
}

TEST_CASE("two PSM share a village by RW; a household that moves between them goes from one tablet to the other") {
    const auto in_rw = [](const std::string& name, const std::string& rw, const std::string& rt) {
        return person_json(name, village_a, R"("rw":")" + rw + R"(","rt":")" + rt + "\"");
    };
    rehearse({[in_rw](performance& p) {
                  p.officer("asih", role::psm, {village_a + ".RW001"});
                  p.officer("budi", role::psm, {village_a + ".RW002", village_a + ".RW003.RT02"});
                  p.officer("desa", role::psm, {village_a});
                  p.officer("ujang", role::tksk, {"32.11.01"}, 3);
                  p.everybody(1);
                  p.add("asih", "satu", "person", in_rw("Warga Satu", "1", "01"));
                  p.add("budi", "dua", "person", in_rw("Warga Dua", "02", "03"));
                  p.add("budi", "tiga", "person", in_rw("Warga Tiga", "003", "2"));
                  p.add("desa", "tanpa", "person", person_json("Tanpa RW", village_a));
                  p.everybody();
                  CHECK(p.held().empty());
                  CHECK(p.shown("asih", "dua").empty());
                  CHECK(p.shown("budi", "satu").empty());
                  CHECK(p.shown("asih", "tanpa").empty());
                  CHECK(p.shows("budi", "tiga", "Warga Tiga"));
                  for (const auto* record : {"satu", "dua", "tiga", "tanpa"}) {
                      CHECK(!p.shown("desa", record).empty());
                      CHECK(!p.shown("ujang", record).empty());
                  }
              },
              {{"desa", [](performance& p) { p.edit("desa", "satu", R"({"rw":"02"})"); }},
               {"asih", [](performance& p) { p.edit("asih", "satu", R"({"phone":"081300000001"})"); }},
               {"asih", [in_rw](performance& p) { p.add("asih", "luar", "person", in_rw("Luar Tugas", "2", "1")); }},
               {"budi", [](performance& p) { p.add("budi", "kunjungan", "visit", "{" + p.link("subject", "dua") + R"(,"purpose":"census","note":"di rumah"})"); }}},
              {},
              [](performance& p) {
                  const auto held = p.held();
                  CHECK(held.size() == 7);  // the person of another's RW, every field
                  for (const auto& row : held) CHECK(row.reason == hold_reason::outside_duty);
                  p.accept_all();
              },
              [](performance& p) {
                  CHECK(p.held().empty());
                  CHECK(p.shown("asih", "satu").empty());  // left with the household
                  CHECK(p.shows("budi", "satu", "081300000001"));
                  CHECK(p.shows("budi", "luar", "Luar Tugas"));
                  CHECK(p.shown("asih", "luar").empty());
                  CHECK(p.shown("asih", "kunjungan").empty());
                  CHECK(p.shows("ujang", "kunjungan", "di rumah"));
              }});
}

TEST_CASE("who moves to another village leaves RW and RT behind, unless the new ones are known or the old village stays") {
    rehearse({[](performance& p) {
                  p.officer("asih", role::psm, {village_a + ".RW001"});
                  p.officer("budi", role::psm, {village_b + ".RW001"});
                  p.officer("desa", role::psm, {village_b});
                  p.officer("ujang", role::tksk, {"32.11.01"}, 3);
                  p.everybody(1);
                  for (const auto* name : {"pindah", "lengkap", "ditahu", "kuat"}) {
                      p.add("ujang", name, "person", person_json("Warga", village_a, R"("rw":"1","rt":"2")"), 4);
                  }
                  p.everybody();
              },
              {{"ujang", [](performance& p) { p.edit("ujang", "pindah", in_village(village_b), by_change()); }},
               // A change of the village says where in it; of RW alone it would say that the village's parts had changed.
               {"ujang",
                [](performance& p) {
                    p.edit("ujang", "lengkap", R"({"village":")" + village_b + R"(","rw":"1"})", by_change());
                    const auto alone = p.tablet("ujang").author().edit(p["lengkap"], R"({"rw":"2"})", by_change());
                    REQUIRE(alone.has_error());
                    CHECK(alone.error().code == errc::not_allowed);
                }},
               {"ujang", [](performance& p) { p.edit("ujang", "ditahu", R"({"village":")" + village_b + R"(","rw":"1","rt":null})", on_paper()); }},
               {"asih", [](performance& p) { p.edit("asih", "kuat", in_village(village_b)); }}},
              {},
              {},
              [](performance& p) {
                  CHECK(p.shows("desa", "pindah", village_b));
                  CHECK_FALSE(p.shows("ujang", "pindah", R"("rw")"));
                  CHECK_FALSE(p.shows("ujang", "pindah", R"("rt")"));
                  CHECK(p.shows("budi", "lengkap", R"("rw":"1")"));
                  CHECK_FALSE(p.shows("ujang", "lengkap", R"("rt")"));
                  CHECK(p.shown("budi", "pindah").empty());
                  CHECK(p.shown("asih", "pindah").empty());
                  CHECK(p.shows("budi", "ditahu", R"("rw":"1")"));
                  CHECK(p.shows("asih", "kuat", R"("rw":"1")"));  // said by word of mouth, against a paper
                  CHECK(p.shows("asih", "kuat", R"("rt":"2")"));
              }});
}

TEST_CASE("a part of a village keeps its PSM when the village is renamed") {
    rehearse({[](performance& p) {
                  p.region(kelurahan, "Situraja");
                  p.officer("asih", role::psm, {kelurahan + ".RW003"});
                  p.officer("budi", role::psm, {kelurahan + ".RW004"});
                  p.everybody(1);
                  p.add("asih", "lama", "person", person_json("Warga Lama", kelurahan, R"("rw":"3")"));
                  p.everybody();
              },
              {{"asih", [](performance& p) { p.edit("asih", "lama", R"({"phone":"081300000001"})"); }}},
              [](performance& p) {
                  p.region(desa, "Situraja");
                  p.succession(codes::succession_kind::status, {kelurahan}, {desa});
                  p.in().office.replace_duty("asih", {desa + ".RW003"});
                  p.in().office.replace_duty("budi", {desa + ".RW004"});
              },
              [](performance& p) { p.add("asih", "terbaru", "person", person_json("Warga Terbaru", desa, R"("rw":"3")")); },
              [](performance& p) {
                  CHECK(p.held().empty());
                  CHECK(p.shows("asih", "lama", "081300000001"));
                  CHECK(p.shows("asih", "terbaru", desa));
                  CHECK(p.shown("budi", "lama").empty());
                  CHECK(p.shown("budi", "terbaru").empty());
              }});
}

TEST_CASE("a part of a village does not take over the same part of one that is merged into it") {
    rehearse({[](performance& p) {
                  p.region(kelurahan, "Situraja");
                  p.region(desa, "Situraja Utara");
                  p.officer("asih", role::psm, {desa + ".RW003"});
                  p.officer("budi", role::psm, {kelurahan});
                  p.everybody(1);
                  p.add("budi", "lain", "person", person_json("Warga Lain", kelurahan, R"("rw":"3")"));
                  p.everybody();
              },
              {{"asih", [](performance& p) { p.add("asih", "sini", "person", person_json("Warga Sini", desa, R"("rw":"3")")); }}},
              [](performance& p) { p.succession(codes::succession_kind::merge, {kelurahan}, {desa}); },
              {},
              [](performance& p) {
                  CHECK(p.held().empty());
                  CHECK(p.shows("asih", "sini", "Warga Sini"));
                  CHECK(p.shown("asih", "lain").empty());
              }});
}

}  // namespace pendata::test
