// Cases that the rules over several records open: an answer finds its case whichever comes first, and whoever answers makes
// room for the device whose writes opened it.
#include <doctest/doctest.h>

#include "core/cases/review.hpp"
#include "core/dictionary/element.hpp"
#include "core/settle/review_again.hpp"
#include "core/settle/review_answer.hpp"
#include "core/settle/review_record.hpp"
#include "core/settle/review_text.hpp"
#include "tests/support/small_office.hpp"

namespace pendata {

using namespace test;

namespace {

constexpr std::int64_t day_after_ms = noon_ms + 24 * 3600 * 1000;

// Asih records a death, Budi a meeting on the day after it, and Ujang, who saw both, answers. Always the same bytes.
struct met_after_a_death {
    small_office office;
    paper_tablet asih = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    paper_tablet budi = office.add_tablet(office.add_officer("Budi", role::psm, {village_a}));
    paper_tablet ujang = office.add_tablet(office.add_officer("Ujang", role::tksk, {"32.11.01"}));
    sealed_batch death, meeting;

    explicit met_after_a_death(int number = 1) {
        office.now_ms = day_after_ms + 1000;
        const auto person = numbered_record(number), visit = numbered_record(number + 100);
        asih.save(person, request_for("person", "village", value::text(village_a)), {}, noon_ms);
        asih.same_save = true;
        asih.save(person, request_for("person", "life_status", value::integer(codes::life_status::deceased), 3), {}, noon_ms);
        asih.same_save = false;
        death = asih.seal_all(noon_ms);
        budi.save(visit, request_for("visit", "subject", value::reference(person)), {}, day_after_ms);
        budi.same_save = true;
        budi.save(visit, request_for("visit", "start", value::integer(day_after_ms)), {}, day_after_ms);
        budi.same_save = false;
        meeting = budi.seal_all(day_after_ms);
    }

    std::optional<review_case> found() {
        auto view = office.store.view();
        const auto cases = (*view)->records_of(kinds::review_case, {}, 10);
        REQUIRE(cases.has_value());
        for (const auto& id : *cases) {
            const auto file = office.find(id);
            if (!file || file->parts.empty()) continue;
            std::vector<cell> cells;
            for (const auto& c : file->parts.front().cells) cells.push_back(c.what);
            if (auto open = read_review(id, cells)) return open;
        }
        return std::nullopt;
    }

    sealed_batch answer(const review_case& open) {
        review_finding finding{open.rule, open.about, 0, open.facts};
        auto said = make_element(value::octets(bytes(facts_digest(finding).view())));
        const auto* kind = builtin_dictionary().find(kinds::review_case);
        const cell_request request{kind->find(fields::review_case::answers), {kinds::review_case, fields::review_case::answers, said.key}, 0,
                                   said.content, 1, intent::decision, std::nullopt};
        ujang.save(open.id, request, {}, day_after_ms);
        return ujang.seal_all(day_after_ms);
    }

