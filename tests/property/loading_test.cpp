// First loads and long absences: cut at any byte, killed, with grants and records moving meanwhile and the office
// restarted. What is seen is whole or nothing, what is staged is granted, and everybody ends with the office's bytes.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/dictionary/field_numbers.hpp"
#include "tests/support/world.hpp"

namespace pendata::test {

namespace {

constexpr std::int64_t day_ms = 86'400'000;

std::string person(const std::string& name, const std::string& village) {
    return R"({"name":")" + name + R"(","village":")" + village + R"(","sex":"P","birth_date":"1980-02-03","no_nik_reason":"not_recorded"})";
}

// Small loads are large here: three parts a chunk, four records by pull.
void make_small(small_office& office) { office.loads = {4, 3, 10'000, 3}; }

device_state state_of(world_tablet& t) {
    device_state out;
    REQUIRE(t.store->read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        out = state;
        return {};
    }).has_value());
    return out;
}

std::size_t settled_parts(world_tablet& t) {
    std::size_t out = 0;
    REQUIRE(t.store->read([&](device_transaction& tx) {
        return tx.visit_settled([&](std::uint16_t, const part&) -> result<void> {
            ++out;
            return {};
        });
    }).has_value());
    return out;
}

void restart(small_office& office, int number) {
    const auto id = segment_id::from(sha256("segment " + std::to_string(number)).view());
    REQUIRE(office.store.transact([&](office_transaction& tx) -> result<void> {
        PENDATA_TRY(at, start_segment(tx, id, office.now_ms));
        static_cast<void>(at);
        return {};
    }).has_value());
}

void move_to(world_tablet& t, const record_id& id, const std::string& village) {
    save_options options;
    options.why = intent::change;
    options.evidence = 3;
    t.edit(id, R"({"village":")" + village + R"("})", options);
}

// Until a first load is whole nothing of it is seen; what is staged is granted.
void check_load(world_tablet& t) {
    const auto state = state_of(t);
    if (state.pulled == position{}) RC_ASSERT(settled_parts(t) == 0u);
    for (const auto& s : state.staged) {
        RC_ASSERT(std::find(state.grants.begin(), state.grants.end(), grant{s.head.node, s.head.rooms}) != state.grants.end());
    }
}

struct crowd {
    world w;
    officer_id asih, vina;
    std::unique_ptr<world_tablet> author, reader;
    std::vector<record_id> people;

    explicit crowd(int count) {
        make_small(w.office);
        vina = w.office.add_officer("Vina", role::verifier, {"32.11"}, 7);
        asih = w.office.add_officer("Asih", role::psm, {village_a});
        author = w.tablet_for(vina);
        reader = w.tablet_for(asih);
        for (int i = 0; i < count; ++i) people.push_back(author->add("person", person("Siti " + std::to_string(i), i % 4 == 3 ? village_b : village_a)));
        REQUIRE(w.sync(*author).why == errc::ok);
    }
    void edit_one(int n) {
        author->edit(people[static_cast<std::size_t>(n) % people.size()], R"({"phone":"08123456)" + std::to_string(1000 + n) + R"("})");
        REQUIRE(w.sync(*author).why == errc::ok);
    }
};

}  // namespace

TEST_CASE("a first load is seen whole after its last chunk, and costs each chunk once however often it is cut") {
    crowd c(40);
    std::uint64_t whole_bytes = 0;
    {
        auto other = c.w.tablet_for(c.asih);
        const auto load = c.w.sync(*other);
        CHECK(load.why == errc::ok);
        CHECK(load.progress.chunks_expected > 5);
        CHECK(load.progress.chunks_staged == load.progress.chunks_expected);
        CHECK(load.progress.repaired == 0);
        CHECK(other->exported(true) == c.w.exported_for(c.asih));
        CHECK(state_of(*other).staged.empty());
        whole_bytes = load.bytes_down;
        CHECK(c.w.sync(*other).progress.exchanges == 1);
    }
    std::uint64_t bytes = 0;
    int cuts = 0;
    session_outcome last;
    do {
        last = c.w.sync(*c.reader, {SIZE_MAX, 1200});
        bytes += last.bytes_down;
        if (last.why != errc::ok) {
            CHECK(last.why == errc::connection_lost);
            CHECK(settled_parts(*c.reader) == 0);
            c.reader->reopen();
        }
    } while (last.why != errc::ok && ++cuts < 100);
    CHECK(last.why == errc::ok);
    CHECK(cuts >= 3);
    CHECK(bytes < whole_bytes + static_cast<std::uint64_t>(cuts + 1) * 900);
    CHECK(c.reader->exported(true) == c.w.exported_for(c.asih));
}

TEST_CASE("a snapshot that is gone is begun anew, and nothing of the old one is seen") {
    crowd c(40);
    CHECK(c.w.sync(*c.reader, {SIZE_MAX, 1200}).why == errc::connection_lost);
    const auto before = state_of(*c.reader).staged;
    REQUIRE(!before.empty());
    c.w.office.shelf.clear();
    c.edit_one(1);
    CHECK(c.w.sync(*c.reader, {SIZE_MAX, 1200}).why == errc::connection_lost);
    const auto after = state_of(*c.reader).staged;
    REQUIRE(!after.empty());
    CHECK(after.front().head.hash != before.front().head.hash);
    CHECK(settled_parts(*c.reader) == 0);
    CHECK(c.w.sync(*c.reader).why == errc::ok);
    CHECK(c.reader->exported(true) == c.w.exported_for(c.asih));
}

TEST_CASE("staged chunks of a scope whose grant ended are dropped") {
    crowd c(40);
    for (int tries = 0;; ++tries) {
        REQUIRE(tries < 50);
        REQUIRE(c.w.sync(*c.reader, {SIZE_MAX, 1200}).why == errc::connection_lost);
        const auto staged = state_of(*c.reader).staged;
        if (std::any_of(staged.begin(), staged.end(), [](const auto& s) { return s.head.node == village_a && s.next > 0; })) break;
    }
    c.w.office.replace_duty("Asih", {village_b});
    static_cast<void>(c.w.sync(*c.reader, {SIZE_MAX, 1500}));
    for (const auto& s : state_of(*c.reader).staged) CHECK(s.head.node != village_a);
    REQUIRE(c.reader->store->read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(chunk, tx.staged(village_a, 0));
        CHECK(!chunk);
        return {};
    }).has_value());
    CHECK(c.w.sync(*c.reader).why == errc::ok);
    CHECK(c.reader->exported(true) == c.w.exported_for(c.asih));
}

