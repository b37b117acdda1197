// What a fork does to a tablet's file: batches wait again as they were sealed, cut cells wait to be given back.
#include <doctest/doctest.h>

#include "core/join/author.hpp"
#include "tests/client-lib/store/store_samples.hpp"

namespace pendata::test {

namespace {

std::vector<sealed_batch> waiting(device_store& store) {
    std::vector<sealed_batch> out;
    read(store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(found, tx.unreceipted(0, 100));
        out = std::move(found);
        return {};
    });
    return out;
}

void save_and_seal(store_in_folder& tablet, unsigned record_number, std::uint64_t number, sealed_batch& out) {
    transact(*tablet.store, [&](device_transaction& tx) { return tx.add_pending(person, a_save(record(record_number), number)); });
    out = seal_first(*tablet.store, number, 100);
}

}  // namespace

TEST_CASE("batches receipted beyond the point wait again, with their receipts and at the times these gave") {
    store_in_folder tablet;
    sealed_batch first, second;
    save_and_seal(tablet, 1, 1, first);
    save_and_seal(tablet, 2, 2, second);
    receipt early = a_receipt(first, 10);
    receipt late = a_receipt(second, 20);
    late.retimed = {{1, 77 << 16}};
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put_receipt(early));
        PENDATA_CHECK(tx.put_receipt(late));
        PENDATA_TRY(gone, tx.drop_settled_pending(30));
        CHECK(gone.size() == 2);
        return {};
    });
    CHECK_FALSE(holds(*tablet.store, record(2)));
    for (int again = 0; again < 2; ++again) {
        transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
            PENDATA_TRY(touched, tx.queue_again(10));
            CHECK(touched == (again == 0 ? std::vector{record(2)} : std::vector<record_id>{}));
            return {};
        });
        tablet.reopen();
        const auto left = waiting(*tablet.store);
        REQUIRE(left.size() == 1);
        CHECK(left[0].content == second.content);
        CHECK(left[0].receipts == std::vector{late});
        const auto pending = pending_of(*tablet.store, record(2));
        REQUIRE(pending.size() == 2);
        CHECK(pending[0].state == pending_state::sealed);
        CHECK(pending[0].what == second.content.writes[0]);
        CHECK(pending[1].what.what.at.time == 77 << 16);
    }
    // Receipted and lost once more: both receipts go along.
    receipt third = a_receipt(second, 15);
    third.retimed = late.retimed;
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put_receipt(third));
        PENDATA_TRY(touched, tx.queue_again(12));
        static_cast<void>(touched);
        return {};
    });
    CHECK(waiting(*tablet.store).front().receipts == std::vector{late, third});
}

TEST_CASE("what was rejected stays ended, what was accepted beyond the point is held again") {
    store_in_folder tablet;
    sealed_batch batch, other;
    save_and_seal(tablet, 1, 1, batch);
    save_and_seal(tablet, 2, 2, other);
    receipt held = a_receipt(batch, 20);
    held.held = {{0, hold_reason::outside_duty}, {1, hold_reason::outside_duty}};
    receipt before = a_receipt(other, 5);
    before.held = {{0, hold_reason::outside_duty}};
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put_receipt(held));
        PENDATA_CHECK(tx.put_receipt(before));
        PENDATA_CHECK(tx.end_hold(batch.content.writes[0].id(), pending_state::ended, 25));
        PENDATA_CHECK(tx.end_hold(other.content.writes[0].id(), pending_state::receipted, 26));
        PENDATA_TRY(touched, tx.queue_again(10));
        static_cast<void>(touched);
        return {};
    });
    const auto again = pending_of(*tablet.store, record(1));
    REQUIRE(again.size() == 1);  // the other one ended
    CHECK(again[0].what.id() == batch.content.writes[1].id());
    CHECK(again[0].state == pending_state::sealed);
    CHECK(pending_of(*tablet.store, record(2))[0].state == pending_state::held);
}

TEST_CASE("cut cells that did not come back are put away until a backup has the answer") {
    store_in_folder tablet;
    const part back = a_part(record(1), {{a_cell(name_field, value::text("Siti")), 30}});
    const part held = a_part(record(2), {{a_cell(name_field, value::text("Asep")), 31}});
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put_cut(person, back));
        PENDATA_CHECK(tx.put_cut(person, held));
        PENDATA_TRY(rows, tx.cut_parts(10));
        PENDATA_CHECK(tx.answer_cut(rows[1].number, 40));
        PENDATA_CHECK(tx.put_settled(person, a_part(record(1), {{back.cells[0].what, 40}})));
        PENDATA_TRY(seen, tx.end_cut(40, 35));
        CHECK(seen.size() == 2);
        PENDATA_TRY(all, tx.all());
        CHECK(all == std::vector{record(1)});
        PENDATA_TRY(waits, tx.has_unsent(record(2)));
        CHECK_FALSE(waits);
        return {};
    });
    tablet.reopen();
    CHECK_FALSE(holds(*tablet.store, record(2)));
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.cut_again(38));  // the office went back again
        PENDATA_TRY(rows, tx.cut_parts(10));
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].content == held);
        PENDATA_CHECK(tx.answer_cut(rows[0].number, 44));
        PENDATA_TRY(seen, tx.end_cut(44, 43));
        CHECK(seen == std::vector{record(2)});
        PENDATA_TRY(gone, tx.end_cut(45, 44));
        CHECK(gone == std::vector{record(2)});
        PENDATA_CHECK(tx.cut_again(38));
        PENDATA_TRY(none, tx.cut_parts(10));
        CHECK(none.empty());
        return {};
    });
}

