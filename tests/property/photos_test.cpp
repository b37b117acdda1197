// Photos between real tablets and an office over a wire that is cut at any byte: all of them arrive whole and once, records
// never wait for them, and hardly a byte is sent twice.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "client-lib/src/engine/photo_desk.hpp"
#include "client-lib/src/engine/sync_desk.hpp"
#include "core/settle/photos.hpp"
#include "tests/support/world.hpp"

namespace pendata::test {

namespace {

constexpr std::size_t piece_bytes = limits::photo_piece_bytes;

bytes incompressible(std::size_t size, unsigned seed) {
    std::mt19937 random(seed);
    bytes out(size, '\0');
    for (auto& c : out) c = static_cast<char>(random());
    return out;
}

digest add_photo(world_tablet& t, const bytes& content) {
    const auto added = photo_desk(t.engine).add(content, [](const photo_desk::added&) {});
    REQUIRE(added.has_value());
    return added->photo.photo;
}

std::string person_with(const digest& photo, const std::string& village) {
    return R"({"name":"Siti","village":")" + village + R"(","sex":"P","birth_date":"1980-02-03","no_nik_reason":"not_recorded","face_photo":[")" +
           to_hex(photo.view()) + R"("]})";
}

photo_summary photos_of(world_tablet& t) {
    photo_summary out;
    REQUIRE(t.store->read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(here, tx.photos_here());
        out = here;
        return {};
    }).has_value());
    return out;
}

std::uint64_t unsent(world_tablet& t) {
    std::uint64_t out = 0;
    REQUIRE(t.store->read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(pending, tx.pending());
        out = pending.writes;
        return {};
    }).has_value());
    return out;
}

std::optional<bytes> at_office(world& w, const digest& photo) {
    const auto view = w.office.store.view();
    const auto found = (*view)->whole_photo(photo);
    if (!*found) return std::nullopt;
    const auto content = whole_photo(**view, **found);
    REQUIRE(content.has_value());
    return *content;
}

// Asih names a photo by a person of the village that is Budi's, too; nothing is synced.
struct named_photo {
    world w;
    std::unique_ptr<world_tablet> a = w.tablet_for(w.office.add_officer("Asih", role::psm, {village_a}));
    std::unique_ptr<world_tablet> b = w.tablet_for(w.office.add_officer("Budi", role::psm, {village_a}));
    bytes photo = incompressible(piece_bytes, 3);
    digest hash = add_photo(*a, photo);
    record_id person = a->add("person", person_with(hash, village_a));
};

}  // namespace

