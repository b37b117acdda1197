// Scenarios 9 and 10 (one record seen from both ends), 11, 12, 15: places and duties that change under unsent work.
#include <doctest/doctest.h>

#include "client-lib/src/engine/bag_desk.hpp"
#include "tests/scenario/script.hpp"

namespace pendata::test {

namespace {

void two_villages(performance& p) {
    p.officer("asih", role::psm, {village_a});
    p.officer("budi", role::psm, {village_b});
    p.officer("ujang", role::tksk, {"32.11.01"}, 3);
    p.everybody(1);
    p.add("asih", "lama", "person", person_json("Warga Lama", village_a));
    p.everybody();
}

// Unsent work of village A: new people, and an edit of one that everybody knows.
std::vector<act> a_day_of_asih(int people) {
    std::vector<act> out;
    for (int i = 0; i < people; ++i) {
        const auto name = "warga" + std::to_string(i);
        out.push_back({"asih", [name](performance& p) { p.add("asih", name, "person", person_json(name, village_a)); }});
    }
    out.push_back({"asih", [](performance& p) { p.edit("asih", "lama", R"({"phone":"081300000001"})"); }});
    return out;
}

save_options moved_on() {
    save_options out;
    out.why = intent::change;
    out.effective_date = day_of(noon_ms) - 1;
    return out;
}

}  // namespace

TEST_CASE("11 a PSM is given another village while unsent work waits") {
    auto acts = a_day_of_asih(2);
    acts.push_back({"budi", [](performance& p) { p.add("budi", "tetangga", "person", person_json("Tetangga", village_b)); }});
    rehearse({two_villages, acts,
              [](performance& p) { p.in().office.replace_duty("asih", {village_b}); },
              [](performance& p) {
                  // Taken in, all of it, with the reason; nothing of village A is on the tablet any more but what waits there.
                  const auto held = p.held();
                  CHECK(held.size() == 2 * 5 + 1);
                  for (const auto& row : held) CHECK(row.reason == hold_reason::captured_in_former_duty);
                  CHECK(!p.shows("ujang", "warga0", "warga0"));
                  p.accept_all();
              },
              [](performance& p) {
                  CHECK(p.held().empty());
                  for (const auto* record : {"warga0", "warga1"}) {
                      CHECK(p.shows("ujang", record, record));
                      CHECK(p.shown("asih", record).empty());
                      CHECK(p.history(record).find("name \"" + std::string(record) + "\" asih e2") != std::string::npos);
                  }
                  CHECK(p.shows("ujang", "lama", "081300000001"));
                  CHECK(p.shown("asih", "lama").empty());
                  CHECK(p.shows("asih", "tetangga", "Tetangga"));  // what the new duty covers
              }});
}

TEST_CASE("12 a PSM is dismissed, the tablet syncs later") {
    script s{two_villages, a_day_of_asih(2),
             [](performance& p) { p.in().revoke(p.tablet("asih")); },
             [](performance& p) {
                 for (const auto& row : p.held()) CHECK(row.reason == hold_reason::device_revoked);
                 CHECK(p.held().size() == 2 * 5 + 1);
                 p.accept_all();
             },
             [](performance& p) {
                 CHECK(p.held().empty());
                 CHECK(p.tablet("asih").exported().empty());
                 CHECK(p.shows("ujang", "warga0", "warga0"));
                 CHECK(p.shows("ujang", "lama", "081300000001"));
                 CHECK(p.history("warga1").find("asih") != std::string::npos);
             }};
    s.revoked = {"asih"};
    rehearse(s);
}

TEST_CASE("12 nothing is wiped before the office has it") {
    performance p;
    two_villages(p);
    p.add("asih", "baru", "person", person_json("Baru", village_a));
    p.in().revoke(p.tablet("asih"));
    // The answer never arrives: the work stays on the tablet, and goes out again.
    const auto cut = p.in().sync(p.tablet("asih"), {SIZE_MAX, 200});
    CHECK(cut.why != errc::ok);
    CHECK(p.shows("asih", "baru", "Baru"));
    CHECK(p.sync("asih").why == errc::device_revoked);
    CHECK(p.sync("asih").why == errc::device_revoked);
    CHECK(p.tablet("asih").exported().empty());
    CHECK(p.held().size() == 5);
}

TEST_CASE("15 two PSM share a tablet, one carries the other's work") {
    rehearse({two_villages,
              {{"asih", [](performance& p) { p.add("asih", "rahasia", "person", person_json("Warga Asih", village_a)); }},
               {"budi", [](performance& p) { p.add("budi", "tetangga", "person", person_json("Tetangga", village_b)); }},
               {"asih", [](performance& p) { p.edit("asih", "lama", R"({"phone":"081300000001"})"); }}},
              [](performance& p) {
                  // Each has a file on the device; Budi's session takes along what Asih's has sealed, and can not read it.
                  bag_count count;
                  const auto bag = bag_desk(p.tablet("asih").engine).pack(count);
                  REQUIRE(bag.has_value());
                  CHECK(bag_desk(p.tablet("budi").engine).carry(*bag)->carried == 2);
                  CHECK(p.shown("budi", "rahasia").empty());
                  CHECK(p.tablet("budi").exported().find("Warga Asih") == std::string::npos);
                  CHECK(p.sync("budi").why == errc::ok);
                  CHECK(p.in().office.find(p["rahasia"]).has_value());  // both queues in one session
                  CHECK(p.in().office.find(p["tetangga"]).has_value());
              },
              {},
              [](performance& p) {
                  CHECK(p.held().empty());
                  CHECK(p.history("rahasia").find("name \"Warga Asih\" asih") != std::string::npos);
                  CHECK(p.history("tetangga").find("name \"Tetangga\" budi") != std::string::npos);
                  CHECK(p.history("lama").find("phone \"081300000001\" asih") != std::string::npos);
                  CHECK(p.shown("budi", "rahasia").empty());
                  CHECK(p.shows("ujang", "rahasia", "Warga Asih"));
              }});
}

namespace {

// A family of village A in one kecamatan moves to village C in another; its people and visits go along.
void two_kecamatan(performance& p) {
    p.officer("asih", role::psm, {village_a});
    p.officer("citra", role::psm, {village_c});
    p.officer("ujang", role::tksk, {"32.11.01"}, 3);
    p.officer("wawan", role::tksk, {"32.11.02"}, 3);
    p.officer("dinas", role::operator_, {"32.11"}, 7);
    p.everybody(1);
    p.add("asih", "keluarga", "family", R"({"kk_number":"3211010101200001","village":")" + village_a + R"(","address":"Jl. Mawar 1"})");
    p.add("asih", "kunjungan", "visit", "{" + p.link("subject", "keluarga") + R"(,"purpose":"census","note":"rumah pertama"})");
    p.everybody();
}

}  // namespace

TEST_CASE("9 a family moves to another kecamatan: one record, two spans, and both ends see the same") {
    const act marks_moved{"ujang", [](performance& p) { p.edit("ujang", "keluarga", R"({"village":")" + village_c + R"("})", moved_on()); }};
    const act edits_meanwhile{"asih", [](performance& p) { p.edit("asih", "keluarga", R"({"address":"Jl. Mawar 2"})"); }};
    const act better_evidence{"asih", [](performance& p) {
                                  save_options photographed;
                                  photographed.evidence = 4;
                                  photographed.why = intent::confirmation;
                                  p.edit("asih", "keluarga", R"({"village":")" + village_a + R"("})", photographed);
                              }};
    rehearse({two_kecamatan, {marks_moved, edits_meanwhile, better_evidence}, {}, {},
              [](performance& p) {
                  // Better evidence for the old place, written without knowing of the move, does not hold the family back.
                  CHECK(p.shown("asih", "keluarga").empty());
                  CHECK(p.shown("ujang", "keluarga").empty());
                  CHECK(p.shown("ujang", "kunjungan").empty());
                  for (const auto* who : {"citra", "wawan", "dinas"}) {
                      CHECK(p.shows(who, "keluarga", village_c));
                      CHECK(p.shows(who, "keluarga", "Jl. Mawar 2"));
                      CHECK(p.shows(who, "kunjungan", "rumah pertama"));
                  }
                  CHECK(p.held().empty());
                  const auto history = p.history("keluarga");
                  CHECK(history.find("village \"" + village_a + "\" asih e2") != std::string::npos);
                  CHECK(history.find("village \"" + village_c + "\" ujang e2") != std::string::npos);
              }});
}

}  // namespace pendata::test
