// I12: forks are seen at first contact of either half, whichever batch comes first; gaps, repeats and lost receipts are
// none; nobody writes under another device's replica.
#include "core/settle/chain.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <random>

#include "core/dictionary/field_numbers.hpp"
#include "core/model/canonical.hpp"
#include "core/model/replica.hpp"
#include "tests/support/small_office.hpp"

namespace pendata {

using namespace test;

namespace {

write say(paper_tablet& t, const record_id& id, std::string_view field, const std::string& text, std::uint8_t evidence = 2) {
    return t.save(id, request_for("person", field, value::text(text), evidence), {}, noon_ms);
}

sealed_batch person_batch(paper_tablet& t, const record_id& id, const std::string& name) {
    say(t, id, "village", village_a);
    t.same_save = true;
    say(t, id, "name", name);
    t.same_save = false;
    return t.seal_all(noon_ms);
}

std::size_t times_in_history(small_office& office, const record_id& record, const write_id& id) {
    auto view = office.store.view();
    std::size_t found = 0;
    for (const auto& row : *(*view)->history_of(record)) {
        found += static_cast<std::size_t>(std::count_if(row.writes.begin(), row.writes.end(), [&](const write& w) { return w.id() == id; }));
    }
    return found;
}

void resign(paper_tablet& by, sealed_batch& batch) {
    batch.device = by.device;
    batch.hash = batch_digest(batch.content);
    batch.signed_by = sign(by.seed, batch_signature_message(batch.hash));
}

}  // namespace

TEST_CASE("a replica says whose it is") {
    const auto mine = device_id::from(sha256("mine").view());
    const auto theirs = device_id::from(sha256("theirs").view());
    const auto replica = make_replica(mine, {1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(is_replica_of(replica, mine));
    CHECK_FALSE(is_replica_of(replica, theirs));
    CHECK(to_string(replica).substr(0, 18) == "01020304-0506-0708");
    CHECK_FALSE(is_replica_of({}, mine));
    CHECK_FALSE(is_replica_of(foreign_replica(theirs, replica), theirs));
    CHECK_FALSE(is_replica_of(foreign_replica(theirs, replica), mine));
}

TEST_CASE("a fork is seen whichever half comes first, and both histories are kept") {
    for (int first = 0; first < 4; ++first) {
        small_office office;
        auto a = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
        office.take(person_batch(a, numbered_record(1), "Siti"));
        auto twin = a;
        const auto a1 = person_batch(a, numbered_record(2), "Anak A");
        const auto a2 = person_batch(a, numbered_record(3), "Cucu A");
        const auto b1 = person_batch(twin, numbered_record(4), "Anak B");
        bool told_twin = false;
        switch (first) {
            case 0:
                CHECK_FALSE(office.take(a1).forked);
                told_twin = office.take(b1).forked;
                CHECK_FALSE(office.take(a2).forked);
                break;
            case 1:
                CHECK_FALSE(office.take(b1).forked);
                told_twin = office.take(a1).forked;
                CHECK(office.take(a2).forked == false);
                break;
            case 2:  // a bag brought the second batch first
                CHECK_FALSE(office.take(a2).forked);
                told_twin = office.take(b1).forked;
                CHECK(office.take(a1).forked);
                break;
            default:
                CHECK_FALSE(office.take(a2).forked);
                CHECK_FALSE(office.take(a1).forked);
                told_twin = office.take(b1).forked;
        }
        CHECK(told_twin);
        for (int n = 1; n <= 4; ++n) CHECK(office.find(numbered_record(n)).has_value());
    }
}

TEST_CASE("an unknown predecessor is a gap") {
    small_office office;
    auto a = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    std::vector<sealed_batch> batches;
    for (int n = 1; n <= 5; ++n) batches.push_back(person_batch(a, numbered_record(n), "Anak " + std::to_string(n)));
    for (const int n : {4, 2, 0, 3, 1, 2, 4}) CHECK_FALSE(office.take(batches[static_cast<std::size_t>(n)], arrival::carried).forked);
}

TEST_CASE("a file put back that saves again under the numbers it lost: nothing is taken for seen") {
    small_office office;
    auto a = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    const auto id = numbered_record(1);
    office.take(person_batch(a, id, "Siti"));
    const auto backup = a;
    say(a, id, "phone", "081234567890");
    office.take(a.seal_all(noon_ms));

    auto back = backup;
    SUBCASE("another value") {
        const auto w = say(back, id, "phone", "081234567891");
        CHECK(office.take(back.seal_all(noon_ms)).forked);
        CHECK(times_in_history(office, id, w.id()) == 1);
    }
    SUBCASE("the same value, under a number of its own") {
        // The engine draws its steps at random; a paper tablet counts.
        back.last_save += 7;
        const auto w = say(back, id, "phone", "081234567890", 4);
        CHECK(office.take(back.seal_all(noon_ms)).forked);
        CHECK(times_in_history(office, id, w.id()) == 1);
    }
}

TEST_CASE("what is known already is told with its custody") {
    small_office office;
    auto a = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    const auto id = numbered_record(1);
    office.take(person_batch(a, id, "Siti"));
    auto back = a;
    const auto w = say(a, id, "name", "Siti Aminah", 5);  // beyond the role
    const auto held = office.take(a.seal_all(noon_ms));
    REQUIRE(held.held.size() == 1);
    // The same save, unsealed when the file was copied, goes out in another batch.
    back.unsealed.push_back({w, {noon_ms, noon_ms, "boot"}});
    say(back, id, "phone", "081234567890");
    const auto again = office.take(back.seal_all(noon_ms));
    CHECK(again.forked);
    REQUIRE(again.held.size() == 1);
    CHECK(again.held[0] == held_write{0, hold_reason::evidence_beyond_role});
    auto view = office.store.view();
    CHECK((*view)->custody_of(id)->size() == 1);
}

TEST_CASE("nobody writes under another device's replica") {
    small_office office;
    const auto victim_officer = office.add_officer("Asih", role::psm, {village_a});
    auto victim = office.add_tablet(victim_officer);
    auto thief = office.add_tablet(office.add_officer("Budi", role::psm, {village_a}));
    const auto id = numbered_record(1);
    office.take(person_batch(victim, id, "Siti"));

    // What the victim will save next, guessed to the byte.
    auto guess = victim;
    const auto wanted = say(guess, id, "phone", "081234567890");
    SUBCASE("a whole chain of the victim's") {
        auto batch = guess.seal_all(noon_ms);
        batch.content.number = 1'000'000;
        for (auto& w : batch.content.writes) w.what.author = thief.officer;
        resign(thief, batch);
        const auto answer = office.take(batch);
        REQUIRE(answer.held.size() == 1);
        CHECK(answer.held[0].reason == hold_reason::foreign_replica);
    }
    SUBCASE("the victim's stamp in a chain of one's own, with the victim for an author or without") {
        for (const auto& author : {thief.officer, victim_officer}) {
            auto w = wanted;
            w.what.author = author;
            if (author != thief.officer) ++w.what.save_number;
            thief.unsealed.push_back({w, {noon_ms, noon_ms, "boot"}});
            const auto answer = office.take(thief.seal_all(noon_ms));
            REQUIRE(answer.held.size() == 1);
            CHECK(answer.held[0].reason == (author == thief.officer ? hold_reason::foreign_replica : hold_reason::unknown_author));
        }
    }
    auto view = office.store.view();
    CHECK((*view)->head_of(victim.chain.replica)->number == 1);
    CHECK_FALSE((*view)->head_of(victim.chain.replica)->forked);
    CHECK_FALSE((*view)->custody(wanted.id())->has_value());

    say(victim, id, "phone", "081234567890");
    const auto answer = office.take(victim.seal_all(noon_ms));
    CHECK_FALSE(answer.forked);
    CHECK(answer.held.empty());
    CHECK(times_in_history(office, id, wanted.id()) == 1);
    CHECK(office.find(id)->find(person_cell(fields::person::phone))->what.author == victim_officer);
}

TEST_CASE("another cell under the name of one that is here is no copy of it") {
    small_office office;
    auto tablet = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    const auto id = numbered_record(1);
    auto honest = person_batch(tablet, id, "Siti");
    const auto before = office.store;
    CHECK(office.take(honest).held.empty());

    // The same ids, from the same hands: with more evidence and a generation nobody has earned.
    for (auto w : honest.content.writes) {
        w.what.evidence = 4;
        w.what.at.generation = 60;
        w.what.at.rank = 0;
        REQUIRE(w.id() == honest.content.writes[tablet.unsealed.size()].id());
        tablet.unsealed.push_back({w, {noon_ms, noon_ms, "boot"}});
    }
    const auto forged = tablet.seal_all(noon_ms);
    const auto answer = office.take(forged);
    CHECK(answer.held.size() == forged.content.writes.size());

    CHECK(office.find(id)->find(person_cell(fields::person::name))->what.at.generation == 0);
    // A true copy is one: a file put back seals the same save again.
    tablet.unsealed.clear();
    for (const auto& w : honest.content.writes) tablet.unsealed.push_back({w, {noon_ms, noon_ms, "boot"}});
    CHECK(office.take(tablet.seal_all(noon_ms)).held.empty());

    // The receipt that came of it speaks for nothing once the office has lost all of this.
    office.store = before;
    auto again = forged;
    again.receipts = {answer};
    CHECK(office.take(again).held.size() == forged.content.writes.size());
    CHECK_FALSE(office.find(id).has_value());
}

TEST_CASE("a second device of the officer goes on with what the first had saved") {
    small_office office;
    const auto asih = office.add_officer("Asih", role::psm, {village_a});
    auto old = office.add_tablet(asih);
    auto next = office.add_tablet(asih);
    say(old, numbered_record(1), "village", village_a);
    next.unsealed = old.unsealed;  // the key was lost with writes still unsealed
    CHECK(office.take(next.seal_all(noon_ms)).held.empty());
}

// Tablets as they are in the field: they save, seal, send by whatever way there is; one answer in ten is lost and the
// batch sent again, bags overtake and repeat, and now and then a whole backlog comes late.
TEST_CASE("two thousand honest tablets never raise an alarm") {
    small_office office;
    std::mt19937_64 dice(2026);
    const auto chance = [&](int percent) { return static_cast<int>(dice() % 100) < percent; };
    const auto officer = office.add_officer("Asih", role::psm, {village_a});
    constexpr int tablets = 2000;
    const auto context = office.context();
    int alarms = 0;
    int batches = 0;
    const auto take = [&](const sealed_batch& batch, arrival path) {
        receipt out;
        const auto done = office.store.transact([&](office_transaction& tx) -> result<void> {
            PENDATA_TRY(answer, take_in(tx, context, batch, path));
            out = answer;
            return {};
        });
        REQUIRE(done.has_value());
        ++batches;
        if (out.forked) ++alarms;
        return out;
    };
    for (int n = 0; n < tablets; ++n) {
        paper_tablet t;
        t.officer = officer;
        t.device = device_id::from(sha256("device " + std::to_string(n)).view());
        t.chain.replica = paper_replica(t.device, static_cast<unsigned char>(n));
        const auto known = office.store.transact([&](office_transaction& tx) -> result<void> {
            device_row row;
            row.id = t.device;
            row.officer = officer;
            return tx.put(row);
        });
        REQUIRE(known.has_value());
        std::deque<sealed_batch> unreceipted;
        std::vector<sealed_batch> bags;
        const int days = 3 + static_cast<int>(dice() % 6);
        for (int day = 0; day < days; ++day) {
            const auto id = numbered_record(n * 16 + day);
            say(t, id, "village", village_a);
            auto batch = t.seal_all(noon_ms);
            unreceipted.push_back(batch);
            if (chance(20)) bags.push_back(std::move(batch));
            if (chance(40)) continue;  // no network today
            // Behind its own head the office never is, whatever it has and the tablet does not know of.
            auto view = office.store.view();
            CHECK((*view)->head_of(t.chain.replica)->number <= t.chain.number);
            for (auto it = unreceipted.begin(); it != unreceipted.end();) {
                take(*it, arrival::sync);
                it = chance(10) ? std::next(it) : unreceipted.erase(it);
            }
            std::shuffle(bags.begin(), bags.end(), dice);
            for (const auto& carried : bags) {
                if (chance(50)) take(carried, arrival::carried);
            }
        }
        std::shuffle(bags.begin(), bags.end(), dice);
        for (const auto& carried : bags) take(carried, arrival::carried);
        std::shuffle(unreceipted.begin(), unreceipted.end(), dice);
        for (const auto& late : unreceipted) take(late, arrival::carried);
        auto view = office.store.view();
        CHECK_FALSE((*view)->head_of(t.chain.replica)->forked);
        CHECK((*view)->head_of(t.chain.replica)->number == t.chain.number);
    }
    CHECK(alarms == 0);
    MESSAGE(batches << " batches taken from " << tablets << " honest tablets, " << alarms << " alarms");
}

}  // namespace pendata
