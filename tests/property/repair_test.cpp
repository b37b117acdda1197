// A cache that is damaged in any way is mended from the office in the same sync, row by row, and nothing unsent is
// touched (I10), through the real engine, the real tablet store and both session machines.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "client-lib/src/engine/status_desk.hpp"
#include "client-lib/src/store/schema.hpp"
#include "core/base/limits.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/sqlite/database.hpp"
#include "tests/support/world.hpp"

namespace pendata::test {

namespace {

std::string person(const std::string& name, const std::string& village) {
    return R"({"name":")" + name + R"(","village":")" + village + R"(","sex":"P","birth_date":"1980-02-03","no_nik_reason":"not_recorded"})";
}

// Changes settled parts behind the engine's back: no cursor, no fingerprint, no projection follows.
void damage(world_tablet& t, const std::function<result<void>(device_transaction&)>& how) {
    REQUIRE(t.store->transact(how).has_value());
}

std::vector<part> settled_of(world_tablet& t, const record_id& id) {
    std::vector<part> out;
    REQUIRE(t.store->read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(record, tx.find(id));
        if (record) out = record->settled;
        return {};
    }).has_value());
    return out;
}

void lose(world_tablet& t, const record_id& id) {
    for (const auto& p : settled_of(t, id)) {
        damage(t, [&](device_transaction& tx) { return tx.erase_settled(id, p.room); });
    }
}

// Another text in a plain field of the settled part, as newly changed as `at` says.
void alter(world_tablet& t, const record_id& id, std::uint16_t field, const std::string& text, sequence at) {
    for (auto p : settled_of(t, id)) {
        for (auto& c : p.cells) {
            if (c.what.key.field != field) continue;
            c.what.content = value::text(text);
            c.changed_at = at;
            damage(t, [&](device_transaction& tx) { return tx.put_settled(c.what.key.kind, p); });
            return;
        }
    }
    FAIL("no such field");
}

// A copy of a part under an id the office never heard of.
record_id invent(world_tablet& t, const record_id& like, compartment room = 0) {
    auto p = settled_of(t, like).front();
    p.record.raw[15] ^= 0x5a;
    p.room = room;
    damage(t, [&](device_transaction& tx) { return tx.put_settled(p.cells.front().what.key.kind, p); });
    return p.record;
}

// What decides what a program may say about a row: its bytes no longer mean anything.
void spoil(world_tablet& t, const std::string& what) {
    t.store.reset();
    sqlite::open_options options;
    options.application_id = store::application_id;
    options.newest_version = 1000;
    {
        const auto file = sqlite::database::open(t.file().string(), options);
        REQUIRE(file.has_value());
        REQUIRE((*file)->run(what).has_value());
    }
    t.reopen();
}

void spoil_part(world_tablet& t, const record_id& id) {
    spoil(t, "UPDATE settled SET content = x'01' WHERE record = (SELECT row FROM record WHERE id = x'" + to_hex(id.view()) + "')");
}

damage_found damage_of(world_tablet& t) {
    damage_found out;
    REQUIRE(t.store->read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(found, tx.damage());
        out = found;
        return {};
    }).has_value());
    return out;
}

void forget_sum(world_tablet& t) {
    damage(t, [](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        state.holds = {};
        return tx.put_state(state);
    });
}

struct census {
    world w;
    officer_id psm = w.office.add_officer("Asih", role::psm, {village_a, village_b});
    officer_id tksk = w.office.add_officer("Ujang", role::tksk, {"32.11.01"}, 3);
    std::unique_ptr<world_tablet> a = w.tablet_for(psm);
    std::unique_ptr<world_tablet> t = w.tablet_for(tksk);
    std::vector<record_id> people;

    explicit census(int count) {
        for (int i = 0; i < count; ++i) {
            people.push_back(a->add("person", person("Siti " + std::to_string(i), i % 3 == 0 ? village_b : village_a)));
        }
        CHECK(w.sync(*a).why == errc::ok);
        CHECK(w.sync(*t).why == errc::ok);
    }

    session_outcome mended(world_tablet& tablet, const officer_id& officer) {
        const auto outcome = w.sync(tablet);
        CHECK(outcome.why == errc::ok);
        CHECK(outcome.progress.converged);
        CHECK(tablet.exported(true) == w.exported_for(officer));
        CHECK(w.sync(tablet).progress.exchanges == 1);
        return outcome;
    }
};

}  // namespace

