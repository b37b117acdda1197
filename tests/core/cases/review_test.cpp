// Review rules by example, and their laws: order-free, alive only while the facts are, an answer is of these facts.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/base/limits.hpp"
#include "core/cases/named_visit.hpp"
#include "core/cases/review.hpp"
#include "core/dictionary/field_numbers.hpp"

namespace pendata {

namespace {

constexpr std::int64_t day = 86'400'000;
constexpr std::int64_t some_day = 20'000 * day;

cell cell_of(std::uint16_t kind, std::uint16_t field, value content, std::int64_t at_ms, compartment room = 0) {
    cell c;
    c.key = {kind, field, {}};
    c.room = room;
    c.at.time = to_stamp_time(at_ms);
    c.content = std::move(content);
    return c;
}

record_id number(int n) { return record_id::from(sha256("record " + std::to_string(n)).view()); }

record_cells person(std::int64_t status, std::int64_t at_ms) {
    return {number(1), kinds::person, {cell_of(kinds::person, fields::person::life_status, value::integer(status), at_ms)}};
}

record_cells visit(int n, std::int64_t start_ms, std::int64_t at_ms) {
    return {number(n), kinds::visit, {cell_of(kinds::visit, fields::visit::subject, value::reference(number(1)), at_ms),
                                      cell_of(kinds::visit, fields::visit::start, value::integer(start_ms), at_ms)}};
}

record_cells assignment(int n, std::int64_t status, std::int64_t category, std::int64_t at_ms, compartment room = 0) {
    return {number(n), kinds::assignment,
            {cell_of(kinds::assignment, fields::assignment::category, value::integer(category), at_ms, room),
             cell_of(kinds::assignment, fields::assignment::status, value::integer(status), at_ms, room)}};
}

record_cells aid(int n, std::int64_t status) {
    return {number(n), kinds::aid, {cell_of(kinds::aid, fields::aid::status, value::integer(status), some_day)}};
}

record_cells withdrawn(record_cells r) {
    r.cells.insert(r.cells.begin(), cell_of(r.kind, fields::person::presence, value::integer(codes::presence::withdrawn), some_day, r.cells.front().room));
    return r;
}

std::vector<review_finding> look(const std::vector<record_cells>& records) { return review(builtin_dictionary(), records); }

// Approved by somebody who was shown these records as they are.
record_cells approved(record_cells r, const std::vector<record_cells>& shown, std::int64_t at_ms) {
    const auto room = r.cells.front().room;
    for (auto& c : r.cells) {
        if (c.key.field == fields::assignment::status) {
            c.content = value::integer(codes::assignment_status::approved);
            c.at.time = to_stamp_time(at_ms);
        }
    }
    const auto parts = parts_shown(builtin_dictionary(), shown);
    r.cells.push_back(cell_of(kinds::assignment, fields::assignment::reviewed, value::octets(encode_shown(parts)), at_ms, room));
    return r;
}

}  // namespace

TEST_CASE("deceased, and met later") {
    const auto dead = person(codes::life_status::deceased, some_day);
    const auto found = look({dead, visit(2, some_day + 2 * day, some_day + 2 * day)});
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == pendata::review_rule::met_after_death);
    CHECK(found[0].about == number(1));
    CHECK(found[0].facts.size() == 2);
    // The facilitator's clock is three days behind: recorded later all the same.
    CHECK(look({dead, visit(2, some_day - day, some_day + 2 * day)}).size() == 1);
    // Met before, recorded before; and an old meeting that was typed in later.
    CHECK(look({dead, visit(2, some_day - day, some_day - day)}).empty());
    CHECK(look({dead, visit(2, some_day - 60 * day, some_day + day)}).empty());
    CHECK(look({dead, withdrawn(visit(2, some_day + 2 * day, some_day + 2 * day))}).empty());
    CHECK(look({person(codes::life_status::moved, some_day), visit(2, some_day + 2 * day, some_day + 2 * day)}).empty());
    // A visit to somebody else that names her among its subjects: the fact is that word, not when the other was visited.
    auto to_family = visit(4, some_day + 2 * day, some_day + 2 * day);
    to_family.cells.front().content = value::reference(number(9));
    cell met = cell_of(kinds::visit, fields::visit::subjects, value::reference(number(1)), some_day + 2 * day);
    met.key.element = value::reference(number(1)).encoded();
    to_family.cells.push_back(met);
    const auto named = look({dead, to_family});
    REQUIRE(named.size() == 1);
    CHECK(std::any_of(named[0].facts.begin(), named[0].facts.end(), [&](const review_fact& f) { return f.what == met; }));
    CHECK(ever_named(to_family) == std::vector{number(1)});
    to_family.cells.back().content = value();
    CHECK(naming_cell(to_family, number(1)) == nullptr);
    CHECK(ever_named(to_family) == std::vector{number(1)});
    // Several meetings are facts of one case.
    CHECK(look({dead, visit(2, some_day + 2 * day, some_day), visit(3, some_day + 3 * day, some_day)})[0].facts.size() == 3);
}

