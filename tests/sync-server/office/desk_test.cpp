// The desk and what the office tells: export, history, cases, decisions, held writes, status.
#include <doctest/doctest.h>

#include "core/dictionary/field_numbers.hpp"
#include "sync-server/office/office_writes.hpp"
#include "tests/sync-server/office/office_fixture.hpp"

using namespace pendata;
using namespace pendata::test;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Two tablets name the same person differently, on equal evidence.
struct two_names : office_folder {
    paper_tablet ani = enrol(add("Ani", role::psm, village_a));
    paper_tablet budi = enrol(add("Budi", role::psm, village_a));
    record_id id = numbered_record(1);

    two_names() {
        take(person(ani, 1, village_a, "Siti"));
        now_ms += 1000;
        budi.save(id, request_for("person", "name", value::text("Sitti")), {}, now_ms);
        take(budi.seal_all(now_ms));
    }
    std::vector<conflict_case> cases() { return open_cases(*view(), office_grants("32.11")).value(); }
    std::string history() {
        const auto now = of->bearings(*view(), now_ms).value();
        return history_json(*view(), of->words(), *now.who, id, 0x0f).value();
    }
};

}  // namespace

TEST_CASE("an export is what a tablet of the scope would print") {
    two_names f;
    const auto lines = f.lines(scope_grants(village_a, 0x01));
    CHECK(std::is_sorted(lines.begin(), lines.end(), [](const std::string& a, const std::string& b) {
        return a.substr(a.find("\"id\":")) < b.substr(b.find("\"id\":"));
    }));
    const std::string wanted = R"({"_disputed":["name"],"id":")" + to_string(f.id) +
                               R"(","kind":"person","name":"Sitti","village":"32.11.01.2001"})";
    CHECK(std::count(lines.begin(), lines.end(), wanted) == 1);
    std::size_t regions = 0, duties = 0;
    for (const auto& line : lines) {
        if (has(line, R"("kind":"region")")) ++regions;
        if (has(line, R"("kind":"duty")")) ++duties;
    }
    CHECK(regions == 6);  // all of the regency, none above it
    CHECK(duties == 2);
    CHECK(f.lines(scope_grants(village_b, 0x01)).size() == 8);  // reference data only

    std::vector<std::string> people;
    REQUIRE(code_of(export_records(*f.view(), f.of->words(), scope_grants("32.11", 1), kinds::person, false,
                                   [&](const std::string& line) { people.push_back(line); })) == errc::ok);
    CHECK(people == std::vector{wanted});
}

TEST_CASE("a case is shown, decided by pick or value, and closes") {
    two_names f;
    auto cases = f.cases();
    REQUIRE(cases.size() == 1);
    const auto now = f.of->bearings(*f.view(), f.now_ms).value();
    const auto text = case_to_json(*f.view(), f.of->words(), *now.who, cases[0]).value();
    CHECK(has(text, R"("field":"name")"));
    CHECK(has(text, R"("value":"Siti")"));
    CHECK(has(text, R"("author":"Budi")"));
    CHECK(has(text, to_string(f.ani.device)));
    CHECK(status_of(*f.of, *f.view(), f.now_ms)->pending_cases == 1);

    CHECK(code_of(decide(*f.of, f.id, {0, {}}, {}, f.now_ms)) == errc::not_found);
    CHECK(code_of(decide(*f.of, cases[0].id, {7, {}}, {}, f.now_ms)) == errc::invalid_argument);
    CHECK(code_of(decide(*f.of, cases[0].id, {0, {}}, f.ani.officer, f.now_ms)) == errc::not_allowed);
    CHECK(code_of(decide(*f.of, cases[0].id, {{}, "[1"}, {}, f.now_ms)) == errc::bad_json);
    CHECK(f.cases().size() == 1);

    const std::size_t siti = cases[0].candidates[0].content == value::text("Siti") ? 0 : 1;
    REQUIRE(code_of(decide(*f.of, cases[0].id, {siti, {}}, {}, f.now_ms)) == errc::ok);
    CHECK(f.cases().empty());
    CHECK(has(record_json(*f.view(), f.of->words(), office_grants("32.11"), f.id).value().value(), R"("name":"Siti")"));
    const auto told = f.history();
    CHECK(has(told, R"("rule":"decided")"));
    CHECK(has(told, R"("rule":"overruled")"));
    CHECK(code_of(decide(*f.of, cases[0].id, {0, {}}, {}, f.now_ms)) == errc::not_found);
}