TEST_CASE("rows that changed, went or appeared are mended, and only they") {
    census c(60);
    alter(*c.a, c.people[3], fields::person::name, "Bukan Siti", 1);
    lose(*c.a, c.people[7]);
    invent(*c.a, c.people[9]);
    forget_sum(*c.a);
    const auto outcome = c.mended(*c.a, c.psm);
    CHECK(outcome.progress.repaired == 3);
    CHECK(outcome.progress.exchanges == 3);
}

TEST_CASE("a settled cell that claims a later commit does not stand for ever") {
    census c(5);
    alter(*c.a, c.people[1], fields::person::name, "Dari Masa Depan", 1'000'000);
    forget_sum(*c.a);
    CHECK(c.mended(*c.a, c.psm).progress.repaired == 1);
}

TEST_CASE("a sum that went astray is counted anew and nothing is sent") {
    census c(5);
    forget_sum(*c.a);
    CHECK(c.mended(*c.a, c.psm).progress.repaired == 0);
}

TEST_CASE("damage that the kept sum does not show is found at the first sync of a day") {
    census c(20);
    REQUIRE(c.a->edit(c.people[5], R"({"phone":"081234567890"})"));
    CHECK(c.w.sync(*c.a).why == errc::ok);
    alter(*c.a, c.people[3], fields::person::name, "Bukan Siti", 1);
    lose(*c.a, c.people[7]);
    CHECK(c.w.sync(*c.a).progress.exchanges == 1);
    c.w.office.now_ms += std::int64_t{24} * 3600 * 1000;
    REQUIRE(c.a->edit(c.people[3], R"({"phone":"081234567891"})"));
    CHECK(c.mended(*c.a, c.psm).progress.repaired == 2);
    // The office said "equal" to the kept sum of the next one: that is where it is counted as well.
    lose(*c.a, c.people[7]);
    c.w.office.now_ms += std::int64_t{24} * 3600 * 1000;
    CHECK(c.mended(*c.a, c.psm).progress.repaired == 1);
}

TEST_CASE("a part whose bytes can not be read stops nothing, and comes again") {
    census c(12);
    constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;
    SUBCASE("found at the first sync of a day") {
        spoil_part(*c.a, c.people[3]);
        CHECK(status_desk(c.a->engine).status({true, false}).has_value());
        c.w.office.now_ms += day_ms;
        CHECK(c.mended(*c.a, c.psm).progress.repaired == 1);
    }
    SUBCASE("found by a pull that touches it") {
        REQUIRE(c.t->edit(c.people[3], R"({"phone":"081234567890"})"));
        CHECK(c.w.sync(*c.t).why == errc::ok);
        spoil_part(*c.a, c.people[3]);
        CHECK(c.mended(*c.a, c.psm).progress.repaired == 1);
    }
    SUBCASE("found by a repair of something else, with work of its own that is not sent") {
        spoil_part(*c.a, c.people[3]);
        REQUIRE(c.a->edit(c.people[4], R"({"phone":"081234567890"})"));
        forget_sum(*c.a);
        CHECK(c.mended(*c.a, c.psm).progress.repaired == 1);
    }
    CHECK(damage_of(*c.a).parts == 1);
    const auto told = status_desk(c.a->engine).status({true, false});
    REQUIRE(told.has_value());
    CHECK(told->find(R"("damage":{"batches":0,"parts":1})") != std::string::npos);
}

TEST_CASE("an own batch that can not be read holds up neither the others nor what comes") {
    census c(4);
    REQUIRE(c.a->edit(c.people[0], R"({"phone":"081234567890"})"));
    REQUIRE(c.a->syncing().batches({}, 8)->size() == 1);  // sealed, and never sent
    REQUIRE(c.a->edit(c.people[1], R"({"phone":"081234567891"})"));
    REQUIRE(c.a->syncing().batches({}, 8)->size() == 2);
    spoil(*c.a, "UPDATE journal SET content = x'00' WHERE number = (SELECT min(number) FROM journal WHERE answer IS NULL)");
    REQUIRE(c.t->edit(c.people[2], R"({"phone":"081234567892"})"));
    CHECK(c.w.sync(*c.t).why == errc::ok);
    const auto outcome = c.w.sync(*c.a);
    CHECK(outcome.why == errc::ok);
    CHECK(outcome.progress.converged);
    CHECK(outcome.progress.batches_receipted == 1);
    CHECK(c.a->exported(true) == c.w.exported_for(c.psm));
    const auto told = status_desk(c.a->engine).status({true, false});
    REQUIRE(told.has_value());
    CHECK(told->find(R"("stuck":{"reason":"damaged")") != std::string::npos);
    CHECK(told->find(R"("stays":[{"count":1,"since_s":0,)") != std::string::npos);
    CHECK(told->find(R"("what":"batches"}])") != std::string::npos);
    // What it holds is shown still, and later work goes on.
    CHECK(c.a->shown(c.people[0]).find("081234567890") != std::string::npos);
    REQUIRE(c.a->edit(c.people[3], R"({"phone":"081234567893"})"));
    CHECK(c.w.sync(*c.a).progress.batches_receipted == 1);
    CHECK(damage_of(*c.a).batches == 1);
}