TEST_CASE("what is put away goes with the place it was of") {
    store_in_folder tablet;
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put_cut(person, a_part(record(1), {{a_cell(name_field, value::text("Siti")), 30}})));
        PENDATA_CHECK(tx.put_cut(person, a_part(record(2), {{a_cell(name_field, value::text("Asep")), 31}})));
        PENDATA_TRY(rows, tx.cut_parts(10));
        PENDATA_CHECK(tx.answer_cut(rows[1].number, 40));
        PENDATA_TRY(seen, tx.end_cut(40, 0));
        CHECK(seen.size() == 2);
        PENDATA_CHECK(tx.forget_put_away([&](std::uint16_t kind, const part& p) -> result<bool> {
            CHECK(kind == person);
            return p.record == record(1);
        }));
        PENDATA_CHECK(tx.forget_answered_of(record(2), 0x01, 40));  // not answered before
        PENDATA_CHECK(tx.forget_answered_of(record(2), 0x02, 41));  // another compartment
        PENDATA_CHECK(tx.cut_again(0));
        PENDATA_TRY(left, tx.cut_parts(10));
        REQUIRE(left.size() == 1);
        CHECK(left[0].content.record == record(2));
        PENDATA_CHECK(tx.answer_cut(left[0].number, 42));
        PENDATA_TRY(again, tx.end_cut(42, 0));
        CHECK(again.size() == 1);
        PENDATA_CHECK(tx.forget_answered_of(record(2), 0x01, 43));
        PENDATA_CHECK(tx.cut_again(0));
        PENDATA_TRY(none, tx.cut_parts(10));
        CHECK(none.empty());
        return {};
    });
}

TEST_CASE("what was answered before its record left goes although the cursor has not passed the answer") {
    store_in_folder tablet;
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put_cut(person, a_part(record(1), {{a_cell(name_field, value::text("Siti")), 30}})));
        PENDATA_CHECK(tx.forget_answered_of(record(1), 0x01, 50));  // nobody has answered
        PENDATA_TRY(rows, tx.cut_parts(10));
        REQUIRE(rows.size() == 1);
        PENDATA_CHECK(tx.answer_cut(rows[0].number, 40));
        PENDATA_CHECK(tx.forget_answered_of(record(1), 0x01, 41));
        PENDATA_CHECK(tx.cut_again(0));
        PENDATA_TRY(none, tx.cut_parts(10));
        CHECK(none.empty());
        return {};
    });
}

TEST_CASE("cut cells are seen and wait, until the cursor has passed their answer") {
    store_in_folder tablet;
    const part cut = a_part(record(1), {{a_cell(name_field, value::text("Siti")), 30}});
    const part derived{record(2), 0, {}};
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put_cut(person, cut));
        return tx.put_cut(person, derived);
    });
    tablet.reopen();
    CHECK(find(*tablet.store, record(1)).cut == std::vector{cut});
    CHECK_FALSE(holds(*tablet.store, record(2)));  // nothing of it is seen
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(all, tx.all());
        CHECK(all == std::vector{record(1)});
        PENDATA_TRY(waits, tx.has_unsent(record(2)));
        CHECK(waits);
        PENDATA_TRY(rows, tx.cut_parts(10));
        REQUIRE(rows.size() == 2);
        CHECK(rows[0].content == cut);
        CHECK(rows[1].content == derived);
        PENDATA_CHECK(tx.answer_cut(rows[0].number, 40));
        PENDATA_TRY(left, tx.cut_parts(10));
        CHECK(left.size() == 1);
        PENDATA_TRY(early, tx.end_cut(39, 0));
        CHECK(early.empty());
        PENDATA_CHECK(tx.cut_again(35));  // the answer was lost as well
        PENDATA_CHECK(tx.answer_cut(rows[1].number, 41));
        PENDATA_TRY(gone, tx.end_cut(41, 41));
        CHECK(gone.size() == 2);
        PENDATA_TRY(none, tx.all());
        CHECK(none.empty());
        return {};
    });
    CHECK_FALSE(holds(*tablet.store, record(1)));
}

TEST_CASE("old batches with a receipt go after 400 days, whatever the backups") {
    store_in_folder tablet;
    sealed_batch first, second;
    save_and_seal(tablet, 1, 1, first);
    save_and_seal(tablet, 2, 2, second);
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put_receipt(a_receipt(first, 10)));
        PENDATA_CHECK(tx.trim_journal(0, INT64_MAX));
        PENDATA_TRY(gone, tx.journal(first.hash));
        CHECK_FALSE(gone.has_value());
        PENDATA_TRY(kept, tx.journal(second.hash));
        CHECK(kept.has_value());
        return {};
    });
}

}  // namespace pendata::test