    std::size_t held() {
        auto view = office.store.view();
        return (*view)->custody_in(custody_state::held)->size();
    }
};

}  // namespace

TEST_CASE("an answer that comes before the facts it is about finds its case when they come") {
    met_after_a_death first;
    first.office.take(first.death);
    first.office.take(first.meeting);
    const auto open = first.found();
    REQUIRE(open.has_value());
    CHECK_FALSE(open->answered);
    const auto answer = first.answer(*open);
    CHECK(first.office.take(answer).held.empty());
    CHECK(first.found()->answered);

    met_after_a_death again;  // as after a restore, when the one who answered is the first to come
    CHECK(again.office.take(answer).held.size() == 1);
    again.office.take(again.meeting);
    again.office.take(again.death);
    CHECK(again.held() == 0);
    REQUIRE(again.found().has_value());
    CHECK(again.found()->answered);
    CHECK(again.office.everything() == first.office.everything());
}

TEST_CASE("whoever answers a review makes room for what the device had kept unread") {
    met_after_a_death it;
    it.office.case_quota = 1;
    it.office.take(it.death);
    it.office.take(it.meeting);
    const auto open = it.found();
    REQUIRE(open.has_value());
    it.budi.save(numbered_record(7), request_for("person", "village", value::text(village_a)), {}, day_after_ms);
    it.budi.same_save = true;
    it.budi.save(numbered_record(7), request_for("person", "name", value::text("Siti"), 5), {}, day_after_ms);
    it.budi.same_save = false;
    it.office.take(it.budi.seal_all(day_after_ms));  // needs somebody, and Budi has no room
    const auto unread = [&] {
        auto view = it.office.store.view();
        return (*view)->unread()->size();
    };
    REQUIRE(unread() == 1);
    CHECK(it.office.take(it.answer(*open)).held.empty());
    CHECK(unread() == 0);
}

TEST_CASE("a cell of another kind does not settle on a record") {
    small_office office;
    auto asih = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    asih.save(numbered_record(1), request_for("family", "village", value::text(village_a)), {}, noon_ms);
    CHECK(office.take(asih.seal_all(noon_ms)).held.empty());
    asih.save(numbered_record(1), request_for("person", "phone", value::text("081234567890")), {}, noon_ms);
    const auto told = office.take(asih.seal_all(noon_ms));
    REQUIRE(told.held.size() == 1);
    CHECK(told.held[0].reason == hold_reason::malformed);
    const auto context = office.context();
    const auto done = office.store.transact([&](office_transaction& tx) -> result<void> {
        PENDATA_TRY(held, tx.custody_in(custody_state::held));
        const std::vector<write_id> ids{held[0].id};
        PENDATA_TRY(judged, accept_held(tx, context, ids));
        CHECK(judged.done.empty());
        return {};
    });
    CHECK(done.has_value());
    CHECK(office.find(numbered_record(1))->kind == kinds::family);
    CHECK(office.find(numbered_record(1))->parts.front().cells.size() == 1);
}

TEST_CASE("an overlap is answered while it stands, by a choice there is") {
    const auto& words = builtin_dictionary();
    const officer_id ujang = officer_id::from(numbered_record(9).view());
    namespace names = fields::overlap_case;
    record_cells over{numbered_record(1), kinds::overlap_case, {}};
    CHECK(answer_to_case(words, over, 0, {}, ujang, {}).error().code == errc::not_found);
    // What somebody answered stays in its record when it is over.
    cell said;
    said.key = {kinds::overlap_case, names::state, {}};
    said.content = value::integer(codes::overlap_state::justified);
    over.cells.push_back(said);
    CHECK(answer_to_case(words, over, 1, {}, ujang, {}).error().code == errc::not_found);

    overlap_finding found{numbered_record(2), numbered_record(3), numbered_record(4), numbered_record(4), "BLT-DD+BST", "", "", "2026"};
    record_cells open{overlap_case_id(found), kinds::overlap_case, {}};
    for (const auto& c : overlap_part(found).cells) open.cells.push_back(c.what);
    const auto answer = answer_to_case(words, open, 1, {}, ujang, {});
    REQUIRE(answer.has_value());
    REQUIRE(answer->fields.size() == 2);
    CHECK(answer->fields[0].field->number == names::state);
    CHECK(answer->fields[0].content == value::integer(codes::overlap_state::to_stop));
    CHECK(answer->fields[1].field->number == names::decided_by);
    CHECK(answer_to_case(words, open, 1, {}, std::nullopt, {ujang})->fields.size() == 1);  // the office itself
    CHECK(answer_to_case(words, open, std::nullopt, "\"justified\"", ujang, {})->fields[0].content == value::integer(codes::overlap_state::justified));
    CHECK(answer_to_case(words, open, 2, {}, ujang, {}).error().code == errc::invalid_argument);
    CHECK(answer_to_case(words, open, std::nullopt, "\"perhaps\"", ujang, {}).has_error());
    // Who made one of the aids is refused, and what he said all the same leaves it open.
    CHECK(answer_to_case(words, open, 0, {}, ujang, {ujang}).error().code == errc::not_allowed);
    CHECK(is_open_overlap(open, {}));
    said.author = ujang;
    open.cells.push_back(said);
    CHECK(!is_open_overlap(open, {}));
    CHECK(is_open_overlap(open, {ujang}));
    const record_cells no_case{numbered_record(1), kinds::person, {}};
    CHECK(answer_to_case(words, no_case, 0, {}, ujang, {}).error().code == errc::not_found);
}

TEST_CASE("a rule that is newer than the facts finds them when their subject is looked at again") {
    met_after_a_death there;
    there.office.take(there.death);
    there.office.take(there.meeting);
    const auto open = there.found();
    REQUIRE(open.has_value());
    // As an office leaves it that did not know the rule.
    REQUIRE(there.office.store.transact([&](office_transaction& to) -> result<void> {
        PENDATA_TRY(head, to.head());
        PENDATA_TRY(file, to.find(open->id));
        replace_derived(*file, kinds::review_case, part{}, head.at);
        return to.put(*file, head.at, {});
    }).has_value());
    REQUIRE_FALSE(there.found().has_value());
    const auto look = [&] {
        bool found = false;
        REQUIRE(there.office.store.transact([&](office_transaction& to) -> result<void> {
            const record_id subjects[] = {open->subject, numbered_record(77)};
            PENDATA_TRY(any, review_again(to, there.office.context(), subjects));
            found = any;
            return {};
        }).has_value());
        return found;
    };
    CHECK(look());
    REQUIRE(there.found().has_value());
    CHECK(there.found()->facts == open->facts);
    CHECK_FALSE(look());  // no commit where nothing is new
}

TEST_CASE("a programme concerns those who have aid of it, and nobody else") {
    small_office office;
    auto asih = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    const auto pkh = numbered_record(900), bst = numbered_record(901);
    for (int n = 1; n <= 4; ++n) {
        asih.save(numbered_record(n), request_for("person", "village", value::text(village_a)), {}, noon_ms);
        const auto aid = numbered_record(n + 100);
        asih.save(aid, request_for("aid", "subject", value::reference(numbered_record(n))), {}, noon_ms);
        if (n < 4) asih.save(aid, request_for("aid", "programme", value::reference(n == 1 ? pkh : bst)), {}, noon_ms);
    }
    office.take(asih.seal_all(noon_ms));
    auto view = office.store.view();
    REQUIRE((*view)->records_of(kinds::aid, {}, 10).value().size() == 4);
    CHECK(subjects_aided_by(**view, {pkh}).value() == std::set<record_id>{numbered_record(1)});
    CHECK(subjects_aided_by(**view, {bst}).value() == std::set<record_id>{numbered_record(2), numbered_record(3)});
    CHECK(subjects_aided_by(**view, {numbered_record(902)}).value().empty());
}

}  // namespace pendata