TEST_CASE("parts of no granted compartment and records of no granted place are evicted") {
    census c(12);
    const auto closed = invent(*c.a, c.people[1], 2);
    const auto strange = invent(*c.a, c.people[2]);
    alter(*c.a, strange, fields::person::village, "32.11.77.2001", 1);
    forget_sum(*c.a);
    CHECK(c.mended(*c.a, c.psm).progress.repaired == 2);
    CHECK(settled_of(*c.a, closed).empty());
    CHECK(settled_of(*c.a, strange).empty());
}

TEST_CASE("followers whose root is lost or stands elsewhere are not sent again") {
    census c(6);
    std::vector<record_id> visits;
    for (int i = 0; i < 4; ++i) {
        visits.push_back(c.a->add("visit", R"({"subject":")" + to_string(c.people[i % 2]) + R"(","note":"Kunjungan )" + std::to_string(i) + R"("})"));
    }
    CHECK(c.w.sync(*c.a).why == errc::ok);
    CHECK(c.w.sync(*c.t).why == errc::ok);
    lose(*c.a, c.people[0]);
    alter(*c.a, c.people[1], fields::person::village, village_b, 1);
    forget_sum(*c.a);
    const auto outcome = c.mended(*c.a, c.psm);
    CHECK(outcome.progress.repaired == 2);
    CHECK(!c.a->shown(visits[0]).empty());
}

TEST_CASE("an empty cache with a cursor is filled, not wiped further, and what is unsent stays") {
    census c(40);
    CHECK(c.a->edit(c.people[0], R"({"phone":"081234567890"})"));
    const auto kept = c.a->add("person", person("Baru", village_a));
    std::vector<record_id> all;
    damage(*c.a, [&](device_transaction& tx) -> result<void> {
        return tx.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
            all.push_back(p.record);
            return {};
        });
    });
    for (const auto& id : all) lose(*c.a, id);
    forget_sum(*c.a);
    const auto outcome = c.mended(*c.a, c.psm);
    CHECK(outcome.progress.repaired >= 40);
    CHECK(c.a->shown(c.people[0]).find("081234567890") != std::string::npos);
    CHECK(!c.a->shown(kept).empty());
}

TEST_CASE("commits during a repair are found by the next descent at the latest") {
    census c(80);
    for (int i = 0; i < 10; ++i) lose(*c.a, c.people[static_cast<std::size_t>(i) * 3]);
    alter(*c.a, c.people[1], fields::person::name, "Bukan Siti", 1);
    forget_sum(*c.a);
    int questions = 0;
    c.w.meanwhile = [&] {
        // Somebody edits what is lost, moves a person in and another out, while the descent is under way.
        if (questions++ > 1) return;
        const auto meanwhile = std::exchange(c.w.meanwhile, nullptr);
        c.w.office.now_ms += 1000;
        CHECK(c.t->edit(c.people[3], R"({"phone":"08123456780)" + std::to_string(questions) + R"("})"));
        save_options moved;
        moved.why = intent::change;
        moved.evidence = 3;
        CHECK(c.t->edit(c.people[10 + 3 * static_cast<std::size_t>(questions)], R"({"village":")" + village_b + R"("})", moved));
        CHECK(c.w.sync(*c.t).why == errc::ok);
        c.w.meanwhile = meanwhile;
    };
    const auto outcome = c.w.sync(*c.a);
    CHECK(outcome.why == errc::ok);
    CHECK(questions >= 2);
    CHECK(c.a->exported(true) == c.w.exported_for(c.psm));
}