TEST_CASE("photos arrive whole over a wire that breaks anywhere, after every record") {
    CHECK(rc::check([] {
        world w;
        const auto asih = w.office.add_officer("Asih", role::psm, {village_a});
        auto t = w.tablet_for(asih);
        std::map<digest, bytes> all;
        std::size_t size = 0;
        const int photos = *rc::gen::inRange(1, 6);
        for (int i = 0; i < photos; ++i) {
            const auto content = incompressible(*rc::gen::inRange<std::size_t>(1, 6 * piece_bytes), static_cast<unsigned>(i));
            const auto hash = add_photo(*t, content);
            t->add("person", person_with(hash, village_a));
            all.emplace(hash, content);
            size += content.size();
        }
        // What it takes without photos: the first sync's records, and greetings.
        std::size_t up = 0;
        const int breaks = *rc::gen::inRange(0, 4);
        for (int i = 0; i < breaks; ++i) {
            wire_faults cut;
            if (*rc::gen::arbitrary<bool>()) cut.cut_after_up = *rc::gen::inRange<std::size_t>(1, 60'000);
            else cut.cut_after_down = *rc::gen::inRange<std::size_t>(1, 3'000);
            up += w.sync(*t, cut).bytes_up;
            // No photo is whole at the office while a record of this tablet is not.
            const bool any_whole = std::any_of(all.begin(), all.end(), [&](const auto& p) { return at_office(w, p.first).has_value(); });
            if (any_whole) RC_ASSERT(unsent(*t) == 0u);
            if (*rc::gen::arbitrary<bool>()) t->reopen();
        }
        const auto last = w.sync(*t);
        RC_ASSERT(last.why == errc::ok);
        RC_ASSERT(last.progress.converged);
        up += last.bytes_up;
        for (const auto& [hash, content] : all) RC_ASSERT(at_office(w, hash) == content);
        const auto here = photos_of(*t);
        RC_ASSERT(here.waiting == 0u);
        RC_ASSERT(here.held == all.size());
        const std::size_t sessions = static_cast<std::size_t>(breaks) + 1;
        RC_ASSERT(up <= size + size / 20 + sessions * (limits::photo_pieces_in_flight * piece_bytes + 8'000));
        // Nothing goes twice.
        const auto again = w.sync(*t);
        RC_ASSERT(again.progress.photo_bytes_up == 0u);
        RC_ASSERT(again.why == errc::ok);
    }));
}

TEST_CASE("a tablet fetches what its records name, from where it was cut off") {
    CHECK(rc::check([] {
        world w;
        auto a = w.tablet_for(w.office.add_officer("Asih", role::psm, {village_a}));
        auto b = w.tablet_for(w.office.add_officer("Budi", role::psm, {village_a}));
        auto c = w.tablet_for(w.office.add_officer("Citra", role::psm, {village_b}));
        const auto content = incompressible(*rc::gen::inRange<std::size_t>(1, 8 * piece_bytes), 7);
        const auto hash = add_photo(*a, content);
        a->add("person", person_with(hash, village_a));
        for (auto* t : {a.get(), b.get(), c.get()}) RC_ASSERT(w.sync(*t).progress.converged);
        RC_ASSERT(photo_desk(c->engine).get(hash).error() == errc::not_found);
        RC_ASSERT(photo_desk(b->engine).get(hash).error() == errc::photo_awaited);
        std::uint64_t down = 0;
        const int breaks = *rc::gen::inRange(0, 3);
        for (int i = 0; i < breaks; ++i) {
            wire_faults cut;
            cut.cut_after_down = *rc::gen::inRange<std::size_t>(1, 60'000);
            down += w.sync(*b, cut).progress.photo_bytes_down;
        }
        const auto last = w.sync(*b);
        RC_ASSERT(last.progress.converged);
        down += last.progress.photo_bytes_down;
        const auto got = photo_desk(b->engine).get(hash);
        RC_ASSERT(got.has_value());
        RC_ASSERT(*got == content);
        RC_ASSERT(down == content.size());  // every piece that came was kept
        RC_ASSERT(photos_of(*c) == photo_summary{});
    }));
}

TEST_CASE("a fetched photo goes with the record that names it, one's own stays") {
    world w;
    auto a = w.tablet_for(w.office.add_officer("Asih", role::psm, {village_a}));
    auto b = w.tablet_for(w.office.add_officer("Budi", role::psm, {village_a}));
    const auto photo = incompressible(2 * piece_bytes, 3), own = incompressible(piece_bytes, 4);
    add_photo(*a, photo);
    add_photo(*b, own);
    const auto person = a->add("person", person_with(sha256(photo), village_a));
    for (auto* t : {a.get(), b.get()}) REQUIRE(w.sync(*t).progress.converged);
    REQUIRE(w.sync(*b).progress.converged);
    REQUIRE(photo_desk(b->engine).get(sha256(photo)).error() == errc::photo_awaited);
    REQUIRE(w.sync(*b).progress.photos_fetched == 1);
    REQUIRE(photo_desk(b->engine).get(sha256(photo)).has_value());

    SUBCASE("the person moves to another village") {
        save_options moved;
        moved.why = intent::change;
        moved.evidence = 3;
        REQUIRE(a->edit(person, R"({"village":")" + village_b + R"("})", moved));
    }
    SUBCASE("the photo is taken off the record") {
        REQUIRE(a->edit(person, R"({"face_photo":{"remove":[")" + to_hex(sha256(photo).view()) + R"("]}})"));
    }
    SUBCASE("the officer has another duty now") { w.office.replace_duty("Budi", {village_b}); }
    REQUIRE(w.sync(*a).progress.converged);
    REQUIRE(w.sync(*b).progress.converged);
    CHECK(photo_desk(b->engine).get(sha256(photo)).error() == errc::not_found);
    CHECK(photos_of(*b).held == 1);
    CHECK(photo_desk(b->engine).get(sha256(own)).has_value());
    CHECK(photo_desk(a->engine).get(sha256(photo)).has_value());  // whoever took it has it still
}

TEST_CASE("an office that went back gets again what it lacks") {
    world w;
    auto a = w.tablet_for(w.office.add_officer("Asih", role::psm, {village_a}));
    const auto early = incompressible(3 * piece_bytes, 1), late = incompressible(4 * piece_bytes, 2);
    add_photo(*a, early);
    a->add("person", person_with(sha256(early), village_a));
    REQUIRE(w.sync(*a).progress.converged);
    const auto backup = w.backup();
    add_photo(*a, late);
    a->add("person", person_with(sha256(late), village_a));
    REQUIRE(w.sync(*a).progress.converged);
    w.restore(backup, true);
    CHECK(!at_office(w, sha256(late)));
    std::uint64_t up = 0;
    for (int i = 0; i < 3; ++i) up += w.sync(*a).progress.photo_bytes_up;
    CHECK(at_office(w, sha256(late)) == late);
    CHECK(at_office(w, sha256(early)) == early);
    CHECK(up == late.size());
}

TEST_CASE("what does not fit a photo is refused, and a damaged one is not sent as if it were whole") {
    world w;
    auto a = w.tablet_for(w.office.add_officer("Asih", role::psm, {village_a}));
    const auto nothing = [](const photo_desk::added&) {};
    photo_desk desk(a->engine);
    CHECK(desk.add("", nothing).error().code == errc::bad_value);
    CHECK(desk.add(bytes(limits::photo_bytes + 1, 'x'), nothing).error().code == errc::too_large);
    const auto photo = incompressible(2 * piece_bytes, 1);
    const auto hash = add_photo(*a, photo);
    CHECK(!desk.add(photo, nothing)->is_new);
    REQUIRE(a->store->transact([&](device_transaction& tx) { return tx.put_photo_piece(hash, 1, bytes(piece_bytes, 'z')); }).has_value());
    CHECK(desk.get(hash).error() == errc::corrupt);
    const auto synced = w.sync(*a);
    CHECK(synced.why == errc::ok);
    CHECK(synced.progress.photos_refused == 1);
    CHECK(!at_office(w, hash));
    CHECK(photos_of(*a).refused == 1);
    // Added again it is whole again, and goes.
    add_photo(*a, photo);
    CHECK(w.sync(*a).progress.photos_kept == 1);
    CHECK(at_office(w, hash) == photo);
}

TEST_CASE("a fetched photo goes with the pull that takes the record away, not only at the next comparison") {
    named_photo n;
    auto& [w, a, b, photo, hash, person] = n;
    bool twice = false, taken_off = false;
    SUBCASE("the person moves") {}
    SUBCASE("it is taken off") { taken_off = true; }
    SUBCASE("another one names it") { twice = true; }
    if (twice) a->add("person", person_with(hash, village_a));
    for (auto* t : {a.get(), b.get(), b.get()}) REQUIRE(w.sync(*t).progress.converged);
    REQUIRE(photo_desk(b->engine).get(hash).error() == errc::photo_awaited);
    REQUIRE(w.sync(*b).progress.photos_fetched == 1);
    save_options moved;
    moved.why = intent::change;
    moved.evidence = 3;
    if (taken_off) REQUIRE(a->edit(person, R"({"face_photo":{"remove":[")" + to_hex(hash.view()) + R"("]}})"));
    else REQUIRE(a->edit(person, R"({"village":")" + village_b + R"("})", moved));
    REQUIRE(w.sync(*a).progress.converged);

    changes_question question;
    REQUIRE(b->store->read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        question.device = state.device;
        question.grants = state.grants;
        question.cursor = state.pulled.at;
        return {};
    }).has_value());
    const auto changes = next_changes(**w.office.store.view(), w.office.loads, question);
    REQUIRE(changes.has_value());
    REQUIRE(sync_desk(b->engine).apply(changes->pull).has_value());
    if (twice) CHECK(photo_desk(b->engine).get(hash).has_value());  // the other one names it still
    else CHECK(photos_of(*b).held == 0);
}

TEST_CASE("photos that an office lost leave room for new ones") {
    world w;
    auto a = w.tablet_for(w.office.add_officer("Asih", role::psm, {village_a}));
    REQUIRE(a->store->transact([&](device_transaction& tx) -> result<void> {
        for (unsigned n = 0; n < 4; ++n) {
            tablet_photo photo;
            photo.photo = sha256("kept " + std::to_string(n));
            photo.size = limits::photo_bytes_waiting / 2;
            photo.state = photo_state::kept;
            photo.mark = {n + 1, n + 1};
            PENDATA_TRY(row, tx.put_photo(photo));
            static_cast<void>(row);
        }
        return tx.offer_photos_again();
    }).has_value());
    CHECK(photos_of(*a).waiting == 4);
    add_photo(*a, incompressible(10, 1));
    CHECK(photos_of(*a).waiting == 5);
    CHECK(photos_of(*a).again == 4);
    // Those that nobody had count as before.
    REQUIRE(a->store->transact([&](device_transaction& tx) -> result<void> {
        tablet_photo photo;
        photo.photo = sha256("new");
        photo.size = limits::photo_bytes_waiting;
        PENDATA_TRY(row, tx.put_photo(photo));
        static_cast<void>(row);
        return {};
    }).has_value());
    CHECK(photo_desk(a->engine).add(incompressible(10, 2), [](const photo_desk::added&) {}).error().code == errc::limit_exceeded);
}

TEST_CASE("a fetched photo that is added here is the tablet's own from then on") {
    named_photo n;
    auto& [w, a, b, photo, hash, person] = n;
    for (auto* t : {a.get(), b.get(), b.get()}) REQUIRE(w.sync(*t).progress.converged);
    REQUIRE(photo_desk(b->engine).get(hash).error() == errc::photo_awaited);
    REQUIRE(w.sync(*b).progress.photos_fetched == 1);
    const auto added = photo_desk(b->engine).add(photo, [](const photo_desk::added&) {});
    REQUIRE(added.has_value());
    CHECK(!added->is_new);
    CHECK(added->photo.state == photo_state::waiting);
    // It stays when the cell that named it leaves.
    REQUIRE(a->edit(person, R"({"face_photo":{"remove":[")" + to_hex(hash.view()) + R"("]}})"));
    REQUIRE(w.sync(*a).progress.converged);
    REQUIRE(w.sync(*b).progress.converged);
    CHECK(photo_desk(b->engine).get(hash).value() == photo);
    CHECK(photos_of(*b).held == 1);
}

TEST_CASE("a photo that the office has no room for waits, and is brought when there is") {
    world w;
    auto a = w.tablet_for(w.office.add_officer("Asih", role::psm, {village_a}));
    const auto hash = add_photo(*a, incompressible(piece_bytes, 3));
    a->add("person", person_with(hash, village_a));
    w.office.free_bytes = 0;
    const auto first = w.sync(*a);
    CHECK(first.why == errc::ok);
    CHECK(first.progress.converged);
    CHECK(photos_of(*a).waiting == 1);
    CHECK(photos_of(*a).refused == 0);
    w.office.free_bytes = UINT64_MAX;
    CHECK(w.sync(*a).progress.photos_kept == 1);
    CHECK(at_office(w, hash).has_value());
}

}  // namespace pendata::test