TEST_CASE("damage to what was staged is found before it is seen, and the load begins anew") {
    crowd c(40);
    CHECK(c.w.sync(*c.reader, {SIZE_MAX, 1800}).why == errc::connection_lost);
    const auto staged = state_of(*c.reader).staged;
    REQUIRE(!staged.empty());
    REQUIRE(staged.front().next > 0);
    REQUIRE(c.reader->store->transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(chunk, tx.staged(staged.front().head.node, 0));
        chunk->open.back() = static_cast<char>(chunk->open.back() ^ 1);
        return tx.put_staged(staged.front().head.node, *chunk);
    }).has_value());
    CHECK(c.w.sync(*c.reader).why == errc::unequal);
    CHECK(settled_parts(*c.reader) == 0);
    CHECK(c.w.sync(*c.reader).why == errc::ok);
    CHECK(c.reader->exported(true) == c.w.exported_for(c.asih));
}

TEST_CASE("a scope granted later is loaded whole while the rest stays") {
    crowd c(40);
    CHECK(c.w.sync(*c.reader).why == errc::ok);
    const auto held = settled_parts(*c.reader);
    c.w.office.replace_duty("Asih", {village_a, village_b});
    const auto cut = c.w.sync(*c.reader, {SIZE_MAX, 700});
    CHECK(cut.why == errc::connection_lost);
    CHECK(settled_parts(*c.reader) >= held);
    CHECK(settled_parts(*c.reader) <= held + 2);  // the duty itself may have come
    const auto load = c.w.sync(*c.reader);
    CHECK(load.why == errc::ok);
    CHECK(load.progress.repaired == 0);
    CHECK(c.reader->exported(true) == c.w.exported_for(c.asih));
}

TEST_CASE("400 days away with unsent work: back by snapshot and tail, work first, nothing resurrected") {
    crowd c(40);
    CHECK(c.w.sync(*c.reader).why == errc::ok);
    const auto moved = c.people[0], moved_with_work = c.people[1], stays = c.people[2];
    REQUIRE(c.reader->edit(moved_with_work, R"({"address":"Kampung Lama"})"));
    REQUIRE(c.reader->edit(stays, R"({"address":"Kampung Baru"})"));
    const auto fresh = c.reader->add("person", person("Anak Baru", village_a));
    move_to(*c.author, moved, village_c);
    move_to(*c.author, moved_with_work, village_c);
    REQUIRE(c.w.sync(*c.author).why == errc::ok);
    for (int i = 2; i < 40; ++i) {
        c.w.office.now_ms += 10 * day_ms;
        c.edit_one(i);
    }
    const auto back = c.w.sync(*c.reader);
    CHECK(back.why == errc::ok);
    CHECK(back.progress.chunks_expected > 0);
    CHECK(back.progress.repaired == 0);
    CHECK(back.progress.batches_receipted == 1);
    CHECK(c.reader->shown(moved).empty());
    CHECK(c.reader->shown(moved_with_work).empty());
    CHECK(c.reader->shown(stays).find("Kampung Baru") != std::string::npos);
    CHECK(c.reader->shown(fresh).find("Anak Baru") != std::string::npos);
    CHECK(c.reader->exported(true) == c.w.exported_for(c.asih));
    CHECK(c.w.office.find(moved_with_work)->find({kinds::person, fields::person::address, {}})->what.content == value::text("Kampung Lama"));
    CHECK(c.w.sync(*c.reader).progress.exchanges == 1);
}

