// The office takes in batches: what settles, what is held and why, and that the end does not depend on the order
// batches came in, on repeats or on gaps (I2, I5, I6, I8, I10).
#include "core/settle/intake.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/dictionary/field_numbers.hpp"
#include "core/model/derived_id.hpp"
#include "core/model/region.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/duplicate_case.hpp"
#include "tests/support/small_office.hpp"

namespace pendata {

using namespace test;

namespace {

// A person with name and village in one save.
std::vector<write> add_person(paper_tablet& t, record_id id, const std::string& name, const std::string& village, std::int64_t now_ms) {
    std::vector<write> out;
    out.push_back(t.save(id, request_for("person", "name", value::text(name)), {}, now_ms));
    t.same_save = true;
    out.push_back(t.save(id, request_for("person", "village", value::text(village)), {}, now_ms));
    t.same_save = false;
    return out;
}

std::size_t open_cases(small_office& office) {
    auto view = office.store.view();
    auto ids = (*view)->records_of(kinds::conflict_case, {}, 1000);
    std::size_t open = 0;
    for (const auto& id : *ids) {
        const auto record = (*view)->find(id);
        if (*record && !(*record)->parts.empty()) ++open;
    }
    return open;
}

}  // namespace

TEST_CASE("a batch settles once, whatever it is sent") {
    small_office office;
    auto tablet = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    add_person(tablet, numbered_record(1), "Siti Aminah", village_a, noon_ms);
    const auto batch = tablet.seal_all(noon_ms);
    const auto first = office.take(batch);
    CHECK(first.held.empty());
    CHECK(first.retimed.empty());
    const auto before = office.everything();
    const auto again = office.take(batch, arrival::carried);
    CHECK(again == first);
    CHECK(office.everything() == before);
    const auto record = office.find(numbered_record(1));
    REQUIRE(record.has_value());
    CHECK(record->atoms() == atom_set{village_a});
    CHECK(record->find(person_cell(fields::person::name))->what.content.as_text() == "Siti Aminah");
}

TEST_CASE("of what was erased by law nothing is taken in again") {
    small_office office;
    office.erased.insert(numbered_record(1));
    auto tablet = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    add_person(tablet, numbered_record(1), "Siti Aminah", village_a, noon_ms);
    tablet.save(numbered_record(1), request_for("person", "mother_name", value::text("Ecin"), 5), {}, noon_ms);  // else held
    add_person(tablet, numbered_record(2), "Wati", village_a, noon_ms);
    const auto told = office.take(tablet.seal_all(noon_ms));
    CHECK(told.held.size() == 3);
    CHECK_FALSE(office.find(numbered_record(1)).has_value());
    CHECK(office.find(numbered_record(2)).has_value());
    auto view = office.store.view();
    CHECK((*view)->history_of(numbered_record(1))->empty());
    // That it came is kept for its author to hear, and nothing of what it said.
    const auto left = *(*view)->custody_of(numbered_record(1));
    CHECK(left.size() == 3);
    for (const auto& row : left) {
        CHECK(row.reason == hold_reason::erased_by_law);
        CHECK(row.state == custody_state::rejected);
        CHECK(row.what.what.content.is_cleared());
    }
}

TEST_CASE("a record without a place waits, and settles when the place comes") {
    small_office office;
    auto tablet = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    const auto id = numbered_record(1);
    tablet.save(id, request_for("person", "name", value::text("Asep")), {}, noon_ms);
    const auto held = office.take(tablet.seal_all(noon_ms));
    REQUIRE(held.held.size() == 1);
    CHECK(held.held[0].reason == hold_reason::no_place);
    CHECK(!office.find(id).has_value());
    tablet.save(id, request_for("person", "village", value::text(village_a)), {}, noon_ms);
    CHECK(office.take(tablet.seal_all(noon_ms)).held.empty());
    const auto record = office.find(id);
    REQUIRE(record.has_value());
    CHECK(record->find(person_cell(fields::person::name)) != nullptr);
}

TEST_CASE("what follows a subject waits for it, in one batch or over two") {
    small_office office;
    auto tablet = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    const auto person = numbered_record(1);
    const auto visit = numbered_record(2);
    tablet.save(visit, request_for("visit", "subject", value::reference(person)), {}, noon_ms);
    SUBCASE("one batch, the follower first") {
        add_person(tablet, person, "Asep", village_a, noon_ms);
        CHECK(office.take(tablet.seal_all(noon_ms)).held.empty());
    }
    SUBCASE("two batches, the follower first") {
        const auto first = tablet.seal_all(noon_ms);
        add_person(tablet, person, "Asep", village_a, noon_ms);
        const auto second = tablet.seal_all(noon_ms);
        CHECK(office.take(first).held.size() == 1);
        CHECK(office.take(second).held.empty());
    }
    SUBCASE("two batches, the other way round: a gap") {
        const auto first = tablet.seal_all(noon_ms);
        add_person(tablet, person, "Asep", village_a, noon_ms);
        const auto second = tablet.seal_all(noon_ms);
        CHECK(office.take(second).held.empty());
        CHECK(!office.take(second).forked);
        CHECK(office.take(first).held.empty());
    }
    const auto record = office.find(visit);
    REQUIRE(record.has_value());
    CHECK(record->atoms() == atom_set{village_a});
}

TEST_CASE("who waits for a subject is heard when it comes together with a follower") {
    small_office office;
    const auto asih = office.add_officer("Asih", role::psm, {village_a});
    auto early = office.add_tablet(office.add_officer("Budi", role::psm, {village_a}));
    auto late = office.add_tablet(asih);
    early.save(numbered_record(1), request_for("person", "phone", value::text("081234567890")), {}, noon_ms);
    CHECK(office.take(early.seal_all(noon_ms)).held.front().reason == hold_reason::no_place);
    add_person(late, numbered_record(1), "Siti Aminah", village_a, noon_ms);
    late.save(numbered_record(2), request_for("visit", "subject", value::reference(numbered_record(1))), {}, noon_ms);
    CHECK(office.take(late.seal_all(noon_ms)).held.empty());
    const auto person = office.find(numbered_record(1));
    REQUIRE(person.has_value());
    const auto* phone = person->find(person_cell(fields::person::phone));
    REQUIRE(phone != nullptr);
    CHECK(phone->what.content.as_text() == "081234567890");
}

TEST_CASE("who may settle is asked of each write where several of one record are examined together") {
    small_office office;
    auto asih = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    auto tuti = office.add_tablet(office.add_officer("Tuti", role::psm, {village_c}));
    const auto id = numbered_record(1);
    // Both speak of somebody whose village nobody knows yet; Asih's second word stands on Tuti's.
    const auto own = asih.save(id, request_for("person", "name", value::text("Siti")), {}, noon_ms);
    const auto foreign = tuti.save(id, request_for("person", "phone", value::text("081234567890")), {}, noon_ms);
    const auto upon = asih.save(id, request_for("person", "phone", value::text("081234567891")), std::vector{foreign}, noon_ms + 1);
    CHECK(office.take(tuti.seal_all(noon_ms)).held.size() == 1);
    CHECK(office.take(asih.seal_all(noon_ms + 1)).held.size() == 2);
    asih.save(id, request_for("person", "village", value::text(village_a)), {}, noon_ms + 2);
    CHECK(office.take(asih.seal_all(noon_ms + 2)).held.empty());

    auto view = office.store.view();
    CHECK(!(*view)->custody(own.id())->has_value());
    REQUIRE((*view)->custody(foreign.id())->has_value());
    CHECK((*(*view)->custody(foreign.id()))->reason == hold_reason::outside_duty);
    REQUIRE((*view)->custody(upon.id())->has_value());
    CHECK((*(*view)->custody(upon.id()))->reason == hold_reason::dependant);
    const auto record = office.find(id);
    REQUIRE(record.has_value());
    CHECK(record->find(person_cell(fields::person::phone)) == nullptr);
}

TEST_CASE("what a receipt says has settled settles again beside what it held") {
    small_office office;
    const auto asih = office.add_officer("Asih", role::psm, {village_a});
    auto tablet = office.add_tablet(asih);
    const auto id = numbered_record(1);
    const auto empty = office.store;
    add_person(tablet, id, "Siti", village_a, noon_ms);
    tablet.save(id, request_for("person", "birth_date", value::integer(40'000)), {}, noon_ms);  // a day to come
    auto batch = tablet.seal_all(noon_ms);
    const auto first = office.take(batch);
    REQUIRE(first.held.size() == 1);
    CHECK(first.held[0].reason == hold_reason::failed_check);
    // The office is as it was, that day has come, and Asih's duty has moved.
    office.store = empty;
    office.now_ms = std::int64_t{40'010} * 86'400'000;
    office.replace_duty("Asih", {village_c});
    batch.receipts = {first};
    const auto again = office.take(batch);
    REQUIRE(again.held.size() == 1);
    CHECK(again.held[0].index == first.held[0].index);
    CHECK(again.held[0].reason == hold_reason::captured_in_former_duty);
    const auto record = office.find(id);
    REQUIRE(record.has_value());
    CHECK(record->find(person_cell(fields::person::name)) != nullptr);
}

TEST_CASE("followers move with their subject") {
    small_office office;
    const auto tksk = office.add_officer("Ujang", role::tksk, {"32.11.01"});
    auto tablet = office.add_tablet(tksk);
    const auto person = numbered_record(1);
    const auto written = add_person(tablet, person, "Asep", village_a, noon_ms);
    tablet.save(numbered_record(2), request_for("visit", "subject", value::reference(person)), {}, noon_ms);
    office.take(tablet.seal_all(noon_ms));
    tablet.save(person, request_for("person", "village", value::text(village_b), 3, intent::change), {written[1]}, noon_ms + 1);
    CHECK(office.take(tablet.seal_all(noon_ms + 1)).held.empty());
    CHECK(office.find(numbered_record(2))->atoms() == atom_set{village_b});
    const grant_list grants{{"32.11", 15}, {std::string(reference_atom), 15}};
    CHECK(office.fingerprint_kept(grants) == office.fingerprint_from_scratch(grants));
}

TEST_CASE("equal evidence makes a case, a decision closes it, an unseen head reopens it") {
    small_office office;
    auto a = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    auto b = office.add_tablet(office.add_officer("Budi", role::psm, {village_a}));
    auto c = office.add_tablet(office.add_officer("Cecep", role::psm, {village_a}));
    auto t = office.add_tablet(office.add_officer("Ujang", role::tksk, {"32.11.01"}));
    const auto id = numbered_record(1);
    add_person(a, id, "Siti", village_a, noon_ms);
    office.take(a.seal_all(noon_ms));
    const auto wa = a.save(id, request_for("person", "mother_name", value::text("Ecin"), 3), {}, noon_ms + 10);
    const auto wb = b.save(id, request_for("person", "mother_name", value::text("Icih"), 3), {}, noon_ms + 20);
    const auto wc = c.save(id, request_for("person", "mother_name", value::text("Onah"), 3), {}, noon_ms + 30);
    const auto sealed_a = a.seal_all(noon_ms + 10);
    const auto sealed_b = b.seal_all(noon_ms + 20);
    const auto sealed_c = c.seal_all(noon_ms + 30);
    office.now_ms = noon_ms + 1000;
    office.take(sealed_a);
    CHECK(open_cases(office) == 0);
    office.take(sealed_b);
    CHECK(open_cases(office) == 1);
    const auto file = office.find(case_record_id(id, person_cell(fields::person::mother_name)));
    REQUIRE(file.has_value());
    std::vector<cell> cells;
    for (const auto& cell_there : file->parts.front().cells) cells.push_back(cell_there.what);
    const auto open = read_case(file->id, cells);
    REQUIRE(open.has_value());
    REQUIRE(open->candidates.size() == 2);
    CHECK(open->record == id);
    CHECK(!open->waiting);
    t.save(id, request_for("person", "mother_name", value::text("Ecin"), 3, intent::decision), {}, noon_ms + 40, open->candidates);
    CHECK(office.take(t.seal_all(noon_ms + 40)).held.empty());
    CHECK(open_cases(office) == 0);
    CHECK(office.find(id)->find(person_cell(fields::person::mother_name))->what.content.as_text() == "Ecin");
    CHECK(office.find(file->id)->atoms().empty());
    office.take(sealed_c);
    CHECK(open_cases(office) == 1);
    static_cast<void>(wa);
    static_cast<void>(wb);
    static_cast<void>(wc);
}

TEST_CASE("what may not settle is held with its reason") {
    small_office office;
    const auto psm = office.add_officer("Asih", role::psm, {village_a});
    auto tablet = office.add_tablet(psm);
    const auto id = numbered_record(1);
    const auto written = add_person(tablet, id, "Siti", village_a, noon_ms);
    office.take(tablet.seal_all(noon_ms));
    hold_reason expected = hold_reason::none;
    SUBCASE("evidence beyond the role") {
        tablet.save(id, request_for("person", "birth_place", value::text("Sumedang"), 5), {}, noon_ms + 1);
        expected = hold_reason::evidence_beyond_role;
    }
    SUBCASE("a decision by a census taker") {
        tablet.save(id, request_for("person", "name", value::text("Siti A"), 2, intent::decision), {written[0]}, noon_ms + 1);
        expected = hold_reason::no_right_to_decide;
    }
    SUBCASE("outside every duty") {
        tablet.save(numbered_record(2), request_for("person", "village", value::text(village_c)), {}, noon_ms + 1);
        expected = hold_reason::outside_duty;
    }
    SUBCASE("the office's own field") {
        tablet.save(id, request_for("person", "restricted", value::integer(1)), {}, noon_ms + 1);
        expected = hold_reason::office_only;
    }
    SUBCASE("a generation nobody earned") {
        auto w = tablet.save(id, request_for("person", "name", value::text("Siti B")), {written[0]}, noon_ms + 1);
        tablet.unsealed.back().what.what.at.generation = 1000;
        expected = hold_reason::malformed;
    }
    const auto answer = office.take(tablet.seal_all(noon_ms + 1));
    REQUIRE(answer.held.size() == 1);
    CHECK(name_of(answer.held[0].reason) == name_of(expected));
    const auto before = office.everything();
    auto held = (*office.store.view())->custody_in(custody_state::held);
    REQUIRE(held->size() == 1);
    const std::vector<write_id> ids{held->front().id};
    const auto office_now = office.context();
    const auto done = office.store.transact([&](office_transaction& tx) -> result<void> {
        PENDATA_TRY(outcome, accept_held(tx, office_now, ids));
        CHECK(outcome.done == ids);
        return {};
    });
    REQUIRE(done.has_value());
    CHECK((*office.store.view())->custody_in(custody_state::held)->empty());
    CHECK(office.everything() != before);
}

TEST_CASE("nobody makes a record under an id that follows from others") {
    small_office office;
    auto tablet = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    const auto id = numbered_record(1);
    add_person(tablet, id, "Siti", village_a, noon_ms);
    CHECK(office.take(tablet.seal_all(noon_ms)).held.empty());
    const auto of_case = case_record_id(id, person_cell(fields::person::mother_name));
    for (const auto& claimed : {of_case, region_record_id("32.11.01.2009")}) {
        CHECK(is_derived_id(claimed));
        add_person(tablet, claimed, "Palsu", village_a, noon_ms + 1);
        const auto answer = office.take(tablet.seal_all(noon_ms + 1));
        REQUIRE(answer.held.size() == 2);
        CHECK(answer.held[0].reason == hold_reason::malformed);
        CHECK_FALSE(office.find(claimed).has_value());
    }
    // The case itself is not in anybody's way.
    auto other = office.add_tablet(office.add_officer("Budi", role::psm, {village_a}));
    tablet.save(id, request_for("person", "mother_name", value::text("Ecin"), 3), {}, noon_ms + 2);
    other.save(id, request_for("person", "mother_name", value::text("Icih"), 3), {}, noon_ms + 3);
    CHECK(office.take(tablet.seal_all(noon_ms + 4)).held.empty());
    CHECK(office.take(other.seal_all(noon_ms + 4)).held.empty());
    REQUIRE(office.find(of_case).has_value());
    CHECK(office.find(of_case)->kind == kinds::conflict_case);
}

TEST_CASE("a pair has the id of its two records, whoever notes it") {
    small_office office;
    auto tablet = office.add_tablet(office.add_officer("Ujang", role::tksk, {"32.11.01"}));
    const auto a = numbered_record(1), b = numbered_record(2), c = numbered_record(3);
    for (const auto& id : {a, b, c}) add_person(tablet, id, "Siti", village_a, noon_ms);
    CHECK(office.take(tablet.seal_all(noon_ms)).held.empty());
    const auto note_pair = [&](const record_id& under, const record_id& one, const record_id& other) {
        tablet.save(under, request_for("duplicate_case", "a", value::reference(one), 2), {}, noon_ms + 1);
        tablet.save(under, request_for("duplicate_case", "b", value::reference(other), 2), {}, noon_ms + 1);
        return office.take(tablet.seal_all(noon_ms + 1)).held;
    };
    const auto in_the_way = note_pair(duplicate_case_id(a, c), a, b);
    REQUIRE(in_the_way.size() == 2);
    CHECK(in_the_way[0].reason == hold_reason::malformed);
    CHECK_FALSE(office.find(duplicate_case_id(a, c)).has_value());
    CHECK(note_pair(duplicate_case_id(a, b), a, b).empty());
    CHECK(office.find(duplicate_case_id(a, b)).has_value());
}

TEST_CASE("a kind the office does not know stays held, even where somebody accepts it") {
    small_office office;
    auto tablet = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    add_person(tablet, numbered_record(1), "Siti Aminah", village_a, noon_ms);
    auto odd = tablet.unsealed.front();
    odd.what.record = numbered_record(2);
    odd.what.what.key.kind = 9'999;
    tablet.unsealed.push_back(odd);
    const auto answer = office.take(tablet.seal_all(noon_ms));
    REQUIRE(answer.held.size() == 1);
    CHECK(answer.held.front().reason == hold_reason::unknown_field);
    const auto context = office.context();
    const std::vector<write_id> ids{odd.what.id()};
    const auto done = office.store.transact([&](office_transaction& to) -> result<void> {
        PENDATA_TRY(judged, accept_held(to, context, ids));
        CHECK(judged.done.empty());
        CHECK(judged.left == ids);
        return {};
    });
    CHECK(done.has_value());
    CHECK(!office.find(numbered_record(2)).has_value());
}

TEST_CASE("a cell in a compartment that is not its own stays held, even where somebody accepts it") {
    small_office office;
    auto tablet = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    add_person(tablet, numbered_record(1), "Siti Aminah", village_a, noon_ms);
    office.take(tablet.seal_all(noon_ms));
    tablet.save(numbered_record(1), request_for("person", "phone", value::text("081234567890")), {}, noon_ms);
    auto& odd = tablet.unsealed.front().what;
    odd.what.room = 3;
    const std::vector<write_id> ids{odd.id()};
    CHECK(office.take(tablet.seal_all(noon_ms)).held.front().reason == hold_reason::compartment_mismatch);
    const auto context = office.context();
    const auto done = office.store.transact([&](office_transaction& to) -> result<void> {
        PENDATA_TRY(judged, accept_held(to, context, ids));
        CHECK(judged.left == ids);
        return {};
    });
    CHECK(done.has_value());
    CHECK(office.find(numbered_record(1))->find(person_cell(fields::person::phone)) == nullptr);
}

TEST_CASE("a time beyond the office's now is replaced once") {
    small_office office;
    auto tablet = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    const auto year = std::int64_t{365} * 86'400'000;
    add_person(tablet, numbered_record(1), "Siti", village_a, noon_ms + year);
    auto batch = tablet.seal_all(noon_ms + year);
    const auto answer = office.take(batch);
    REQUIRE(answer.retimed.size() == 2);
    CHECK(answer.retimed[0].time <= end_of_ms(noon_ms));
    CHECK(office.find(numbered_record(1))->find(person_cell(fields::person::name))->what.at.time == answer.retimed[0].time);
}

namespace {

// Four tablets edit three people at random, seeing what they wrote themselves and now and then what one another sealed.
std::vector<sealed_batch> random_batches(small_office& office) {
    std::vector<paper_tablet> tablets;
    tablets.push_back(office.add_tablet(office.add_officer("Asih", role::psm, {village_a, village_b})));
    tablets.push_back(office.add_tablet(office.add_officer("Budi", role::psm, {village_a, village_b})));
    tablets.push_back(office.add_tablet(office.add_officer("Ujang", role::tksk, {"32.11.01"})));
    tablets.push_back(office.add_tablet(office.add_officer("Vina", role::verifier, {"32.11"})));
    std::vector<std::map<std::pair<record_id, cell_key>, std::vector<write>>> sees(tablets.size());
    std::vector<sealed_batch> batches;
    std::int64_t now = noon_ms - 1'000'000;
    const auto seal_of = [&](std::size_t who) {
        batches.push_back(tablets[who].seal_all(now));
        for (const auto& w : batches.back().content.writes) {
            for (auto& t : tablets) t.base_times[w.id()] = w.what.at.time;
            const auto other = *rc::gen::inRange<std::size_t>(0, tablets.size());
            if (other != who && *rc::gen::inRange(0, 3) == 0) sees[other][{w.record, w.what.key}].push_back(w);
        }
    };
    const auto steps = *rc::gen::inRange(1, 40);
    for (int i = 0; i < steps; ++i) {
        const auto who = *rc::gen::inRange<std::size_t>(0, tablets.size());
        now += *rc::gen::inRange(0, 3);
        const auto id = numbered_record(*rc::gen::inRange(1, 4));
        const auto text = [](const char* prefix) { return value::text(prefix + std::to_string(*rc::gen::inRange(0, 3))); };
        const auto evidence = static_cast<std::uint8_t>(*rc::gen::inRange(1, 4));
        const auto request = [&]() -> cell_request {
            switch (*rc::gen::inRange(0, 5)) {
                case 0: return request_for("person", "name", text("Nama "), evidence);
                case 1: return request_for("person", "village", value::text(*rc::gen::element(village_a, village_b)), evidence,
                                           *rc::gen::element(intent::correction, intent::change));
                case 2: return request_for("person", "life_status", value::integer(*rc::gen::inRange(1, 4)), evidence);
                case 3: return request_for("person", "phone", value::text("08123456789" + std::to_string(*rc::gen::inRange(0, 9))), evidence);
                default: return request_for("person", "aliases", text("Alias "), evidence);
            }
        }();
        auto& around = sees[who][{id, request.key}];
        ++tablets[who].last_save;
        const authorship by{tablets[who].chain.replica, tablets[who].officer, tablets[who].last_save, to_stamp_time(now), now, clock_trust::ok};
        const auto w = compose(id, request, by, around, {});
        if (w) {
            tablets[who].unsealed.push_back({*w, {now, now, "boot"}});
            around.push_back(*w);
        }
        if (*rc::gen::inRange(0, 3) == 0 && !tablets[who].unsealed.empty()) seal_of(who);
    }
    now += 10;
    for (std::size_t who = 0; who < tablets.size(); ++who) {
        if (!tablets[who].unsealed.empty()) seal_of(who);
    }
    return batches;
}

}  // namespace

TEST_CASE("canonical bytes and cases are a function of the set of writes") {
    CHECK(rc::check("any order, repeats and gaps end the same", [] {
        small_office first;
        const auto batches = random_batches(first);
        const memory_office_store before = first.store;
        for (const auto& b : batches) first.take(b);
        const grant_list all{{"32.11", 15}, {std::string(reference_atom), 15}};
        RC_ASSERT(first.fingerprint_kept(all) == first.fingerprint_from_scratch(all));
        small_office second;
        second.store = before;
        auto order = *rc::gen::container<std::vector<int>>(batches.size(), rc::gen::arbitrary<int>());
        std::vector<std::size_t> places(batches.size());
        for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
        std::sort(places.begin(), places.end(), [&](std::size_t x, std::size_t y) { return std::pair(order[x], x) < std::pair(order[y], y); });
        for (const auto i : places) {
            second.take(batches[i]);
            if (order[i] % 3 == 0) second.take(batches[i], arrival::carried);
        }
        RC_ASSERT(second.everything() == first.everything());
        RC_ASSERT(second.fingerprint_kept(all) == second.fingerprint_from_scratch(all));
    }));
}

}  // namespace pendata