TEST_CASE("deceased, and aid goes on") {
    const auto dead = person(codes::life_status::deceased, some_day);
    const auto found = look({dead, aid(2, codes::aid_status::granted)});
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == pendata::review_rule::aid_after_death);
    CHECK(look({dead, aid(2, codes::aid_status::stopped)}).empty());
    CHECK(look({person(codes::life_status::alive, some_day), aid(2, codes::aid_status::granted)}).empty());
}

TEST_CASE("graduated, and proposed as poor again") {
    using namespace codes;
    const auto graduated = aid(2, aid_status::graduated);
    const auto found = look({graduated, assignment(3, assignment_status::proposed, listed_category::P24, some_day)});
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == pendata::review_rule::proposed_after_graduation);
    CHECK(look({aid(2, aid_status::delivered), assignment(3, assignment_status::proposed, listed_category::P24, some_day)}).empty());
    CHECK(look({graduated, assignment(3, assignment_status::rejected, listed_category::P24, some_day)}).empty());
    CHECK(look({graduated, assignment(3, assignment_status::proposed, listed_category::P08, some_day)}).empty());
}

TEST_CASE("withdrawn, and approved") {
    using namespace codes;
    const auto both = withdrawn(assignment(2, assignment_status::approved, listed_category::P16, some_day, 3));
    const auto found = look({person(life_status::alive, some_day), both});
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == pendata::review_rule::withdrawn_but_approved);
    CHECK(found[0].room == 3);  // nothing of a closed category shows in an open case
    CHECK(look({withdrawn(person(life_status::alive, some_day)), assignment(2, assignment_status::verified, listed_category::P24, some_day)}).size() == 1);
    CHECK(look({withdrawn(assignment(2, assignment_status::proposed, listed_category::P24, some_day))}).empty());
}

TEST_CASE("approved, and changed meanwhile") {
    using namespace codes;
    auto siti = person(life_status::alive, some_day);
    siti.cells.push_back(cell_of(kinds::person, fields::person::phone, value::text("0812"), some_day));
    const auto seen = assignment(2, assignment_status::validated, listed_category::P24, some_day);
    const auto made = approved(seen, {siti, seen}, some_day + day);
    CHECK(look({siti, made}).empty());
    auto changed = siti;
    changed.cells.back() = cell_of(kinds::person, fields::person::phone, value::text("0813"), some_day + day / 2);
    const auto found = look({changed, made});
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == pendata::review_rule::changed_after_review);
    CHECK(found[0].about == number(2));
    REQUIRE(found[0].facts.size() == 2);
    CHECK(std::any_of(found[0].facts.begin(), found[0].facts.end(), [](const review_fact& f) { return f.what.content == value::text("0813"); }));
    // A stamp of another time with the same value is no change; a value of a month later is another story.
    changed.cells.back().content = value::text("0812");
    CHECK(look({changed, made}).empty());
    changed.cells.back() = cell_of(kinds::person, fields::person::phone, value::text("0813"), some_day + 40 * day);
    CHECK(look({changed, made}).empty());
    // What the approver may not see was not shown, and says nothing.
    changed = siti;
    changed.cells.push_back(cell_of(kinds::person, fields::person::disabilities, value::integer(1), some_day, 2));
    CHECK(look({changed, made}).empty());
}

