// What a device may not claim for others after a restore: each such cell waits with its reason, nothing of it settles,
// and it settles when the tablet of another officer gives back the very same (docs/conflicts.md, "Custody").
#include "core/settle/returned.hpp"

#include <doctest/doctest.h>

#include "core/dictionary/field_numbers.hpp"
#include "core/settle/lost_history.hpp"
#include "tests/support/small_office.hpp"

namespace pendata {

using namespace test;

namespace {

// Restored, with one person; two census takers of their village, one of them with two devices, and a clerk who wrote
// what the office has lost.
struct restored_village {
    small_office office;
    paper_tablet asih = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    paper_tablet asih_again = office.add_tablet(asih.officer);
    paper_tablet budi = office.add_tablet(office.add_officer("Budi", role::psm, {village_a}));
    paper_tablet clerk = office.add_tablet(office.add_officer("Rina", role::operator_, {"32.11"}, 7));
    record_id person = numbered_record(1);
    std::vector<write> settled;

    restored_village() {
        settled.push_back(asih.save(person, request_for("person", "name", value::text("Siti")), {}, noon_ms));
        asih.same_save = true;
        settled.push_back(asih.save(person, request_for("person", "village", value::text(village_a)), {}, noon_ms));
        asih.same_save = false;
        REQUIRE(office.take(asih.seal_all(noon_ms)).held.empty());
        note(restored_note, "\x01\x02");
        office.now_ms = noon_ms + 60'000;
    }
    void note(const char* name, bytes_view content) {
        REQUIRE(office.store.transact([&](office_transaction& tx) { return tx.put_note(name, content); }).has_value());
    }
    void revoke(const device_id& device) {
        REQUIRE(office.store
                    .transact([&](office_transaction& tx) -> result<void> {
                        PENDATA_TRY(row, tx.device(device));
                        row->revoked = true;
                        return tx.put(*row);
                    })
                    .has_value());
    }
    message::given_back gives(const paper_tablet& t, const write& w) {
        message::give_back given;
        given.number = 1;
        given.parts.push_back({w.record, w.what.room, {{w.what, 0}}});
        const grant_list granted{{village_a, 15}};
        const auto context = office.context();
        message::given_back out;
        REQUIRE(office.store
                    .transact([&](office_transaction& tx) -> result<void> {
                        PENDATA_TRY(answer, take_returned(tx, context, t.device, given, &granted));
                        out = answer.answer;
                        return {};
                    })
                    .has_value());
        return out;
    }
    std::optional<custody_row> waiting(const write& w) { return *(*office.store.view())->custody(w.id()); }
    bool settles(const write& w) {
        const auto rows = (*office.store.view())->history_of(w.record);
        return std::any_of(rows->begin(), rows->end(), [&](const history_row& row) {
            return std::any_of(row.writes.begin(), row.writes.end(), [&](const write& h) { return h.id() == w.id(); });
        });
    }
    const cell* current(const write& w) {
        now_ = office.find(w.record);
        const auto* c = now_ ? now_->find(w.what.key) : nullptr;
        return c == nullptr ? nullptr : &c->what;
    }

private:
    std::optional<office_record> now_;
};

struct claim {
    const char* what;
    cell_request request;
    hold_reason reason;
    bool over_the_name = false;  // its author had seen the name
};

std::vector<claim> claims() {
    return {
        {"evidence of a register", request_for("person", "birth_place", value::text("Sumedang"), 5), hold_reason::evidence_beyond_role},
        {"a decision", request_for("person", "name", value::text("Siti Aminah"), 3, intent::decision), hold_reason::no_right_to_decide, true},
        {"a state beyond the giver's role", request_for("person", "life_status", value::integer(codes::life_status::deceased), 1),
         hold_reason::state_beyond_role},
        {"the office's own field", request_for("person", "restricted", value::integer(1)), hold_reason::office_only},
    };
}

}  // namespace

TEST_CASE("what a device may not claim for others waits with its reason, until two officers' devices agree") {
    for (const auto& row : claims()) {
        CAPTURE(row.what);
        restored_village v;
        const auto lost = v.clerk.save(v.person, row.request, row.over_the_name ? std::vector{v.settled[0]} : std::vector<write>{}, noon_ms + 10);
        const auto before = v.office.everything();
        const auto answer = v.gives(v.asih, lost);
        CHECK(answer.taken == 1);
        CHECK(answer.held == 1);
        auto held = v.waiting(lost);
        REQUIRE(held.has_value());
        CHECK(held->reason == row.reason);
        CHECK(held->state == custody_state::held);
        CHECK(held->path == arrival::returned);
        CHECK(held->from == v.asih.device);
        CHECK_FALSE(v.settles(lost));
        CHECK(v.office.everything() == before);
        // The same again, and another device of the same officer: still one witness.
        CHECK(v.gives(v.asih, lost).taken == 0);
        CHECK(v.gives(v.asih_again, lost).taken == 0);
        CHECK(v.waiting(lost).has_value());
        CHECK(v.office.everything() == before);
        CHECK(v.gives(v.budi, lost).held == 0);
        CHECK_FALSE(v.waiting(lost).has_value());
        CHECK(v.settles(lost));
        // The first witness hears that it waits no longer.
        const auto told = (*v.office.store.view())->accepted_from(v.asih.device, 0).value();
        CHECK(std::any_of(told.begin(), told.end(), [&](const accepted_row& one) { return one.id == lost.id(); }));
        REQUIRE(v.current(lost) != nullptr);
        CHECK(v.current(lost)->content == lost.what.content);
    }
}

TEST_CASE("what its officer might have written settles by one device's word") {
    restored_village v;
    const auto lost = v.clerk.save(v.person, request_for("person", "birth_place", value::text("Sumedang"), 4), {}, noon_ms + 10);
    const auto answer = v.gives(v.asih, lost);
    CHECK(answer.taken == 1);
    CHECK(answer.held == 0);
    CHECK(v.settles(lost));
    CHECK(v.current(lost)->author == v.clerk.officer);
}

TEST_CASE("a status that only others may give waits, what it is about does not") {
    restored_village v;
    const auto id = numbered_record(2);
    auto reference = request_for("assignment", "subject", value::reference(v.person));
    const auto subject = v.clerk.save(id, reference, {}, noon_ms + 10);
    const auto status = v.clerk.save(id, request_for("assignment", "status", value::integer(codes::assignment_status::approved)), {}, noon_ms + 10);
    CHECK(v.gives(v.asih, subject).held == 0);
    CHECK(v.settles(subject));
    CHECK(v.gives(v.asih, status).held == 1);
    REQUIRE(v.waiting(status).has_value());
    CHECK(v.waiting(status)->reason == hold_reason::state_beyond_role);
    CHECK_FALSE(v.settles(status));
    CHECK(v.current(status) == nullptr);
}

TEST_CASE("a revoked device claims nothing, and is no second witness") {
    restored_village v;
    const auto plain = v.clerk.save(v.person, request_for("person", "birth_place", value::text("Sumedang"), 3), {}, noon_ms + 10);
    const auto sure = v.clerk.save(v.person, request_for("person", "mother_name", value::text("Entin"), 5), {}, noon_ms + 20);
    const auto before = v.office.everything();
    v.revoke(v.asih.device);
    CHECK(v.gives(v.asih, plain).held == 1);
    REQUIRE(v.waiting(plain).has_value());
    CHECK(v.waiting(plain)->reason == hold_reason::device_revoked);
    CHECK(v.gives(v.budi, sure).held == 1);
    CHECK(v.gives(v.asih, sure).taken == 0);
    REQUIRE(v.waiting(sure).has_value());
    CHECK(v.waiting(sure)->reason == hold_reason::evidence_beyond_role);
    CHECK(v.office.everything() == before);
    CHECK_FALSE(v.settles(plain));
    CHECK_FALSE(v.settles(sure));
}

TEST_CASE("two officers' devices that give back different cells do not agree") {
    restored_village v;
    const auto request = [](const char* place) { return request_for("person", "birth_place", value::text(place), 5); };
    const auto one = v.clerk.save(v.person, request("Sumedang"), {}, noon_ms + 10);
    const auto other = v.clerk.save(v.person, request("Garut"), {}, noon_ms + 20);
    const auto before = v.office.everything();
    CHECK(v.gives(v.asih, one).held == 1);
    CHECK(v.gives(v.budi, other).held == 1);
    CHECK(v.waiting(one).has_value());
    CHECK(v.waiting(other).has_value());
    CHECK(v.office.everything() == before);
}

TEST_CASE("where nothing is known to be lost, agreeing makes nothing true") {
    restored_village v;
    v.note(restored_note, {});
    const auto sure = v.clerk.save(v.person, request_for("person", "birth_place", value::text("Sumedang"), 5), {}, noon_ms + 10);
    CHECK(v.gives(v.asih, sure).held == 1);
    CHECK(v.gives(v.budi, sure).taken == 0);
    CHECK(v.waiting(sure).has_value());
    CHECK_FALSE(v.settles(sure));
}

TEST_CASE("of what was erased by law nothing is given back") {
    restored_village it;
    const auto phone = it.asih.save(it.person, request_for("person", "phone", value::text("081234567890")), {}, noon_ms);
    it.office.erased.insert(it.person);
    CHECK(it.gives(it.budi, phone).taken == 0);
    CHECK_FALSE(it.settles(phone));
    CHECK_FALSE(it.waiting(phone).has_value());
    it.office.erased.clear();
    CHECK(it.gives(it.budi, phone).taken == 1);
    CHECK(it.settles(phone));
}

}  // namespace pendata
