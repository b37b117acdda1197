// What one device may have waiting, and custody as a whole: nothing is lost, what needs nobody flows past, what is held or
// rejected settles by no other path (I2, I3, I5).
#include "core/settle/quota.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/dictionary/element.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/changes.hpp"
#include "core/settle/returned.hpp"
#include "tests/support/small_office.hpp"

namespace pendata {

using namespace test;

namespace {

struct desk {
    small_office& office;

    template <class Call>
    auto run(Call&& call) {
        const auto context = office.context();
        std::optional<desk_outcome> out;
        const auto done = office.store.transact([&](office_transaction& tx) -> result<void> {
            PENDATA_TRY(judged, call(tx, context));
            out = judged;
            return {};
        });
        REQUIRE(done.has_value());
        return *out;
    }
    desk_outcome accept(const std::vector<write_id>& ids) {
        return run([&](office_transaction& tx, const office_context& c) { return accept_held(tx, c, ids); });
    }
    desk_outcome decline(const std::vector<write_id>& ids, custody_state as) {
        return run([&](office_transaction& tx, const office_context& c) { return decline_held(tx, c, ids, as, "catatan"); });
    }
    desk_outcome examine() {
        return run([&](office_transaction& tx, const office_context& c) { return examine_held(tx, c); });
    }
    std::vector<write_id> held() {
        auto view = office.store.view();
        std::vector<write_id> out;
        for (const auto& row : *(*view)->custody_in(custody_state::held)) out.push_back(row.id);
        return out;
    }
    std::size_t unread() {
        auto view = office.store.view();
        std::size_t batches = 0;
        for (const auto& of : *(*view)->unread()) batches += of.batches;
        return batches;
    }
};

// A person whose name only the office may vouch for so strongly: held, while the village settles.
sealed_batch too_sure(paper_tablet& t, int number, std::int64_t at_ms = noon_ms) {
    const auto id = numbered_record(number);
    t.save(id, request_for("person", "village", value::text(village_a)), {}, at_ms);
    t.same_save = true;
    t.save(id, request_for("person", "name", value::text("Siti " + std::to_string(number)), 5), {}, at_ms);
    t.same_save = false;
    return t.seal_all(at_ms);
}

sealed_batch honest(paper_tablet& t, int number) {
    t.save(numbered_record(number), request_for("person", "village", value::text(village_a)), {}, noon_ms);
    return t.seal_all(noon_ms);
}

bool all_held_for(const receipt& answer, hold_reason reason, std::size_t writes) {
    return answer.held.size() == writes &&
           std::all_of(answer.held.begin(), answer.held.end(), [&](const held_write& w) { return w.reason == reason; });
}

}  // namespace

TEST_CASE("beyond its quota a device's batches are kept unread, what is fine settles, and both are read in order") {
    small_office office;
    office.held_quota = 2;
    desk at{office};
    auto t = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    for (const int n : {1, 2}) CHECK(office.take(too_sure(t, n)).held.size() == 1);
    const auto third = too_sure(t, 3);
    const auto kept = office.take(third);
    CHECK(all_held_for(kept, hold_reason::quota, 2));
    CHECK(at.unread() == 1);
    CHECK_FALSE(office.find(numbered_record(3)).has_value());
    // The same again: the same receipt, kept once.
    CHECK(office.take(third, arrival::carried) == kept);
    CHECK(at.unread() == 1);
    // What needs nobody flows past.
    CHECK(office.take(honest(t, 10)).held.empty());
    CHECK(office.find(numbered_record(10)).has_value());
    // What stands on something unread waits behind it.
    const auto& village = third.content.writes[0];
    t.save(numbered_record(3), request_for("person", "village", value::text(village_a), 4), {village}, noon_ms);
    CHECK(all_held_for(office.take(t.seal_all(noon_ms)), hold_reason::quota, 1));
    CHECK(at.unread() == 2);
    // Another device is none the worse.
    auto other = office.add_tablet(t.officer);
    CHECK(office.take(too_sure(other, 20)).held.size() == 1);

    const sequence before = (*office.store.view())->head()->at;
    auto ids = at.held();
    at.decline({ids.front()}, custody_state::rejected);
    CHECK(at.unread() == 1);  // the third is read; its held name fills the quota again
    CHECK(office.find(numbered_record(3)).has_value());
    at.accept(at.held());
    CHECK(at.unread() == 0);
    CHECK(office.find(numbered_record(3))->find(person_cell(fields::person::village))->what.evidence == 4);
    // The author's tablet hears of every write that it was told is held.
    const auto news = news_for(**office.store.view(), t.device, before);
    for (const auto& w : third.content.writes) {
        CHECK(std::any_of(news->entries.begin(), news->entries.end(), [&](const auto& e) {
            return e.write == w.id() && e.state == message::verdict::accepted;
        }));
    }
}

TEST_CASE("a batch that comes in another one meanwhile is told of when it is read") {
    small_office office;
    office.held_quota = 1;
    desk at{office};
    auto t = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    office.take(too_sure(t, 1));
    auto twin = t;
    const auto kept = too_sure(t, 2);
    office.take(kept);
    // The copy of the file seals the village of it in a batch of its own, that settles.
    twin.unsealed.push_back({kept.content.writes[0], {noon_ms, noon_ms, "boot"}});
    CHECK(office.take(twin.seal_all(noon_ms)).held.empty());
    const sequence before = (*office.store.view())->head()->at;
    at.accept(at.held());
    CHECK(at.unread() == 0);
    const auto news = news_for(**office.store.view(), t.device, before);
    CHECK(std::any_of(news->entries.begin(), news->entries.end(), [&](const auto& e) {
        return e.write == kept.content.writes[0].id() && e.state == message::verdict::accepted;
    }));
}

TEST_CASE("what another tablet gave back meanwhile is told of when its author's batch is read") {
    small_office office;
    office.held_quota = 1;
    desk at{office};
    auto t = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    auto other = office.add_tablet(office.add_officer("Budi", role::psm, {village_a}));
    CHECK(office.take(too_sure(t, 1)).held.size() == 1);
    const auto kept = too_sure(t, 2);
    CHECK(all_held_for(office.take(kept), hold_reason::quota, 2));
    const auto& village = kept.content.writes[0];
    message::give_back held_by_other;
    held_by_other.number = 1;
    auto& of = held_by_other.parts.emplace_back();
    of.record = numbered_record(2);
    of.cells.push_back({village.what, 0});
    const auto context = office.context();
    REQUIRE(office.store
                .transact([&](office_transaction& tx) -> result<void> {
                    PENDATA_TRY(answer, take_returned(tx, context, other.device, held_by_other, nullptr));
                    CHECK(answer.answer.held == 0);
                    return {};
                })
                .has_value());
    const sequence before = (*office.store.view())->head()->at;
    at.decline(at.held(), custody_state::rejected);
    CHECK(at.unread() == 0);
    const auto news = news_for(**office.store.view(), t.device, before);
    CHECK(std::any_of(news->entries.begin(), news->entries.end(), [&](const auto& e) {
        return e.write == village.id() && e.state == message::verdict::accepted;
    }));
}

TEST_CASE("cases that one device opens have a quota too") {
    small_office office;
    office.case_quota = 2;
    desk at{office};
    auto a = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    auto b = office.add_tablet(office.add_officer("Budi", role::psm, {village_a}));
    auto t = office.add_tablet(office.add_officer("Ujang", role::tksk, {"32.11.01"}));
    std::vector<write> by_a, by_b;
    for (int n = 1; n <= 3; ++n) {
        office.take(honest(a, n));
        by_a.push_back(a.save(numbered_record(n), request_for("person", "mother_name", value::text("Ecin"), 3), {}, noon_ms));
        office.take(a.seal_all(noon_ms));
    }
    receipt last;
    for (int n = 1; n <= 3; ++n) {
        by_b.push_back(b.save(numbered_record(n), request_for("person", "mother_name", value::text("Icih"), 3), {}, noon_ms));
        last = office.take(b.seal_all(noon_ms));
        CHECK((n < 3 ? last.held.empty() : all_held_for(last, hold_reason::quota, 1)));
    }
    CHECK(at.unread() == 1);
    CHECK(office.take(honest(b, 9)).held.empty());
    // A decision makes room, and the third case appears.
    t.save(numbered_record(1), request_for("person", "mother_name", value::text("Ecin"), 3, intent::decision), {}, noon_ms,
           {by_a[0].what, by_b[0].what});
    CHECK(office.take(t.seal_all(noon_ms)).held.empty());
    CHECK(at.unread() == 0);
    const auto file = office.find(case_record_id(numbered_record(3), person_cell(fields::person::mother_name)));
    REQUIRE(file.has_value());
    CHECK_FALSE(file->parts.empty());
}

TEST_CASE("what can not be read in one transaction is read in the next, and a damaged row stops nobody else") {
    small_office office;
    office.held_quota = 1;
    desk at{office};
    auto t = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    auto other = office.add_tablet(office.add_officer("Budi", role::psm, {village_a}));
    const int many = static_cast<int>(limits::unread_at_once) + 3;
    for (int n = 0; n <= many; ++n) office.take(too_sure(t, n));
    CHECK(at.unread() == static_cast<std::size_t>(many));
    // The office has more room now. A batch that makes none leaves what waits alone; a verdict makes it.
    office.held_quota = 100;
    CHECK(office.take(honest(other, 900)).held.empty());
    CHECK(at.unread() == static_cast<std::size_t>(many));
    at.decline({at.held().front()}, custody_state::rejected);
    CHECK(at.unread() == 3);
    CHECK(office.take(honest(other, 901)).held.empty());
    CHECK(at.unread() == 0);

    unread_batch damaged = sealed_up(too_sure(t, 950), arrival::sync, noon_ms);
    damaged.content = "no batch";
    REQUIRE(office.store.transact([&](office_transaction& tx) { return tx.put(damaged); }).has_value());
    at.examine();
    CHECK(at.unread() == 1);
    CHECK(office.take(honest(other, 902)).held.empty());
}

TEST_CASE("what is given back where nothing was lost finds a quota, too") {
    small_office office;
    office.held_quota = 1;
    auto t = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    CHECK(office.take(too_sure(t, 1)).held.size() == 1);
    message::give_back lie;
    lie.number = 1;
    auto& of = lie.parts.emplace_back();
    of.record = numbered_record(2);
    of.cells.push_back({t.save(numbered_record(2), request_for("person", "name", value::text("Oknum"), 5), {}, noon_ms).what, 0});
    const auto context = office.context();
    const auto done = office.store.transact([&](office_transaction& tx) -> result<void> {
        PENDATA_CHECK(take_returned(tx, context, t.device, lie, nullptr));
        return {};
    });
    REQUIRE(done.has_error());
    CHECK(to_errc(done.error()) == errc::limit_exceeded);
    desk at{office};
    CHECK(at.held().size() == 1);
}

TEST_CASE("who gives back a guess of what they may not see learns nothing") {
    small_office office;
    auto t = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    auto clerk = office.add_tablet(office.add_officer("Rina", role::operator_, {"32.11"}, 7));
    CHECK(office.take(honest(t, 1)).held.empty());
    const auto blind = make_element(value::integer(1));
    cell_request closed = request_for("person", "disabilities", blind.content, 3);
    closed.key.element = blind.key;
    const auto secret = clerk.save(numbered_record(1), closed, {}, noon_ms);
    CHECK(office.take(clerk.seal_all(noon_ms)).held.empty());
    const grant_list open{{village_a, 1}};
    const auto answer_to = [&](const cell& guess) {
        message::give_back given;
        given.number = 1;
        auto& of = given.parts.emplace_back();
        of.record = numbered_record(1);
        of.room = 2;
        of.cells.push_back({guess, 0});
        const auto context = office.context();
        message::given_back out;
        REQUIRE(office.store
                    .transact([&](office_transaction& tx) -> result<void> {
                        PENDATA_TRY(answer, take_returned(tx, context, t.device, given, &open));
                        out = answer.answer;
                        return {};
                    })
                    .has_value());
        return out;
    };
    const sequence before = (*office.store.view())->head()->at;
    const auto right = answer_to(secret.what);
    cell other = secret.what;
    other.save_number += 1;
    const auto wrong = answer_to(other);
    CHECK(right.taken == wrong.taken);
    CHECK(right.held == wrong.held);
    CHECK(right.at.at == before + 1);
    CHECK(wrong.at.at == before + 2);
}

TEST_CASE("a batch once kept unread was never judged: after a restore its time is looked at") {
    small_office office;
    office.held_quota = 1;
    desk at{office};
    auto t = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    CHECK(office.take(too_sure(t, 1)).held.size() == 1);
    const memory_office_store backup = office.store;
    // Its clock is years ahead, and one write needs somebody.
    constexpr std::int64_t years_ms = std::int64_t{73} * 365 * 24 * 3600 * 1000;
    auto batch = too_sure(t, 2, noon_ms + years_ms);
    const auto first = office.take(batch);
    CHECK(all_held_for(first, hold_reason::quota, 2));
    office.store = backup;
    at.decline(at.held(), custody_state::rejected);
    batch.receipts.push_back(first);
    const auto again = office.take(batch);
    CHECK(again.held.size() == 1);
    CHECK_FALSE(again.retimed.empty());
    const auto settled = office.find(numbered_record(2));
    REQUIRE(settled.has_value());
    CHECK(to_unix_ms(settled->find(person_cell(fields::person::village))->what.at.time) <= office.now_ms);
}

TEST_CASE("a batch kept unread is judged by the time it came, not by the time it is read") {
    small_office office;
    office.held_quota = 1;
    desk at{office};
    auto t = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    CHECK(office.take(too_sure(t, 1)).held.size() == 1);
    constexpr std::int64_t week_ms = std::int64_t{7} * 24 * 3600 * 1000;
    const auto came_ms = office.now_ms;
    CHECK(all_held_for(office.take(too_sure(t, 2, noon_ms + week_ms)), hold_reason::quota, 2));
    office.now_ms += 3 * week_ms;
    at.decline(at.held(), custody_state::rejected);
    CHECK(at.unread() == 0);
    const auto settled = office.find(numbered_record(2));
    REQUIRE(settled.has_value());
    CHECK(to_unix_ms(settled->find(person_cell(fields::person::village))->what.at.time) <= came_ms);
}

TEST_CASE("one cell takes so many writes of one device, and only a person lets more in") {
    small_office office;
    desk at{office};
    auto t = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    auto other = office.add_tablet(office.add_officer("Budi", role::psm, {village_a}));
    office.take(honest(t, 1));
    const auto say = [&](paper_tablet& by, int i) {
        by.save(numbered_record(1), request_for("person", "phone", value::text("0812345" + std::to_string(10'000 + i))), {}, noon_ms + i);
    };
    const int most = static_cast<int>(limits::writes_per_cell);
    for (int i = 0; i < most - 5; ++i) say(t, i);
    office.now_ms = noon_ms + 100'000;
    CHECK(office.take(t.seal_all(office.now_ms)).held.empty());
    for (int i = 0; i < 8; ++i) say(t, 2000 + i);
    CHECK(all_held_for(office.take(t.seal_all(office.now_ms)), hold_reason::quota, 3));
    say(other, 9000);
    CHECK(office.take(other.seal_all(office.now_ms)).held.empty());
    CHECK(at.examine().done.empty());
    const auto accepted = at.accept(at.held());
    CHECK(accepted.done.size() == 3);
}

TEST_CASE("what is held or rejected settles by no other path") {
    bool reject = false;
    SUBCASE("held") {}
    SUBCASE("rejected") { reject = true; }
    small_office office;
    desk at{office};
    const auto asih = office.add_officer("Asih", role::psm, {village_a});
    auto t = office.add_tablet(asih);
    auto second = office.add_tablet(asih);
    const auto batch = too_sure(t, 1);
    office.take(batch);
    const auto id = batch.content.writes[1].id();
    if (reject) at.decline({id}, custody_state::rejected);
    office.take(batch, arrival::carried);
    // Another device of the officer hands the same write in, sealed again, as after a key was lost or a file copied.
    second.unsealed.push_back({batch.content.writes[1], {noon_ms, noon_ms, "boot"}});
    const auto again = office.take(second.seal_all(noon_ms));
    CHECK(all_held_for(again, hold_reason::evidence_beyond_role, 1));
    CHECK(at.examine().done.empty());
    CHECK(office.find(numbered_record(1))->find(person_cell(fields::person::name)) == nullptr);
    auto view = office.store.view();
    CHECK((*(*view)->custody(id))->state == (reject ? custody_state::rejected : custody_state::held));
    CHECK((*(*view)->custody(id))->what.what.content.as_text() == "Siti 1");  // the value is kept
}

TEST_CASE("who stands on a declined write waits for what that one stood on, and no longer") {
    small_office office;
    desk at{office};
    auto t = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    office.take(honest(t, 1));
    const auto say = [&](const char* name, std::uint8_t evidence, const std::vector<write>& around, int later) {
        return t.save(numbered_record(1), request_for("person", "name", value::text(name), evidence), around, noon_ms + later);
    };
    const auto sure = say("Siti", 5, {}, 1);
    const auto next = say("Siti Aminah", 5, {sure}, 2);
    const auto last = say("Siti Aminah binti Ujang", 3, {next}, 3);
    office.now_ms = noon_ms + 1'000;
    CHECK(office.take(t.seal_all(noon_ms + 10)).held.size() == 3);
    at.decline({next.id()}, custody_state::rejected);
    CHECK(at.held().size() == 2);
    at.accept({sure.id()});
    CHECK(at.held().empty());
    auto view = office.store.view();
    CHECK_FALSE((*view)->custody(last.id())->has_value());
}

// Batches in any order, tiny quotas, verdicts in between: at the end every write is in history or in custody, and once
// all is accepted the office is as if there had been no quota.
TEST_CASE("quotas lose nothing and change nothing in the end") {
    CHECK(rc::check("tiny quotas", [] {
        small_office office;
        std::vector<paper_tablet> tablets;
        for (const auto* name : {"Asih", "Budi"}) tablets.push_back(office.add_tablet(office.add_officer(name, role::psm, {village_a})));
        std::vector<sealed_batch> batches;
        std::map<record_id, write> names;
        const int steps = *rc::gen::inRange(1, 25);
        for (int i = 0; i < steps; ++i) {
            auto& t = tablets[*rc::gen::inRange<std::size_t>(0, 2)];
            const int number = *rc::gen::inRange(1, 5);
            const auto id = numbered_record(number);
            t.save(id, request_for("person", "village", value::text(village_a)), {}, noon_ms + i);
            std::vector<write> around;
            if (const auto at = names.find(id); at != names.end() && *rc::gen::arbitrary<bool>()) around.push_back(at->second);
            const auto evidence = *rc::gen::element<std::uint8_t>(3, 3, 5);
            const auto value_there = value::text("Nama " + std::to_string(i));
            names[id] = t.save(id, request_for("person", "mother_name", value_there, evidence), around, noon_ms + i);
            batches.push_back(t.seal_all(noon_ms + i));
        }
        office.now_ms = noon_ms + 1'000;
        const memory_office_store before = office.store;
        const auto drain = [](small_office& of) {
            desk at{of};
            for (int round = 0; round < 100; ++round) {
                at.examine();
                const auto ids = at.held();
                if (ids.empty() && at.unread() == 0) return;
                at.accept(ids);
            }
            RC_FAIL("never drained");
        };
        office.held_quota = *rc::gen::inRange<std::size_t>(1, 4);
        for (const auto& b : batches) {
            office.take(b);
            desk at{office};
            if (*rc::gen::inRange(0, 4) == 0) {
                if (const auto ids = at.held(); !ids.empty()) at.accept({ids.front()});
            }
        }
        drain(office);
        small_office plain;
        plain.store = before;
        plain.now_ms = office.now_ms;
        for (const auto& b : batches) plain.take(b);
        drain(plain);
        RC_ASSERT(office.everything() == plain.everything());
        const grant_list all{{"32.11", 15}, {std::string(reference_atom), 15}};
        RC_ASSERT(office.fingerprint_kept(all) == office.fingerprint_from_scratch(all));
        auto view = office.store.view();
        for (const auto& b : batches) {
            for (const auto& w : b.content.writes) {
                const auto rows = (*view)->history_of(w.record);
                const bool settled = std::any_of(rows->begin(), rows->end(), [&](const history_row& row) {
                    return std::any_of(row.writes.begin(), row.writes.end(), [&](const write& h) { return h.id() == w.id(); });
                });
                RC_ASSERT(settled);
            }
        }
    }));
}

}  // namespace pendata