TEST_CASE("while a tablet comes back the old cache stays as it was, and so does its unsent work") {
    crowd c(40);
    CHECK(c.w.sync(*c.reader).why == errc::ok);
    for (int i = 0; i < 40; ++i) c.edit_one(i);
    const auto old_cache = c.reader->exported(true);
    REQUIRE(c.reader->edit(c.people[0], R"({"address":"Kampung Baru"})"));
    const auto shown = c.reader->exported();
    for (int cuts = 0; cuts < 3; ++cuts) {
        REQUIRE(c.w.sync(*c.reader, {900, 900}).why == errc::connection_lost);
        REQUIRE(!state_of(*c.reader).staged.empty());
        CHECK((c.reader->exported(true) == old_cache));
        CHECK((c.reader->exported() == shown));
        c.reader->reopen();
    }
    CHECK(c.w.sync(*c.reader).why == errc::ok);
    CHECK(c.reader->exported(true) == c.w.exported_for(c.asih));
}

TEST_CASE("loads cut anywhere, grants, records and segments moving: whole or nothing, and equal at the end") {
    CHECK(rc::check("loading", [] {
        crowd c(*rc::gen::inRange(6, 30));
        auto& w = c.w;
        const auto ujang = w.office.add_officer("Ujang", role::tksk, {"32.11.01"}, 3);
        auto third = w.tablet_for(ujang);
        int segments = 0;
        const auto steps = *rc::gen::inRange(4, 25);
        for (int i = 0; i < steps; ++i) {
            w.office.now_ms += *rc::gen::element<std::int64_t>(1'000, 60'000, day_ms, 40 * day_ms);
            auto& t = *rc::gen::inRange(0, 3) == 0 ? *third : *c.reader;
            switch (*rc::gen::inRange(0, 9)) {
                case 0: c.edit_one(*rc::gen::inRange(0, 100)); break;
                case 1:
                    move_to(*c.author, c.people[*rc::gen::inRange<std::size_t>(0, c.people.size())], *rc::gen::element(village_a, village_b, village_c));
                    RC_ASSERT(w.sync(*c.author).why == errc::ok);
                    break;
                case 2:
                    w.office.replace_duty("Asih", std::vector<std::vector<std::string>>{
                                                         {village_a}, {village_b}, {village_a, village_b}, {"32.11.01"}}[*rc::gen::inRange<std::size_t>(0, 4)]);
                    break;
                case 3: restart(w.office, ++segments); break;
                case 4: t.reopen(); break;
                case 5:
                    if (*rc::gen::inRange(0, 3) == 0) w.office.shelf.clear();
                    t.add("person", person("Anak " + std::to_string(i), village_a));
                    break;
                default: {
                    wire_faults faults;
                    if (*rc::gen::inRange(0, 4) != 0) {
                        faults.cut_after_up = static_cast<std::size_t>(*rc::gen::inRange(0, 4000));
                        faults.cut_after_down = static_cast<std::size_t>(*rc::gen::inRange(0, 9000));
                    }
                    const auto outcome = w.sync(t, faults);
                    RC_ASSERT(outcome.why == errc::ok || outcome.why == errc::connection_lost);
                    RC_ASSERT(outcome.progress.repaired == 0u);
                    check_load(t);
                }
            }
        }
        for (int round = 0; round < 2; ++round) {
            for (auto* t : {c.author.get(), c.reader.get(), third.get()}) {
                const auto outcome = w.sync(*t);
                RC_ASSERT(outcome.why == errc::ok);
                RC_ASSERT(outcome.progress.repaired == 0u);
                check_load(*t);
            }
        }
        RC_ASSERT(c.reader->exported(true) == w.exported_for(c.asih));
        RC_ASSERT(third->exported(true) == w.exported_for(ujang));
        RC_ASSERT(c.author->exported(true) == w.exported_for(c.vina));
        RC_ASSERT(state_of(*c.reader).staged.empty());
        RC_ASSERT(w.sync(*c.reader).progress.exchanges == 1u);
    }));
}

}  // namespace pendata::test