TEST_CASE("approved, of more than can be named") {
    using namespace codes;
    record_cells group{number(1), kinds::group, {}};
    for (int i = 0; i < 600; ++i) {
        auto c = cell_of(kinds::group, fields::group::members, value::text("member " + std::to_string(i)), some_day);
        c.key.element = "m" + std::to_string(i);
        group.cells.push_back(c);
    }
    const auto seen = assignment(2, assignment_status::validated, listed_category::P26, some_day);
    const auto made = approved(seen, {group, seen}, some_day + day);
    CHECK(look({group, made}).empty());
    auto changed = group;
    changed.cells[17].content = value::text("somebody else");
    changed.cells[17].at.time = to_stamp_time(some_day + 2 * day);
    const auto found = look({changed, made});
    REQUIRE(found.size() == 1);
    REQUIRE(found[0].facts.size() == 2);
    CHECK(std::any_of(found[0].facts.begin(), found[0].facts.end(), [](const review_fact& f) { return f.what.content == value::text("somebody else"); }));
    // It came later, and says of itself that it is older: which one it is can not be told.
    changed.cells[17].at.time = to_stamp_time(some_day - day);
    CHECK(look({changed, made})[0].facts.size() == 601);
}

namespace {

record_cells born(std::int64_t on) {
    return {number(1), kinds::person, {cell_of(kinds::person, fields::person::birth_date, value::integer(on), some_day)}};
}

// Assessed on some_day; its status set so many days later.
record_cells assessed(std::int64_t category, std::int64_t status, std::int64_t days_later, compartment room = 0) {
    auto out = assignment(2, status, category, some_day + days_later * day, room);
    out.cells.push_back(cell_of(kinds::assignment, fields::assignment::assessed_on, value::integer(some_day / day), some_day, room));
    return out;
}

}  // namespace

TEST_CASE("a child when assessed, grown up when approved") {
    namespace states = codes::assignment_status;
    constexpr auto child = codes::listed_category::P02;
    constexpr std::int64_t eighteen_years = 18 * 365 + 5;  // days, leap days among them
    const auto soon_grown = born(some_day / day - eighteen_years + 10);
    const auto found = look({soon_grown, assessed(child, states::verified, 20)});
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == review_rule::grown_out_of);
    CHECK(found[0].about == number(2));
    // Approved before the birthday; proposed alone; closed, as was proposed; a wrong birth date put right.
    CHECK(look({soon_grown, assessed(child, states::verified, 5)}).empty());
    CHECK(look({soon_grown, assessed(child, states::proposed, 20)}).empty());
    CHECK(look({soon_grown, assessed(child, states::closed, 20)}).empty());
    CHECK(look({born(some_day / day - 12 * 365), assessed(child, states::validated, 20)}).empty());
    // Too old at the assessment already: that was warned of, and a reason given.
    CHECK(look({born(some_day / day - 19 * 365), assessed(child, states::validated, 20)}).empty());
    const auto of_withdrawn = look({withdrawn(soon_grown), assessed(child, states::verified, 20)});
    CHECK(std::none_of(of_withdrawn.begin(), of_withdrawn.end(), [](const review_finding& f) { return f.rule == review_rule::grown_out_of; }));
}

TEST_CASE("a category that nobody of that age may be put in") {
    namespace states = codes::assignment_status;
    constexpr auto closed_to_children = codes::listed_category::P10;
    constexpr compartment room = 3;
    const auto fifteen = born(some_day / day - 15 * 365 - 30);
    const auto found = look({fifteen, assessed(closed_to_children, states::proposed, 0, room)});
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == review_rule::not_for_this_age);
    CHECK(found[0].room == room);  // no trace where the assignment leaves none
    CHECK(look({born(some_day / day - 30 * 365), assessed(closed_to_children, states::proposed, 0, room)}).empty());
    CHECK(look({fifteen, assessed(closed_to_children, states::rejected, 0, room)}).empty());
    CHECK(look({fifteen, assessed(codes::listed_category::P09, states::proposed, 0, 2)}).empty());  // a warning on the tablet is enough
}

