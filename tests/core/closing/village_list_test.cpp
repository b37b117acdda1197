// A list's canonical bytes, and what differs between two.
#include "core/closing/village_list.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/closing/listed.hpp"
#include "core/closing/period.hpp"
#include "tests/core/closing/closing_cells.hpp"

using namespace pendata;
using namespace pendata::test;

namespace {

const record_cells siti = person_named(2, "Siti Aminah");

village_list list_of(std::vector<list_entry> entries, compartment room = 0) { return {room, std::move(entries)}; }
list_entry entry(char id, const record_cells& subject, std::int32_t category = 8) { return entry_of(assignment_of(id, subject.id, category), subject, 0); }
digest hashed(const village_list& list) { return hash_of(list, "32.11.01.2001", "2026-Q4"); }

}  // namespace

TEST_CASE("golden bytes: the hash that minutes are bound to never changes") {
    const auto one = entry(1, siti);
    CHECK(to_hex(one.leaf.view()) == "011b9dd1496464ecca7b0186ec4d12ff17f1c40bcb421ea03de2c58c6b11479f");
    CHECK(to_hex(hashed(list_of({one})).view()) == "9d71bbf0a8020049aa7be9843400588203ae03ae39b4c2d06df77a3f171a0088");
}

TEST_CASE("a list says what its compartment may know, and not what the meeting decides") {
    auto assignment = assignment_of(1, siti.id, 8);
    const auto before = entry_of(assignment, siti, 0);
    CHECK(before.cells.size() == 6);  // no telephone, no status
    say(assignment, fields::assignment::status, value::integer(codes::assignment_status::approved));
    say(assignment, fields::assignment::detail, value::text("sakit"));
    CHECK(entry_of(assignment, siti, 0) == before);
    auto person = siti;
    person.cells.push_back(said(kinds::person, fields::person::address, value::text("rahasia"), 2));
    CHECK(entry_of(assignment, person, 0) == before);
    CHECK(entry_of(assignment, person, 2) != before);
    // The time of a value does not show, its clearing does.
    person = siti;
    person.cells.front().at.time = 77;
    CHECK(entry_of(assignment, person, 0) == before);
    say(person, fields::person::name, value());
    CHECK(entry_of(assignment, person, 0) != before);
}

TEST_CASE("village, period and compartment are in the hash") {
    const auto list = list_of({entry(1, siti)});
    CHECK(hash_of(list, "32.11.01.2001", "2026-Q3") != hashed(list));
    CHECK(hash_of(list, "32.11.01.2002", "2026-Q4") != hashed(list));
    CHECK(hashed(list_of(list.entries, 1)) != hashed(list));
    CHECK(hashed(list_of({})) != hashed(list));
}

TEST_CASE("what was added, removed and changed is told by record and field") {
    const auto wati = person_named(3, "Wati");
    auto moved = siti;
    say(moved, fields::person::name, value::text("Siti A."));
    say(moved, fields::person::rt, value::text("02"));
    const auto bound = list_of({entry(1, siti), entry(4, wati)});
    const auto today = list_of({entry(1, moved), entry(5, wati, 24)});
    const auto found = differences(bound, today);
    REQUIRE(found.size() == 4);
    const cell_key name{kinds::person, fields::person::name, {}}, rt{kinds::person, fields::person::rt, {}};
    CHECK(found[0] == list_difference{list_change::changed, id_filled(1), siti.id, name, value::text("Siti Aminah"), value::text("Siti A.")});
    CHECK(found[1] == list_difference{list_change::changed, id_filled(1), siti.id, rt, {}, value::text("02")});
    CHECK(found[2] == list_difference{list_change::removed, id_filled(4), wati.id});
    CHECK(found[3] == list_difference{list_change::added, id_filled(5), wati.id});
    CHECK(differences(bound, bound).empty());
}