TEST_CASE("what can not be mended ends the sync as unequal, after few tries") {
    census c(20);
    forget_sum(*c.a);
    c.w.meanwhile = [&] { forget_sum(*c.a); };  // as a disk would that forgets what was just written
    const auto outcome = c.w.sync(*c.a);
    CHECK(outcome.why == errc::unequal);
    CHECK(outcome.progress.exchanges == 1 + 2 * limits::repair_descents);
    c.w.meanwhile = nullptr;
    c.mended(*c.a, c.psm);
}

TEST_CASE("an eviction that waits for unsent work hides nothing else") {
    census c(12);
    save_options moved;
    moved.why = intent::change;
    moved.evidence = 3;
    CHECK(c.t->edit(c.people[1], R"({"village":")" + village_c + R"("})", moved));
    CHECK(c.w.sync(*c.t).why == errc::ok);
    // As it stands when the officer saved while the sync that brought the eviction was running.
    CHECK(c.a->edit(c.people[1], R"({"phone":"081234567890"})"));
    position cursor;
    damage(*c.a, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        cursor = state.pulled;
        return tx.put_eviction({c.people[1], 1, 1});
    });
    fingerprint office;
    for (const auto& node : {village_a, village_b, std::string(reference_atom)}) {
        office.add(*(*c.w.office.store.view())->sum_under(node, 0));
    }
    CHECK(*c.a->syncing().compare(cursor, short_of(office)));  // the record that waits is the only difference
    lose(*c.a, c.people[4]);
    REQUIRE(c.a->syncing().rows().has_value());  // counts anew
    CHECK(!*c.a->syncing().compare(cursor, short_of(office)));
    // A comparison takes the office's word for its position: the eviction is not in what is pulled from there on.
    const auto outcome = c.mended(*c.a, c.psm);
    CHECK(outcome.progress.repaired == 1);
    CHECK(settled_of(*c.a, c.people[1]).empty());
}

TEST_CASE("a repair cut at any byte is no harm") {
    CHECK(rc::check("cuts", [] {
        census c(15);
        lose(*c.a, c.people[2]);
        invent(*c.a, c.people[5]);
        alter(*c.a, c.people[8], fields::person::name, "Bukan Siti", 1);
        forget_sum(*c.a);
        for (int i = 0; i < 6; ++i) {
            wire_faults faults;
            faults.cut_after_up = static_cast<std::size_t>(*rc::gen::inRange(100, 900));
            faults.cut_after_down = static_cast<std::size_t>(*rc::gen::inRange(50, 2000));
            const auto outcome = c.w.sync(*c.a, faults);
            RC_ASSERT(outcome.why == errc::ok || outcome.why == errc::connection_lost);
        }
        RC_ASSERT(c.w.sync(*c.a).why == errc::ok);
        RC_ASSERT(c.a->exported(true) == c.w.exported_for(c.psm));
    }));
}

TEST_CASE("any damage ends equal") {
    CHECK(rc::check("damage", [] {
        census c(*rc::gen::inRange(1, 40));
        const auto some = [&] { return c.people[*rc::gen::inRange<std::size_t>(0, c.people.size())]; };
        for (int n = *rc::gen::inRange(1, 25); n > 0; --n) {
            const auto id = some();
            const bool there = !settled_of(*c.t, id).empty();
            switch (*rc::gen::inRange(0, 5)) {
                case 0: lose(*c.t, id); break;
                case 1: if (there) alter(*c.t, id, fields::person::name, "X", static_cast<sequence>(*rc::gen::inRange(0, 99))); break;
                case 2: if (there) alter(*c.t, id, fields::person::village, *rc::gen::element(village_a, village_b, village_c), 1); break;
                case 3: if (there) invent(*c.t, id, static_cast<compartment>(*rc::gen::inRange(0, 4))); break;
                default: c.t->edit(id, R"({"phone":"08123456780)" + std::to_string(n % 10) + R"("})");
            }
        }
        if (*rc::gen::arbitrary<bool>()) forget_sum(*c.t);
        const auto outcome = c.w.sync(*c.t);
        RC_ASSERT(outcome.why == errc::ok);
        // Damage that left the sum as it was is found when it is next counted.
        forget_sum(*c.t);
        RC_ASSERT(c.w.sync(*c.t).why == errc::ok);
        RC_ASSERT(c.t->exported(true) == c.w.exported_for(c.tksk));
    }));
}

}  // namespace pendata::test