TEST_CASE("a decision by a value of its own") {
    two_names f;
    REQUIRE(code_of(decide(*f.of, f.cases()[0].id, {{}, "\"Siti Aminah\""}, {}, f.now_ms)) == errc::ok);
    CHECK(f.cases().empty());
    CHECK(f.view()->find(f.id).value()->find(cell_key{kinds::person, fields::person::name, {}})->what.content == value::text("Siti Aminah"));
}

TEST_CASE("history tells who, from where and why") {
    two_names f;
    const auto told = f.history();
    CHECK(has(told, R"("author":"Ani")"));
    CHECK(has(told, to_string(f.ani.device)));
    CHECK(has(told, R"("rule":"current")"));
    CHECK(has(told, R"("rule":"earlier")"));
    CHECK(has(told, R"("path":"sync")"));
    const auto now = f.of->bearings(*f.view(), f.now_ms).value();
    CHECK(code_of(history_json(*f.view(), f.of->words(), *now.who, numbered_record(99), 0x0f)) == errc::not_found);
}

TEST_CASE("held writes are listed, accepted, returned and rejected") {
    office_folder f;
    auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    REQUIRE(f.take(f.person(tablet, 1, village_b, "Siti")).held.size() == 2);
    REQUIRE(f.take(f.person(tablet, 2, village_b, "Tuti")).held.size() == 2);
    CHECK(status_of(*f.of, *f.view(), f.now_ms)->held == 4);
    const auto now = f.of->bearings(*f.view(), f.now_ms).value();
    std::vector<write_id> siti, tuti;
    for (const auto& row : f.view()->custody_in(custody_state::held).value()) {
        (row.what.record == numbered_record(1) ? siti : tuti).push_back(row.id);
        const auto text = held_to_json(f.of->words(), *now.who, row);
        CHECK(has(text, R"("reason":"outside_duty")"));
        CHECK(has(text, R"("author":"Ani")"));
    }
    CHECK(judge_held(*f.of, siti, held_verdict::accept, {}, f.now_ms)->done.size() == 2);
    CHECK(f.view()->find(numbered_record(1)).value().has_value());
    CHECK(judge_held(*f.of, tuti, held_verdict::give_back, "desa lain", f.now_ms)->done.size() == 2);
    CHECK(judge_held(*f.of, tuti, held_verdict::accept, {}, f.now_ms)->left.size() == 2);
    const auto told = history_json(*f.view(), f.of->words(), *now.who, numbered_record(2), 0x0f).value();
    CHECK(has(told, R"("rule":"returned")"));
    CHECK(has(told, R"("note":"desa lain")"));
    CHECK(status_of(*f.of, *f.view(), f.now_ms)->held == 0);
}

TEST_CASE("the office's own writes count their saves, also over a restart") {
    office_folder f;
    office_change change;
    change.record = region_record_id(village_a);
    change.kind = kinds::region;
    change.fields.push_back(as_field(kinds::region, fields::region::name, value::text("Satu")));
    const auto first = write_as_office(*f.of, std::span(&change, 1), f.now_ms);
    REQUIRE(first->writes.size() == 1);
    CHECK(write_as_office(*f.of, std::span(&change, 1), f.now_ms)->writes.empty());
    f.reopen();
    change.fields[0].content = value::text("Dua");
    REQUIRE(write_as_office(*f.of, std::span(&change, 1), f.now_ms)->writes.size() == 1);
    change.fields[0].content = value::text("Satu");
    const auto again = write_as_office(*f.of, std::span(&change, 1), f.now_ms);
    REQUIRE(again->writes.size() == 1);
    CHECK(again->writes != first->writes);  // another save, another write
    CHECK(f.view()->find(region_record_id(village_a)).value()->find(cell_key{kinds::region, fields::region::name, {}})->what.content == value::text("Satu"));

    change.kind = 999;
    CHECK(code_of(write_as_office(*f.of, std::span(&change, 1), f.now_ms)) == errc::unknown_kind);
    change.kind = kinds::person;
    change.record = numbered_record(5);
    change.fields = {as_field(kinds::person, fields::person::phone, value::text("0812"))};
    CHECK(code_of(write_as_office(*f.of, std::span(&change, 1), f.now_ms)) == errc::missing_field);
}

TEST_CASE("the status counts, and its fingerprint is that of everything") {
    two_names f;
    const auto status = status_of(*f.of, *f.view(), f.now_ms).value();
    CHECK(status.at == f.view()->head().value().at);
    CHECK(status.devices == 2);
    CHECK(status.oldest_unsent_s == 0);
    const auto json = to_json(status);
    for (const char* key : {"lineage", "sequence", "records", "devices", "pending_cases", "held", "oldest_unsent_s", "fingerprint"}) {
        CHECK(has(json, "\"" + std::string(key) + "\":"));
    }
}
