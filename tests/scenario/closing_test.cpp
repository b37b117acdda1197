// Scenarios 39, 40, 45: a list that minutes are bound to, a period that is closed, and codes of an older list.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

#include "tests/scenario/script.hpp"

namespace pendata::test {

namespace {

constexpr std::int64_t one_day_ms = 86'400'000;

std::string assessed(performance& p, const std::string& subject, const std::string& category, const std::string& day = "2026-09-01") {
    return "{" + p.link("subject", subject) + R"(,"category":")" + category + R"(","list_version":"PPKS-2012","status":"proposed","assessed_on":")" + day + "\"}";
}

void village_before_its_meeting(performance& p) {
    p.officer("asih", role::psm, {village_a});
    p.officer("ujang", role::tksk, {"32.11.01"}, 3);
    p.officer("vera", role::verifier, {"32.11"}, 7);
    p.officer("dokter", role::operator_, {"32.11"}, 15);
    p.everybody(1);
    p.add("asih", "siti", "person", person_json("Siti Aminah", village_a));
    p.add("asih", "wati", "person", person_json("Wati Lestari", village_a));
    p.add("asih", "luar", "person", person_json("Lina Marlina", village_a));
    p.add("asih", "pemulung", "assignment", assessed(p, "siti", "P13"));
    p.everybody();
    p.add("ujang", "jalanan", "assignment", assessed(p, "wati", "P11"));
    p.add("dokter", "rahasia", "assignment", assessed(p, "siti", "P16"));
    p.everybody();
}

void closed_third_quarter(performance& p) {
    village_before_its_meeting(p);
    p.close_period(village_a, "2026-Q3", "141/BA/2026");
    p.everybody();
}

std::string bound_hash(performance& p, compartment room) {
    const auto batch = p.in().office.find(p["batch"]);
    REQUIRE(batch.has_value());
    const auto* said = batch->find({kinds::batch, hash_field(room), {}});
    REQUIRE(said != nullptr);
    return to_hex(said->what.content.as_octets());
}

std::size_t count_of_change(const list_standing& list, list_change what) {
    return static_cast<std::size_t>(std::count_if(list.differences.begin(), list.differences.end(), [&](const list_difference& d) { return d.what == what; }));
}

save_options as_change() {
    save_options out;
    out.why = intent::change;
    return out;
}

bool tells(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

// In the row of that place, what the report says of a category, as CSV without the place's head.
std::string csv_of(const std::string& printed, const std::string& place, const std::string& category) {
    for (std::size_t at = 0; at < printed.size();) {
        const auto end = std::min(printed.find('\n', at), printed.size());
        const auto line = printed.substr(at, end - at);
        const auto code = line.find("," + category + ",");
        if (line.starts_with(place + ",") && !tells(line, ",TOTAL,") && code != std::string::npos) return line.substr(code + category.size() + 2);
        at = end + 1;
    }
    return "no line";
}

// The script, for what is to be the same before and after.
script with_memory(script of, std::function<std::string(performance&)> look) {
    const auto before = std::make_shared<std::string>();
    const auto opening = of.opening;
    const auto check = of.check;
    of.opening = [=](performance& p) {
        opening(p);
        *before = look(p);
    };
    of.check = [=](performance& p) {
        CHECK(look(p) == *before);
        CHECK(look(p) == *before);
        check(p);
    };
    return of;
}

void open_two_villages(performance& p) {
    p.officer("asih", role::psm, {village_a});
    p.officer("budi", role::psm, {village_b});
    p.officer("ujang", role::tksk, {"32.11.01"}, 3);
    p.everybody(1);
}

}  // namespace

TEST_CASE("39 the minutes stay bound to their list, and what differs later is told by record and field") {
    rehearse(with_memory({closed_third_quarter,
              {{"asih", [](performance& p) { p.edit("asih", "siti", R"({"name":"Siti Aminah Dewi","phone":"081300000001"})"); }},
               {"asih", [](performance& p) { p.add("asih", "susulan", "assignment", assessed(p, "wati", "P13", "2026-09-10")); }},
               {"ujang", [](performance& p) { p.edit("ujang", "jalanan", R"({"status":"closed","closing_reason":"moved"})"); }},
               {"dokter", [](performance& p) { p.add("dokter", "rahasia lain", "assignment", assessed(p, "luar", "P18")); }}},
              {},
              {},
              [](performance& p) {
                  const auto now = p.standing(village_a, "2026-Q3");
                  REQUIRE(now.lists.size() == 3);
                  const auto& s0 = now.lists[0];
                  CHECK(s0.bound_count == 1);
                  CHECK(s0.today_count == 2);
                  REQUIRE(s0.differences.size() == 2);
                  CHECK(count_of_change(s0, list_change::added) == 1);
                  const auto changed = std::find_if(s0.differences.begin(), s0.differences.end(), [](const auto& d) { return d.what == list_change::changed; });
                  REQUIRE(changed != s0.differences.end());
                  CHECK(changed->assignment == p["pemulung"]);
                  CHECK(changed->subject == p["siti"]);
                  CHECK(changed->key == person_cell(fields::person::name));
                  CHECK(changed->before == value::text("Siti Aminah"));
                  CHECK(changed->after == value::text("Siti Aminah Dewi"));
                  REQUIRE(now.lists[1].differences.size() == 1);
                  CHECK(now.lists[1].differences.front().what == list_change::removed);
                  CHECK(now.left_out.at(p["jalanan"]) == unlisted::closed);
                  CHECK(now.lists[2].bound == now.lists[2].today);
                  // Each tablet holds the hashes of its own compartments.
                  CHECK(p.shows("asih", "batch", "list_hash"));
                  CHECK(!p.shows("asih", "batch", "list_hash_s1"));
                  CHECK(p.shows("ujang", "batch", "list_hash_s1"));
                  CHECK(!p.shows("ujang", "batch", "list_hash_s2"));
                  CHECK(p.shows("vera", "batch", "list_hash_s2"));
                  CHECK(p.shows("asih", "batch", R"("minutes_number":"141/BA/2026")"));
              }},
             [](performance& p) { return bound_hash(p, 0) + bound_hash(p, 1) + bound_hash(p, 2); }));
}

TEST_CASE("39 nothing of S3 is in any hash, count or report of a village") {
    performance p;
    village_before_its_meeting(p);
    const auto today = [&] {
        auto view = p.in().office.store.view();
        return *closing_today(**view, village_a, "2026-Q3", "141");
    };
    const auto before = today();
    const auto told = p.printed("32.11.01", "2026-Q3");
    for (const auto* subject : {"wati", "luar"}) p.add("dokter", std::string("S3 ") + subject, "assignment", assessed(p, subject, "P18"));
    p.everybody();
    CHECK(today().lists == before.lists);
    CHECK(today().counts != before.counts);
    CHECK(p.printed("32.11.01", "2026-Q3") == told);
    // At the kabupaten they are counted.
    CHECK(tells(p.printed("32.11", "2026-Q3"), "32.11,TOTAL,false,,P18,0,2,0,0,0,2\n"));
}

TEST_CASE("40 a closed period's report keeps its bytes, whatever comes; what is late is in the next one") {
    rehearse(with_memory({closed_third_quarter,
              {{"asih", [](performance& p) { p.add("asih", "terlambat", "assignment", assessed(p, "wati", "P13", "2026-09-20")); }},
               {"asih", [](performance& p) { p.withdraw("asih", "pemulung", "salah data"); }},
               {"ujang", [](performance& p) { p.edit("ujang", "jalanan", R"({"status":"rejected"})"); }},
               {"asih", [](performance& p) { p.edit("asih", "luar", R"({"village":")" + village_b + R"("})", as_change()); }}},
              [](performance& p) { p.later(20 * one_day_ms); },
              {},
              [](performance& p) {
                  const auto closed = p.printed(village_a, "2026-Q3"), open = p.printed(village_a, "2026-Q4");
                  CHECK(tells(closed, R"({"closed":true,)"));
                  CHECK(tells(open, R"({"closed":false,)"));
                  CHECK(csv_of(closed, village_a, "P13") == "0,1,0,0,0,1");  // Siti
                  CHECK(csv_of(closed, village_a, "P11") == "0,1,0,0,0,1");
                  CHECK(csv_of(open, village_a, "P13") == "0,1,0,0,0,1");  // Wati, late
                  CHECK(csv_of(open, village_a, "P11") == "0,0,0,0,0,0");
                  const auto now = p.standing(village_a, "2026-Q3");
                  CHECK(count_of_change(now.lists[0], list_change::added) == 1);
                  CHECK(now.left_out.at(p["pemulung"]) == unlisted::withdrawn);
              }},
             [](performance& p) { return p.printed(village_a, "2026-Q3"); }));
}

TEST_CASE("40 a numbered correction takes what was late, and the closing stays beside it") {
    performance p;
    closed_third_quarter(p);
    const auto closed = p.printed(village_a, "2026-Q3");
    const auto hash = bound_hash(p, 0);
    p.add("asih", "terlambat", "assignment", assessed(p, "wati", "P13", "2026-09-20"));
    p.everybody();
    p.close_period(village_a, "2026-Q3", "141/BA/2026");
    p.everybody();
    CHECK(p.printed(village_a, "2026-Q3") == closed);
    const auto corrected = p.printed(village_a, "2026-Q3", 1);
    CHECK(csv_of(closed, village_a, "P13") == "0,1,0,0,0,1");
    CHECK(csv_of(corrected, village_a, "P13") == "0,2,0,0,0,2");
    CHECK(tells(corrected, R"("correction":1)"));
    CHECK(p.printed(village_a, "2026-Q3", 7) == corrected);
    CHECK(bound_hash(p, 0) == hash);
    p.add("asih", "lebih lambat", "assignment", assessed(p, "luar", "P13", "2026-09-21"));
    p.everybody();
    CHECK(p.printed(village_a, "2026-Q3", 1) == corrected);
}

TEST_CASE("40 also after a restore of a backup that knows the closing; of an older one it is said that it is not here") {
    for (const bool knows : {true, false}) {
        performance p;
        village_before_its_meeting(p);
        const auto older = p.in().backup();
        p.close_period(village_a, "2026-Q3", "141/BA/2026");
        p.everybody();
        const auto closed = p.printed(village_a, "2026-Q3");
        const auto newer = p.in().backup();
        p.add("asih", "terlambat", "assignment", assessed(p, "wati", "P13", "2026-09-20"));
        p.everybody();
        p.in().restore(knows ? newer : older, true);
        p.everybody();
        if (knows) {
            CHECK(p.printed(village_a, "2026-Q3") == closed);
            CHECK(count_of_change(p.standing(village_a, "2026-Q3").lists[0], list_change::added) == 1);
            continue;
        }
        // The tablets bring the closing back, for somebody to accept; what was kept of it they never had.
        CHECK(!p.held().empty());
        p.accept_all();
        p.everybody();
        CHECK(tells(p.printed(village_a, "2026-Q3"), R"("complete":false)"));
        CHECK(tells(p.printed("32.11", "2026-Q3"), "\n32.11.01.2001,,true,0,,,,,,,hilang\n"));
        // What is left of it can be corrected.
        p.close_period(village_a, "2026-Q3", "141/BA/2026");
        CHECK(csv_of(p.printed(village_a, "2026-Q3", 1), village_a, "P13") == "0,2,0,0,0,2");
        CHECK(p.shows("asih", "batch", "list_hash"));
    }
}

TEST_CASE("40 an erasure by law takes the person out of what was kept, and neither the hash nor the report moves") {
    performance p;
    closed_third_quarter(p);
    const auto closed = p.printed(village_a, "2026-Q3");
    const auto hash = bound_hash(p, 0);
    p.erase("siti");
    p.everybody();
    CHECK(p.printed(village_a, "2026-Q3") == closed);
    const auto now = p.standing(village_a, "2026-Q3");
    CHECK(to_hex(now.lists[0].bound.view()) == hash);
    CHECK(bound_hash(p, 0) == hash);
    CHECK(count_of_change(now.lists[0], list_change::erased) == 1);
    auto view = p.in().office.store.view();
    const auto rows = closings(**view);
    REQUIRE(rows.has_value());
    REQUIRE(rows->size() == 1);
    CHECK(!tells(*(*view)->note("closing." + to_string(rows->front().snapshot)), "Siti"));
}

TEST_CASE("40 a person of two records is counted once, where the better founded domicile is") {
    performance p;
    open_two_villages(p);
    p.add("asih", "siti di A", "person", person_json("Siti Aminah", village_a, R"("nik":"3211014302800001")"), 2);
    p.add("budi", "siti di B", "person", person_json("St. Aminah", village_b, R"("nik":"3211014302800001")"), 3);
    p.add("asih", "di A", "assignment", assessed(p, "siti di A", "P13"));
    p.add("budi", "di B", "assignment", assessed(p, "siti di B", "P13"));
    p.everybody();
    CHECK(csv_of(p.printed("32.11", "2026-Q3"), village_a, "P13") == "0,1,0,0,0,1");
    CHECK(csv_of(p.printed("32.11", "2026-Q3"), village_b, "P13") == "0,1,0,0,0,1");
    REQUIRE(p.match() == 1);
    p.everybody();
    REQUIRE(p.say_of_pair("ujang", "siti di A", "siti di B", duplicate_answer::same));
    p.everybody();
    CHECK(csv_of(p.printed("32.11", "2026-Q3"), village_a, "P13") == "0,0,0,0,0,0");
    CHECK(csv_of(p.printed("32.11", "2026-Q3"), village_b, "P13") == "0,1,0,0,0,1");
    // Also where only one of the two villages is asked about, and where the one counted there has no assignment of its own.
    p.withdraw("budi", "di B", "salah data");
    p.everybody();
    CHECK(csv_of(p.printed(village_b, "2026-Q3"), village_b, "P13") == "0,1,0,0,0,1");
    CHECK(csv_of(p.printed(village_a, "2026-Q3"), village_a, "P13") == "0,0,0,0,0,0");
}

TEST_CASE("40 a family of two records is counted once, where the better founded village is") {
    performance p;
    open_two_villages(p);
    const auto family_in = [](const std::string& village) { return R"({"kk_number":"3211010101200001","village":")" + village + R"("})"; };
    p.add("asih", "di A", "family", family_in(village_a), 1);
    p.add("budi", "di B", "family", family_in(village_b), 3);
    p.add("asih", "pemulung di A", "assignment", assessed(p, "di A", "P13"));
    p.add("budi", "pemulung di B", "assignment", assessed(p, "di B", "P13"));
    p.everybody();
    REQUIRE(p.match() == 1);
    p.everybody();
    REQUIRE(p.say_of_pair("ujang", "di A", "di B", duplicate_answer::same));
    p.everybody();
    CHECK(csv_of(p.printed("32.11", "2026-Q3"), village_a, "P13") == "0,0,0,0,0,0");
    CHECK(csv_of(p.printed("32.11", "2026-Q3"), village_b, "P13") == "0,0,0,1,0,1");
}

TEST_CASE("45 codes of an older list are taken in as they are, and mapped in the report") {
    const auto by_list_a = [](performance& p, const std::string& subject, const std::string& code) {
        return "{" + p.link("subject", subject) + R"(,"older_category":")" + code + R"(","list_version":"A","status":"proposed","assessed_on":"2026-09-05","rule_reason":"menurut daftar lama"})";
    };
    rehearse({[](performance& p) {
                  p.officer("asih", role::psm, {village_a});
                  p.officer("budi", role::psm, {village_b});
                  p.officer("vera", role::verifier, {"32.11"}, 7);
                  p.everybody(1);
                  p.add("asih", "siti", "person", person_json("Siti Aminah", village_a));
                  p.add("asih", "wati", "person", person_json("Wati Lestari", village_a));
                  p.add("budi", "lina", "person", person_json("Lina Marlina", village_b));
                  p.everybody();
              },
              {{"asih", [=](performance& p) { p.add("asih", "miskin", "assignment", by_list_a(p, "siti", "KFM")); }},
               {"vera", [=](performance& p) { p.add("vera", "penca", "assignment", by_list_a(p, "wati", "PENCA")); }},
               {"budi", [=](performance& p) { p.add("budi", "baru", "assignment", assessed(p, "lina", "P24")); }}},
              {},
              {},
              [](performance& p) {
                  CHECK(p.held().empty());
                  CHECK(p.shows("asih", "miskin", R"("older_category":"KFM")"));
                  CHECK(p.shows("asih", "miskin", R"("list_version":"A")"));
                  CHECK(p.shows("vera", "penca", R"("older_category":"PENCA")"));
                  const auto told = p.printed("32.11", "2026-Q3");
                  CHECK(csv_of(told, village_a, "P24") == "0,1,0,0,0,1");
                  CHECK(csv_of(told, village_a, "P09") == "0,1,0,0,0,1");  // 46 years old
                  CHECK(csv_of(told, village_a, "P05") == "0,0,0,0,0,0");
                  // What list A did not have was not counted in A, where it alone was used; in B it was, and nobody is one.
                  for (const auto* code : {"P07", "P13", "P14", "P18"}) CHECK(csv_of(told, village_a, code) == ",,,,,tidak dihitung");
                  CHECK(csv_of(told, village_b, "P13") == "0,0,0,0,0,0");
                  CHECK(csv_of(told, village_b, "P24") == "0,1,0,0,0,1");
                  CHECK(csv_of(told, village_b, "P18") == ",,,,,<5");
              }});
}

}  // namespace pendata::test
