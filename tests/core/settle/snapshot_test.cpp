// Preparing a scope's snapshot and choosing which one is served: nothing of another scope, the same name for the same
// content, renewed when something has left or the tail grew long, gone on with while it stands.
#include "core/settle/scope_snapshot.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "core/settle/office_answers.hpp"
#include "core/wire/chunk.hpp"
#include "tests/support/small_office.hpp"

namespace pendata {

using namespace test;

namespace {

const grant scope_a{village_a, 1};

struct filled_office {
    small_office office;
    paper_tablet tablet;
    int made = 0;
    std::uint64_t desk_saves = 0;

    filled_office() : tablet(office.add_tablet(office.add_officer("Asih", role::psm, {village_a, village_b}))) {
        office.loads = {4, 3, 1000, 5};
    }
    std::vector<record_id> add(int count, const std::string& village) {
        std::vector<record_id> out;
        for (int i = 0; i < count; ++i) {
            out.push_back(numbered_record(++made));
            tablet.save(out.back(), request_for("person", "village", value::text(village)), {}, noon_ms);
        }
        CHECK(office.take(tablet.seal_all(noon_ms)).held.empty());
        return out;
    }
    void rename(const record_id& id, const std::string& name) {
        tablet.save(id, request_for("person", "name", value::text(name)), {}, noon_ms);
        CHECK(office.take(tablet.seal_all(noon_ms)).held.empty());
    }
    void move(const record_id& id, const std::string& village) {
        const auto record = office.find(id);
        std::vector<write> around;
        for (const auto& p : record->parts) {
            for (const auto& c : p.cells) around.push_back({id, c.what, {}, noon_ms, clock_trust::ok});
        }
        std::erase_if(around, [&](const write& w) { return w.what.key != request_for("person", "village", value::text("")).key; });
        tablet.save(id, request_for("person", "village", value::text(village), 3, intent::change), around, noon_ms);
        CHECK(office.take(tablet.seal_all(noon_ms)).held.empty());
    }
    void restrict(const record_id& id, bool is_so) {
        ++office.now_ms;
        const authorship by{office.context().replica, {}, 9'000 + ++desk_saves, to_stamp_time(office.now_ms), office.now_ms, clock_trust::ok};
        office.write_own({*compose(id, request_for("person", "restricted", value::integer(is_so ? 1 : 0)), by, {}, {})});
    }
    message::snapshot_head open(const snapshot_want& want) {
        const auto view = std::move(*office.store.view());
        auto head = open_snapshot(*view, office.context(), office.shelf, want);
        REQUIRE(head.has_value());
        return *head;
    }
    bool reload_from(sequence cursor) {
        const auto view = std::move(*office.store.view());
        auto answer = wants_reload(*view, office.loads, {scope_a}, cursor);
        REQUIRE(answer.has_value());
        return *answer;
    }
    sequence head() { return (*std::move(*office.store.view())->head()).at; }
};

}  // namespace

TEST_CASE("a snapshot is every part of the scope, whole and once, and named by its content") {
    filled_office f;
    const auto here = f.add(23, village_a);
    f.add(7, village_b);
    const auto head = f.open({scope_a, {}, 0, true, false});
    CHECK(head.chunks >= 4);
    CHECK(head.at.at == f.head());
    CHECK(head.reload);
    std::set<record_id> got;
    std::vector<digest> digests;
    for (std::uint64_t n = 0; n < head.chunks; ++n) {
        const auto chunk = f.office.shelf.chunk(head.hash, n);
        REQUIRE(chunk.has_value());
        digests.push_back(chunk_digest(*chunk));
        const auto parts = decode_chunk(*chunk);
        REQUIRE(parts.has_value());
        CHECK(!parts->empty());
        for (const auto& p : *parts) {
            CHECK(p.whole);
            CHECK(p.content.room == 0);
            CHECK(got.insert(p.content.record).second);
            CHECK(p.content.cells == f.office.find(p.content.record)->find(0)->cells);
        }
    }
    CHECK(got.size() == head.parts);
    CHECK(got.size() == here.size() + 1);  // and the duty itself
    for (const auto& id : here) CHECK(got.contains(id));
    CHECK(snapshot_digest(head, digests) == head.hash);
    auto other = head;
    other.at.at += 1;
    CHECK(snapshot_digest(other, digests) != head.hash);
    std::swap(digests.front(), digests.back());
    CHECK(snapshot_digest(head, digests) != head.hash);
    CHECK(f.office.shelf.chunk(head.hash, head.chunks).has_error());
}

TEST_CASE("a record no chunk has room for beside others goes alone, one that fits no frame is told") {
    filled_office f;
    const auto ids = f.add(2, village_a);
    f.office.loads.parts_per_chunk = 100;
    std::vector<message::snapshot_chunk> chunks;
    const auto view = std::move(*f.office.store.view());
    const auto head = prepare_snapshot(*view, f.office.loads, scope_a, [&](const message::snapshot_chunk& c) -> result<void> {
        chunks.push_back(c);
        return {};
    });
    REQUIRE(head.has_value());
    CHECK(head->chunks == 1);
    CHECK(chunks.size() == 1);
    const auto failing = prepare_snapshot(*view, f.office.loads, scope_a, [](const message::snapshot_chunk&) -> result<void> { return errc::disk_full; });
    REQUIRE(failing.has_error());
    CHECK(to_errc(failing.error()) == errc::disk_full);
    CHECK(ids.size() == 2);
}

TEST_CASE("a scope of nothing is a snapshot without chunks") {
    filled_office f;
    const auto head = f.open({{village_c, 1}, {}, 0, true, false});
    CHECK(head.chunks == 0);
    CHECK(head.parts == 0);
    CHECK(snapshot_digest(head, {}) == head.hash);
}

TEST_CASE("all devices of a scope share one snapshot while its tail is short") {
    filled_office f;
    const auto ids = f.add(40, village_a);
    const auto first = f.open({scope_a, {}, 0, true, true});
    f.rename(ids[0], "Siti");
    const auto second = f.open({scope_a, {}, 0, false, false});
    CHECK(second.hash == first.hash);
    CHECK(first.more);
    CHECK(!second.more);
    CHECK(f.office.shelf.size() == 1);
    // Who is at a later position already gets one of his own.
    CHECK(f.open({scope_a, {}, 0, true, false, first.at.at}).hash == first.hash);
    // Other compartments are another snapshot.
    CHECK(f.open({{village_a, 3}, {}, 0, true, false}).hash != first.hash);
    CHECK(f.open({scope_a, {}, 0, true, false, first.at.at + 1}).at.at > first.at.at);
    // A tail of more than a quarter of it is worth a new one.
    for (int i = 0; i < 12; ++i) f.rename(ids[static_cast<std::size_t>(i)], "Siti " + std::to_string(i));
    const auto third = f.open({scope_a, {}, 0, true, false});
    CHECK(third.hash != first.hash);
    CHECK(third.at.at > first.at.at);
}

TEST_CASE("what has left the scope is never offered to a device that begins") {
    filled_office f;
    const auto ids = f.add(40, village_a);
    const auto first = f.open({scope_a, {}, 0, true, false});
    f.move(ids[3], village_b);
    // A load under way goes on: the tail evicts what it brings.
    CHECK(f.open({scope_a, first.hash, 2, true, false}).hash == first.hash);
    const auto fresh = f.open({scope_a, {}, 0, true, false});
    CHECK(fresh.hash != first.hash);
    CHECK(fresh.parts == first.parts - 1);
    // It goes on still, though a newer one is there; under another grant it does not.
    CHECK(f.open({scope_a, first.hash, 2, true, false}).hash == first.hash);
    CHECK(f.open({{village_a, 3}, first.hash, 2, true, false}).hash != first.hash);
    CHECK(f.open({scope_a, sha256("never was"), 2, true, false}).hash == fresh.hash);
}

TEST_CASE("a load does not go on with a record that was erased, nor with one of another history") {
    filled_office f;
    const auto ids = f.add(40, village_a);
    const auto backup = f.office.store;
    f.rename(ids[0], "Siti");
    const auto first = f.open({scope_a, {}, 0, true, false});
    REQUIRE(f.office.store.transact([&](office_transaction& tx) -> result<void> {
        PENDATA_TRY(head, tx.head());
        auto record = *f.office.find(ids[5]);
        record.parts.clear();
        record.places.push_back({head.at + 1, {}});
        PENDATA_CHECK(tx.forget(ids[5]));
        PENDATA_CHECK(tx.put(record, head.at + 1));
        return tx.advance(next_commit(head, sha256("erased"), f.office.now_ms));
    }).has_value());
    const auto second = f.open({scope_a, first.hash, 2, true, false});
    CHECK(second.hash != first.hash);
    CHECK(second.parts == first.parts - 1);
    CHECK(f.office.shelf.chunk(first.hash, 0).has_error());

    f.office.store = backup;
    f.add(2, village_b);
    const auto third = f.open({scope_a, second.hash, 2, true, false});
    CHECK(third.hash != second.hash);
    CHECK(f.office.shelf.chunk(second.hash, 0).has_error());
}

TEST_CASE("a load does not go on with somebody whom the law keeps from the scope now") {
    filled_office f;
    const auto ids = f.add(40, village_a);
    const auto much_happens = [&] {
        for (int i = 0; i < 8; ++i) f.rename(ids[0], "Siti " + std::to_string(i));
    };
    much_happens();
    const auto begun = f.open({scope_a, {}, 0, true, false});
    const auto chunk_of = [&](const digest& snapshot) {
        const auto view = std::move(*f.office.store.view());
        const auto context = f.office.context();
        const auto grants = context.who.grants_of(f.tablet.officer, day_of(context.now_ms));
        changes_question question;
        question.device = f.tablet.device;
        question.grants = grants;
        return read_chunk(*view, context, f.office.shelf, question, snapshot, 0);
    };
    f.office.loads.tail_events = 3;  // more than the tail of one who begins
    much_happens();
    f.move(ids[3], village_b);
    CHECK(chunk_of(begun.hash).has_value());
    CHECK(f.open({scope_a, begun.hash, 1, true, false}).hash == begun.hash);
    much_happens();
    f.restrict(ids[5], true);
    much_happens();
    SUBCASE("under way") {
        const auto sent = chunk_of(begun.hash);
        REQUIRE(sent.has_error());
        CHECK(to_errc(sent.error()) == errc::cancelled);
    }
    SUBCASE("cut off") {}
    const auto next = f.open({scope_a, begun.hash, 1, true, false});
    CHECK(next.hash != begun.hash);
    CHECK(next.parts == begun.parts - 2);
    CHECK(chunk_of(next.hash).has_value());
    // Back again they are in its tail.
    f.restrict(ids[5], false);
    CHECK(f.open({scope_a, next.hash, 1, true, false}).hash == next.hash);
}

TEST_CASE("what was found of a tail that a restore took away says nothing of the new one") {
    filled_office f;
    const auto ids = f.add(40, village_a);
    const auto first = f.open({scope_a, {}, 0, true, false});
    const auto backup = f.office.store;
    for (int i = 0; i < 8; ++i) f.add(1, village_b);
    CHECK(f.open({scope_a, {}, 0, true, false}).hash == first.hash);  // looked at to its end: nothing of it concerns the scope
    f.office.store = backup;
    f.move(ids[3], village_b);  // at a sequence that had been looked at
    const auto fresh = f.open({scope_a, {}, 0, true, false});
    CHECK(fresh.hash != first.hash);
    CHECK(fresh.parts == first.parts - 1);
}

TEST_CASE("who is far behind is loaded anew: by commits first, then by what there is to catch up") {
    filled_office f;
    CHECK(f.reload_from(0));  // the regions alone are more than one pull brings here
    const auto ids = f.add(20, village_a);
    const auto then = f.head();
    CHECK(!f.reload_from(then));
    for (int i = 0; i < 3; ++i) f.rename(ids[static_cast<std::size_t>(i)], "Siti");
    CHECK(!f.reload_from(then));  // near
    for (int i = 0; i < 30; ++i) f.rename(ids[0], "Siti " + std::to_string(i));
    CHECK(!f.reload_from(then));  // far, but little to tell
    for (int i = 0; i < 30; ++i) f.add(1, village_b);
    CHECK(!f.reload_from(then));  // and others' business
    for (int i = 0; i < 12; ++i) f.rename(ids[static_cast<std::size_t>(i)], "Ani");
    CHECK(f.reload_from(then));   // more than half of the scope
    CHECK(f.reload_from(0));
    f.office.loads.tail_events = 5;
    CHECK(f.reload_from(then));
}

TEST_CASE("what is loaded by snapshot: everything for a reload, else scopes that are granted and at their beginning") {
    filled_office f;
    f.add(20, village_a);
    const auto view = std::move(*f.office.store.view());
    const grant_list grants{{village_a, 1}, {village_b, 1}};
    message::hello hello;
    hello.staged = {{village_b, sha256("one"), 7}};
    auto wants = snapshots_for(*view, f.office.loads, grants, hello, {});
    REQUIRE(wants.has_value());
    REQUIRE(wants->size() == 2);
    CHECK((*wants)[0] == snapshot_want{{village_a, 1}, {}, 0, true, true});
    CHECK((*wants)[1] == snapshot_want{{village_b, 1}, sha256("one"), 7, true, false});

    CHECK((*wants)[0].least == 0);
    hello.pulled = (*view->head()).where();
    position begun;
    begun.at = 1;
    wants = snapshots_for(*view, f.office.loads, grants, hello, {{village_b, {}}, {village_a, begun}, {village_c, {}}});
    REQUIRE(wants.has_value());
    REQUIRE(wants->size() == 1);
    CHECK(wants->front() == snapshot_want{{village_b, 1}, sha256("one"), 7, false, false});
}

}  // namespace pendata