TEST_CASE("an entry erased by law keeps the list's hash and nothing else") {
    const auto wati = person_named(3, "Wati");
    auto bound = list_of({entry(1, siti), entry(4, wati)});
    const auto before = hashed(bound);
    CHECK(forget_entries(bound, [&](const record_id& id) { return id == siti.id; }) == 1);
    CHECK(forget_entries(bound, [&](const record_id& id) { return id == siti.id; }) == 0);
    CHECK(bound.entries[0].cells.empty());
    CHECK(!bound.entries[1].cells.empty());
    CHECK(hashed(bound) == before);
    const auto found = differences(bound, list_of({entry(4, wati)}));
    REQUIRE(found.size() == 1);
    CHECK(found[0].what == list_change::erased);
}

TEST_CASE("property: the order of entries and cells does not matter; equal hashes have no differences") {
    CHECK(rc::check("hash", [](std::vector<std::uint8_t> ids, std::vector<std::uint8_t> others) {
        const auto make = [](std::vector<std::uint8_t> of) {
            std::sort(of.begin(), of.end());
            of.erase(std::unique(of.begin(), of.end()), of.end());
            village_list out;
            for (const auto id : of) {
                auto person = person_named(static_cast<char>(id), "Warga " + std::to_string(id % 7));
                std::reverse(person.cells.begin(), person.cells.end());
                out.entries.push_back(entry(static_cast<char>(id), person, id % 3 + 1));
            }
            return out;
        };
        const auto a = make(ids), b = make(others);
        auto shuffled = a;
        std::reverse(shuffled.entries.begin(), shuffled.entries.end());
        RC_ASSERT(hashed(a) == hashed(shuffled));
        RC_ASSERT((hashed(a) == hashed(b)) == differences(a, b).empty());
        RC_ASSERT(differences(a, b).size() == differences(b, a).size());
    }));
}

TEST_CASE("listed is what is open, of the period, and of somebody who is there") {
    const auto open = assignment_of(1, siti.id, 8);
    constexpr std::int32_t last = 20697;
    CHECK(!why_unlisted(open, siti, last));
    CHECK(why_unlisted(open, siti, last - 1) == unlisted::later);
    const std::pair<std::int32_t, std::optional<unlisted>> by_status[] = {
        {codes::assignment_status::verified, std::nullopt},           {codes::assignment_status::validated, std::nullopt},
        {codes::assignment_status::approved, std::nullopt},           {codes::assignment_status::returned, unlisted::returned},
        {codes::assignment_status::rejected, unlisted::rejected},     {codes::assignment_status::closed, unlisted::closed}};
    for (const auto& [status, why] : by_status) {
        auto changed = open;
        say(changed, fields::assignment::status, value::integer(status));
        CHECK(why_unlisted(changed, siti, last) == why);
    }
    auto gone = open;
    say(gone, fields::assignment::presence, value::integer(codes::presence::withdrawn));
    CHECK(why_unlisted(gone, siti, last) == unlisted::withdrawn);
    auto dead = siti;
    say(dead, fields::person::life_status, value::integer(codes::life_status::deceased));
    CHECK(why_unlisted(open, dead, last) == unlisted::deceased);
    say(dead, fields::person::presence, value::integer(codes::presence::withdrawn));
    CHECK(why_unlisted(open, dead, last) == unlisted::subject_withdrawn);
    // Without a day of assessment, the day it was recorded.
    auto undated = open;
    say(undated, fields::assignment::assessed_on, value());
    undated.cells[1].at.time = to_stamp_time(std::int64_t{20000} * 86'400'000);
    CHECK(assessed_day(undated) == 20000);
    CHECK(!why_unlisted(undated, siti, 20000));
    CHECK(why_unlisted(undated, siti, 19999) == unlisted::later);
}

TEST_CASE("the period after") {
    const std::pair<std::string_view, std::string_view> after[] = {{"2026-Q4", "2027-Q1"}, {"2026-Q1", "2026-Q2"}, {"2026-S1", "2026-S2"},
                                                                   {"2026-S2", "2027-S1"}, {"2026-12", "2027-01"}, {"2026-02", "2026-03"},
                                                                   {"2026", "2027"},       {"2026-12-31", "2027-01-01"}};
    for (const auto& [period, next] : after) CHECK(next_period(period) == next);
    for (const auto* bad : {"", "2026-Q5", "26-Q1", "9999", "2026-13"}) CHECK(!next_period(bad));
}