TEST_CASE("a closed fact opens a case of its own, and leaves no trace in the open one") {
    using namespace codes;
    const auto gone = withdrawn(person(life_status::alive, some_day));
    const auto open = assignment(2, assignment_status::approved, listed_category::P24, some_day);
    const auto closed = assignment(3, assignment_status::approved, listed_category::P16, some_day, 3);
    const auto before = look({gone, open});
    REQUIRE(before.size() == 1);
    const auto both = look({gone, open, closed});
    REQUIRE(both.size() == 2);
    CHECK(both[0] == before[0]);
    CHECK(both[1].room == 3);
    CHECK(both[1].facts.size() == 3);
    // Two closed compartments do not meet.
    const auto other = assignment(4, assignment_status::approved, listed_category::P16, some_day, 2);
    const auto three = look({gone, open, closed, other});
    REQUIRE(three.size() == 3);
    for (const auto& f : three) {
        CHECK(std::all_of(f.facts.begin(), f.facts.end(), [&](const review_fact& fact) { return fact.what.room == 0 || fact.what.room == f.room; }));
    }
}

TEST_CASE("an answer is of these facts") {
    const auto dead = person(codes::life_status::deceased, some_day);
    const auto one = look({dead, visit(2, some_day + 2 * day, some_day)});
    const auto two = look({dead, visit(2, some_day + 2 * day, some_day), visit(3, some_day + 3 * day, some_day)});
    CHECK(facts_digest(one[0]) == facts_digest(look({visit(2, some_day + 2 * day, some_day), dead})[0]));
    CHECK(facts_digest(one[0]) != facts_digest(two[0]));
}

TEST_CASE("whatever the order of the records and of their cells") {
    CHECK(rc::check("review() is a function of the set", [] {
        std::vector<record_cells> records{person(*rc::gen::inRange<std::int64_t>(1, 5), some_day)};
        const auto count = *rc::gen::inRange(0, 6);
        for (int i = 0; i < count; ++i) {
            const auto at = some_day + *rc::gen::inRange(-40, 40) * day;
            switch (*rc::gen::inRange(0, 3)) {
                case 0: records.push_back(visit(i + 2, at, at)); break;
                case 1: records.push_back(aid(i + 2, *rc::gen::inRange<std::int64_t>(1, 8))); break;
                default: records.push_back(assignment(i + 2, *rc::gen::inRange<std::int64_t>(1, 8), codes::listed_category::P24, at)); break;
            }
            if (*rc::gen::inRange(0, 4) == 0) records.back() = withdrawn(records.back());
        }
        const auto first = look(records);
        for (const auto& f : first) {
            RC_ASSERT(f.facts.size() > 1);
            for (const auto& fact : f.facts) RC_ASSERT(is_watched(fact.what.key));
        }
        auto other = records;
        for (auto& r : other) std::reverse(r.cells.begin(), r.cells.end());
        std::rotate(other.begin(), other.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(other.size())), other.end());
        RC_ASSERT(look(other) == first);
    }));
}

TEST_CASE("what was shown goes through its bytes") {
    CHECK(rc::check("decode(encode) and any bytes", [] {
        std::vector<shown_part> parts;
        const auto count = *rc::gen::inRange(0, 4);
        for (int i = 0; i < count; ++i) {
            shown_part p{number(i), static_cast<compartment>(*rc::gen::inRange(0, 4)), {}, {}};
            for (const auto mark : *rc::gen::arbitrary<std::vector<value_mark>>()) p.values.insert(mark);
            parts.push_back(std::move(p));
        }
        const auto encoded = encode_shown(parts);
        RC_ASSERT(encoded.size() <= limits::value_bytes);
        const auto back = decode_shown(encoded);
        RC_ASSERT(back.has_value() && back->size() == parts.size());
        const bool named = std::none_of(back->begin(), back->end(), [](const shown_part& p) { return p.whole.has_value(); });
        if (named) RC_ASSERT(back == std::optional(parts));
        RC_ASSERT(encode_shown(*back) == encoded);
        const auto cut = encoded.substr(0, *rc::gen::inRange<std::size_t>(0, encoded.size() + 1));
        const auto read = decode_shown(cut);
        if (read) RC_ASSERT(encode_shown(*read) == cut);
    }));
}

}  // namespace pendata
