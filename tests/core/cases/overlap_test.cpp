// Overlapping aid by example: periods, pairs, dates; and that the order of the aids does not matter.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/base/sha256.hpp"
#include "core/cases/overlap.hpp"
#include "core/dictionary/element.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/identity/civil_day.hpp"

namespace pendata {

namespace {

record_id numbered(const std::string& name) { return record_id::from(sha256("record " + name).view()); }

cell plain_cell(std::uint16_t kind, std::uint16_t field, value content) {
    cell c;
    c.key = {kind, field, {}};
    c.content = std::move(content);
    return c;
}

record_cells aid_of(const std::string& name, const std::string& programme, const std::string& period, std::int64_t status = codes::aid_status::granted) {
    namespace f = fields::aid;
    return {numbered(name), kinds::aid,
            {plain_cell(kinds::aid, f::programme, value::reference(numbered(programme))), plain_cell(kinds::aid, f::subject, value::reference(numbered("family"))),
             plain_cell(kinds::aid, f::period, value::text(period)), plain_cell(kinds::aid, f::status, value::integer(status))}};
}

record_cells programme_of(const std::string& code) {
    return {numbered(code), kinds::programme, {plain_cell(kinds::programme, fields::programme::code, value::text(code))}};
}

void add_rule(record_cells& to, const std::string& other, const std::string& from, bool forbids, const std::string& to_day = {}) {
    const auto* field = builtin_dictionary().find(cell_key{kinds::programme, fields::programme::overlap_rules, {}});
    std::vector<value> members;
    for (const auto& m : field->members()) {
        const auto day = [](const std::string& text) { return text.empty() ? value() : value::integer(*identity::parse_civil_day(text)); };
        if (m.name == "other") members.push_back(value::text(other));
        else if (m.name == "from") members.push_back(day(from));
        else if (m.name == "to") members.push_back(day(to_day));
        else if (m.name == "verdict") members.push_back(value::integer(forbids ? codes::overlap_verdict::forbidden : codes::overlap_verdict::allowed));
        else if (m.name == "text_id") members.push_back(value::text("aturan " + other));
        else members.push_back(value());
    }
    const auto element = make_element(*field, members);
    cell c = plain_cell(kinds::programme, fields::programme::overlap_rules, element.content);
    c.key.element = element.key;
    to.cells.push_back(std::move(c));
}

std::vector<record_cells> programmes() {
    auto blt = programme_of("BLT-DD");
    add_rule(blt, "BST", "2020-05-01", true);
    add_rule(blt, "PKH", "2020-05-01", true);
    add_rule(blt, "PKH", "2026-10-01", false);
    auto pkh = programme_of("PKH");
    add_rule(pkh, "SEMBAKO", "", false);
    return {blt, pkh, programme_of("BST"), programme_of("SEMBAKO")};
}

bool allowed(const std::string& one, const std::string& period, const std::string& other, const std::string& other_period) {
    const std::vector<record_cells> aids{aid_of("a", one, period), aid_of("b", other, other_period)};
    return overlaps(aids, programmes()).empty();
}

}  // namespace

TEST_CASE("the days of a period") {
    const auto is = [](const char* period, const char* first, const char* last) {
        return days_of_period(period) == std::optional(day_range{*identity::parse_civil_day(first), *identity::parse_civil_day(last)});
    };
    CHECK(is("2026", "2026-01-01", "2026-12-31"));
    CHECK(is("2024-S1", "2024-01-01", "2024-06-30"));
    CHECK(is("2026-Q4", "2026-10-01", "2026-12-31"));
    CHECK(is("2024-02", "2024-02-01", "2024-02-29"));
    CHECK(is("2026-10-05", "2026-10-05", "2026-10-05"));
    for (const auto* none : {"", "20", "0000", "2026-", "2026-Q5", "2026-Q0", "2026-S3", "2026-13", "2026-1", "2026-02-30", "2026/10", "triwulan"}) {
        CHECK(!days_of_period(none));
    }
}

TEST_CASE("village fund and ministry in one quarter") {
    CHECK(!allowed("BLT-DD", "2026-10", "BST", "2026-Q4"));
    CHECK(allowed("BLT-DD", "2026-09", "BST", "2026-Q4"));
    const auto found = overlaps(std::vector{aid_of("a", "BLT-DD", "2026-10"), aid_of("b", "BST", "2026-Q4")}, programmes());
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == "BLT-DD+BST");
    CHECK(found[0].text_id == "aturan BST");
    CHECK(found[0].text_en == "Not to be received together: BLT-DD+BST");
}

TEST_CASE("PKH and Sembako together are allowed, and so is what no rule names") {
    CHECK(allowed("PKH", "2026-Q4", "SEMBAKO", "2026-10"));
    CHECK(allowed("BST", "2026-Q4", "SEMBAKO", "2026-10"));
}

TEST_CASE("a rule holds from its day on, until another one does") {
    CHECK(allowed("BLT-DD", "2020-04", "PKH", "2020-Q2"));
    CHECK(!allowed("BLT-DD", "2026-09", "PKH", "2026-Q3"));
    CHECK(allowed("BLT-DD", "2026-10", "PKH", "2026-Q4"));
}

TEST_CASE("one programme twice in one period") {
    CHECK(!allowed("BST", "2026-Q4", "BST", "2026-Q4"));
    CHECK(!allowed("BST", "2026-Q4", "BST", "2026-11"));
    CHECK(allowed("BST", "2026-Q4", "BST", "2026-Q3"));
}

TEST_CASE("what failed, was refused or has ended meets nothing") {
    for (const auto status : {codes::aid_status::failed, codes::aid_status::rejected, codes::aid_status::stopped, codes::aid_status::graduated}) {
        CHECK(overlaps(std::vector{aid_of("a", "BST", "2026-Q4"), aid_of("b", "BST", "2026-Q4", status)}, programmes()).empty());
    }
    auto gone = aid_of("b", "BST", "2026-Q4");
    gone.cells.push_back(plain_cell(kinds::aid, fields::aid::presence, value::integer(codes::presence::withdrawn)));
    CHECK(overlaps(std::vector{aid_of("a", "BST", "2026-Q4"), gone}, programmes()).empty());
}

TEST_CASE("whatever the order of aids and programmes") {
    CHECK(rc::check("overlaps() is a function of the set", [] {
        static const std::vector<std::string> codes_there{"BLT-DD", "BST", "PKH", "SEMBAKO", "UNKNOWN"};
        static const std::vector<std::string> periods{"2026", "2026-Q4", "2026-10", "2026-S2", "2020-05", "x"};
        std::vector<record_cells> aids;
        const auto count = *rc::gen::inRange(0, 6);
        for (int i = 0; i < count; ++i) {
            aids.push_back(aid_of(std::to_string(i), *rc::gen::elementOf(codes_there), *rc::gen::elementOf(periods), *rc::gen::inRange<std::int64_t>(1, 8)));
        }
        const auto first = overlaps(aids, programmes());
        auto other = aids;
        std::reverse(other.begin(), other.end());
        auto rules = programmes();
        std::reverse(rules.begin(), rules.end());
        for (auto& p : rules) std::reverse(p.cells.begin(), p.cells.end());
        RC_ASSERT(overlaps(other, rules) == first);
        for (const auto& f : first) RC_ASSERT(f.aid_a < f.aid_b);
    }));
}

}  // namespace pendata
