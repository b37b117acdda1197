// The pending layer from a save to its end: sealing, receipts, custody, and the journal that outlives them.
#include <algorithm>

#include "core/join/author.hpp"
#include "tests/client-lib/store/store_samples.hpp"

namespace pendata::test {

namespace {

void save(device_store& store, unsigned record_number, std::uint64_t number, int writes = 2) {
    transact(store, [&](device_transaction& tx) { return tx.add_pending(person, a_save(record(record_number), number, writes)); });
}

std::vector<pending_write> unsealed(device_store& store, std::size_t limit) {
    std::vector<pending_write> out;
    read(store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(waiting, tx.unsealed(limit));
        out = waiting;
        return {};
    });
    return out;
}

std::vector<std::uint64_t> unreceipted(device_store& store, std::uint64_t after = 0, std::size_t limit = 100) {
    std::vector<std::uint64_t> out;
    read(store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(batches, tx.unreceipted(after, limit));
        for (const auto& b : batches) out.push_back(b.content.number);
        return {};
    });
    return out;
}

pending_summary summary(device_store& store) {
    pending_summary out;
    read(store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(told, tx.pending());
        out = told;
        return {};
    });
    return out;
}

std::optional<journal_batch> journal(device_store& store, const digest& hash) {
    std::optional<journal_batch> out;
    read(store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(found, tx.journal(hash));
        out = found;
        return {};
    });
    return out;
}

std::vector<record_id> drop_settled(device_store& store, sequence cursor) {
    std::vector<record_id> out;
    transact(store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(gone, tx.drop_settled_pending(cursor));
        out = gone;
        return {};
    });
    return out;
}

void give(device_store& store, const receipt& answer) {
    transact(store, [&](device_transaction& tx) { return tx.put_receipt(answer); });
}

}  // namespace

TEST_CASE("a save waits whole, in order, with its clock") {
    store_in_folder tablet;
    save(*tablet.store, 1, 1, 3);
    save(*tablet.store, 2, 2, 1);
    save(*tablet.store, 1, 3, 2);
    tablet.reopen();
    const auto waiting = unsealed(*tablet.store, 100);
    REQUIRE(waiting.size() == 6);
    std::vector<unsealed_write> expected = a_save(record(1), 1, 3);
    for (const auto& more : {a_save(record(2), 2, 1), a_save(record(1), 3, 2)}) {
        expected.insert(expected.end(), more.begin(), more.end());
    }
    for (std::size_t n = 0; n < waiting.size(); ++n) {
        CHECK(waiting[n].what == expected[n].what);
        CHECK(waiting[n].read == expected[n].read);
        CHECK(waiting[n].state == pending_state::unsealed);
        if (n > 0) CHECK(waiting[n].row > waiting[n - 1].row);
    }
    CHECK(pending_of(*tablet.store, record(1)).size() == 5);
    CHECK(find(*tablet.store, record(2)).kind == person);
    CHECK(summary(*tablet.store).writes == 6);
    CHECK(summary(*tablet.store).oldest == expected.front().read);
}

TEST_CASE("a save is not cut, unless it alone exceeds the limit") {
    store_in_folder tablet;
    save(*tablet.store, 1, 1, 3);
    save(*tablet.store, 1, 2, 3);
    // One save of two records.
    auto two = a_save(record(2), 3, 2);
    const auto other = a_save(record(3), 3, 2);
    two.insert(two.end(), other.begin(), other.end());
    transact(*tablet.store, [&](device_transaction& tx) { return tx.add_pending(person, two); });
    const std::size_t expected[] = {0, 1, 2, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (std::size_t limit = 0; limit < std::size(expected); ++limit) {
        CHECK(unsealed(*tablet.store, limit).size() == expected[limit]);
    }
}

TEST_CASE("very many writes of one save") {
    store_in_folder tablet;
    save(*tablet.store, 1, 1, 9000);
    const auto waiting = unsealed(*tablet.store, 10'000);
    REQUIRE(waiting.size() == 9000);
    CHECK(waiting.back().what == a_save(record(1), 1, 9000).back().what);
    CHECK(unsealed(*tablet.store, 4096).size() == 4096);
    const auto batch = seal_first(*tablet.store, 1, 4096);
    CHECK(unsealed(*tablet.store, 10'000).size() == 9000 - 4096);
    const auto seen = pending_of(*tablet.store, record(1));
    REQUIRE(seen.size() == 9000);
    CHECK(seen[4095].what == batch.content.writes[4095]);
    CHECK(std::is_sorted(seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.row < b.row; }));
}

TEST_CASE("sealing replaces writes by their final content and keeps the batch") {
    store_in_folder tablet;
    save(*tablet.store, 1, 1, 3);
    save(*tablet.store, 2, 2, 2);
    const auto before = pending_of(*tablet.store, record(1));
    const sealed_batch first = seal_first(*tablet.store, 1, 3);
    tablet.reopen();
    const auto after = pending_of(*tablet.store, record(1));
    REQUIRE(after.size() == 3);
    for (std::size_t n = 0; n < 3; ++n) {
        CHECK(after[n].row == before[n].row);
        CHECK(after[n].what == first.content.writes[n]);
        CHECK(after[n].state == pending_state::sealed);
        CHECK(after[n].batch == 1);
    }
    CHECK(unsealed(*tablet.store, 100).size() == 2);
    CHECK(summary(*tablet.store).writes == 5);
    const auto kept = journal(*tablet.store, first.hash);
    REQUIRE(kept.has_value());
    CHECK(kept->batch.content == first.content);
    CHECK(kept->batch.hash == first.hash);
    CHECK(kept->batch.signed_by == first.signed_by);
    CHECK(kept->batch.device == first.device);
    CHECK_FALSE(kept->receipted);
    CHECK_FALSE(journal(*tablet.store, sha256("unknown")).has_value());

    // A part of a save, and rows that are none.
    const sealed_batch second = seal_first(*tablet.store, 2, 1);
    CHECK(pending_of(*tablet.store, record(2))[0].state == pending_state::sealed);
    CHECK(pending_of(*tablet.store, record(2))[1].state == pending_state::unsealed);
    const auto third = a_batch(3, {a_save(record(1), 1, 1)[0].what});
    for (const std::vector<std::uint64_t>& rows : {std::vector<std::uint64_t>{}, {1}, {~std::uint64_t{0} >> 1}, {before[0].row}}) {
        CHECK(failure_of(tablet.store->transact([&](auto& tx) { return tx.put_sealed(third, rows); })) ==
              errc::invalid_argument);
    }
    CHECK(failure_of(tablet.store->transact([&](auto& tx) { return tx.put_sealed(second, {}); })) ==
          errc::already_exists);
    CHECK(unreceipted(*tablet.store) == std::vector<std::uint64_t>{1, 2});
    CHECK(unreceipted(*tablet.store, 1) == std::vector<std::uint64_t>{2});
    CHECK(unreceipted(*tablet.store, 0, 1) == std::vector<std::uint64_t>{1});
    CHECK(unreceipted(*tablet.store, 0, 0).empty());
}

TEST_CASE("after a fork batches of one number stand together") {
    store_in_folder tablet;
    transact(*tablet.store, [](device_transaction& tx) -> result<void> {
        for (const unsigned replica : {1u, 2u}) {
            for (const std::uint64_t number : {1u, 2u}) PENDATA_CHECK(tx.put_sealed(a_batch(number, {}, replica), {}));
        }
        return {};
    });
    CHECK(unreceipted(*tablet.store) == std::vector<std::uint64_t>{1, 1, 2, 2});
    CHECK(unreceipted(*tablet.store, 0, 1) == std::vector<std::uint64_t>{1, 1});
    CHECK(unreceipted(*tablet.store, 1, 1) == std::vector<std::uint64_t>{2, 2});
}

TEST_CASE("a receipt settles, re-times and holds; the view keeps what the cursor has not passed") {
    store_in_folder tablet;
    save(*tablet.store, 1, 1, 4);
    save(*tablet.store, 2, 2, 2);
    const sealed_batch batch = seal_first(*tablet.store, 1, 100);
    receipt answer = a_receipt(batch, 50);
    answer.retimed = {{1, 77}, {4, 78}};
    answer.held = {{2, hold_reason::no_place}, {5, hold_reason::outside_duty}};
    give(*tablet.store, answer);
    tablet.reopen();

    const auto first = pending_of(*tablet.store, record(1));
    REQUIRE(first.size() == 4);
    for (std::size_t n = 0; n < 4; ++n) {
        write expected = batch.content.writes[n];
        if (n == 1) set_time(expected.what, 77);
        CHECK(first[n].what == expected);
        CHECK(first[n].state == (n == 2 ? pending_state::held : pending_state::receipted));
        CHECK(first[n].settled_at == 50);
        CHECK(first[n].batch == 1);
    }
    CHECK(pending_of(*tablet.store, record(2))[0].what.what.at.time == 78);
    CHECK(summary(*tablet.store).writes == 0);
    CHECK(unreceipted(*tablet.store).empty());
    const auto kept = journal(*tablet.store, batch.hash);
    REQUIRE(kept.has_value());
    CHECK(kept->receipted);
    CHECK(kept->answer == answer);
    CHECK(kept->batch.content == batch.content);  // as it was sealed
    read(*tablet.store, [&](device_transaction& tx) -> result<void> {
        CHECK_FALSE(*tx.has_unsent(record(1)));
        CHECK_FALSE(*tx.has_unsent(record(9)));
        return {};
    });

    CHECK(drop_settled(*tablet.store, 49).empty());
    auto both = std::vector{record(1), record(2)};
    std::sort(both.begin(), both.end());
    CHECK(drop_settled(*tablet.store, 50) == both);
    CHECK(pending_of(*tablet.store, record(1)).size() == 1);
    CHECK(pending_of(*tablet.store, record(2)).size() == 1);
    CHECK(journal(*tablet.store, batch.hash).has_value());
}

TEST_CASE("a held write ends by its verdict") {
    store_in_folder tablet;
    save(*tablet.store, 1, 1, 3);
    const sealed_batch batch = seal_first(*tablet.store, 1, 100);
    receipt answer = a_receipt(batch, 50);
    for (const std::uint32_t index : {0u, 1u, 2u}) answer.held.push_back({index, hold_reason::no_place});
    give(*tablet.store, answer);
    const write_id accepted = batch.content.writes[0].id();
    const write_id rejected = batch.content.writes[1].id();
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.end_hold(accepted, pending_state::receipted, 60));
        PENDATA_CHECK(tx.end_hold(rejected, pending_state::ended, 61));
        return tx.end_hold(id_of_number<write_id>(9), pending_state::ended, 61);  // of a write it does not know
    });
    tablet.reopen();
    auto left = pending_of(*tablet.store, record(1));
    REQUIRE(left.size() == 2);
    CHECK(left[0].state == pending_state::receipted);
    CHECK(left[0].settled_at == 60);
    CHECK(left[1].state == pending_state::held);
    CHECK(drop_settled(*tablet.store, 60) == std::vector{record(1)});
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.project(a_person(1, "Ani")));
        return tx.end_hold(batch.content.writes[2].id(), pending_state::ended, 62);
    });
    // Only ended ones are left: out of the view, out of lists, and kept.
    CHECK_FALSE(holds(*tablet.store, record(1)));
    read(*tablet.store, [](device_transaction& tx) -> result<void> {
        CHECK(tx.list(person, nullptr, 0)->empty());
        CHECK(tx.all()->empty());
        return {};
    });
    // Taken back after all.
    transact(*tablet.store, [&](device_transaction& tx) { return tx.end_hold(rejected, pending_state::receipted, 70); });
    CHECK(pending_of(*tablet.store, record(1)).size() == 1);
}

TEST_CASE("a batch offered again takes its new receipt") {
    store_in_folder tablet;
    save(*tablet.store, 1, 1, 3);
    const sealed_batch batch = seal_first(*tablet.store, 1, 100);
    receipt first = a_receipt(batch, 50);
    first.held = {{0, hold_reason::no_place}};
    give(*tablet.store, first);
    give(*tablet.store, first);
    receipt second = a_receipt(batch, 40);
    second.held = {{2, hold_reason::outside_duty}};
    give(*tablet.store, second);
    const auto left = pending_of(*tablet.store, record(1));
    REQUIRE(left.size() == 3);
    CHECK(left[0].state == pending_state::receipted);
    CHECK(left[0].settled_at == 40);
    CHECK(left[2].state == pending_state::held);
    CHECK(journal(*tablet.store, batch.hash)->answer == second);
    CHECK(failure_of(tablet.store->transact([&](auto& tx) { return tx.put_receipt(a_receipt(a_batch(9, {}), 1)); })) ==
          errc::not_found);
}

TEST_CASE("the journal stays until it is trimmed") {
    store_in_folder tablet;
    std::vector<sealed_batch> batches;
    for (std::uint64_t n = 1; n <= 3; ++n) {
        save(*tablet.store, 1, n);
        batches.push_back(seal_first(*tablet.store, n, 100));
    }
    give(*tablet.store, a_receipt(batches[0], 10));
    give(*tablet.store, a_receipt(batches[1], 20));
    CHECK(drop_settled(*tablet.store, 20) == std::vector{record(1)});
    transact(*tablet.store, [](device_transaction& tx) { return tx.trim_journal(10, 0); });
    CHECK_FALSE(journal(*tablet.store, batches[0].hash).has_value());
    CHECK(journal(*tablet.store, batches[1].hash).has_value());
    transact(*tablet.store, [](device_transaction& tx) { return tx.trim_journal(~sequence{0} >> 1, 0); });
    CHECK_FALSE(journal(*tablet.store, batches[1].hash).has_value());
    CHECK(unreceipted(*tablet.store) == std::vector<std::uint64_t>{3});
    read(*tablet.store, [](device_transaction& tx) -> result<void> {
        CHECK(*tx.has_unsent(record(1)));
        return {};
    });
}

TEST_CASE("mail is carried until the office has it") {
    store_in_folder tablet;
    const sealed_batch one = a_batch(1, {a_save(record(1), 1)[0].what}, 7);
    const sealed_batch two = a_batch(2, {}, 7);
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        CHECK(*tx.put_mail(two));
        CHECK(*tx.put_mail(one));
        CHECK_FALSE(*tx.put_mail(two));
        return {};
    });
    tablet.reopen();
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(bag, tx.mail(10));
        REQUIRE(bag.size() == 2);
        CHECK(bag[0].hash == two.hash);
        CHECK(bag[1].content == one.content);
        CHECK(tx.mail(1)->size() == 1);
        PENDATA_CHECK(tx.drop_mail(two.hash));
        CHECK(tx.mail(10)->size() == 1);
        CHECK(tx.mail_kept()->batches == 1);
        CHECK(tx.mail_kept()->bytes > 50);
        // What the office could not take stays, and is not offered until there is reason to.
        PENDATA_CHECK(tx.set_mail_aside(one.hash, errc::device_unknown));
        CHECK(tx.mail(10)->empty());
        CHECK(tx.mail_kept()->aside == 1);
        PENDATA_CHECK(tx.try_mail_again(errc::bad_signature));
        CHECK(tx.mail(10)->empty());
        PENDATA_CHECK(tx.try_mail_again(errc::device_unknown));
        CHECK(tx.mail(10)->size() == 1);
        CHECK(tx.mail_kept()->aside == 0);
        const receipt answer = a_receipt(two, 9);
        PENDATA_CHECK(tx.put_return(answer));
        PENDATA_CHECK(tx.put_return(answer));
        CHECK(*tx.returns() == std::vector{answer});
        return {};
    });
    CHECK_FALSE(holds(*tablet.store, record(1)));  // carried, not held
}

TEST_CASE("notices and evictions") {
    store_in_folder tablet;
    held_notice known{id_of_number<write_id>(1), record(1), {1, 10, "element"}, hold_reason::no_place,
                      message::verdict::held, "menunggu"};
    held_notice unknown{id_of_number<write_id>(2), record(2), {}, hold_reason::malformed, message::verdict::returned, ""};
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put_notice(known));
        PENDATA_CHECK(tx.put_notice(unknown));
        known.state = message::verdict::rejected;
        PENDATA_CHECK(tx.put_notice(known));
        PENDATA_CHECK(tx.put_eviction({record(1), 1, 5}));
        PENDATA_CHECK(tx.put_eviction({record(1), 4, 3}));
        PENDATA_CHECK(tx.put_eviction({record(2), 2, 9}));
        return tx.drop_eviction(record(2));
    });
    tablet.reopen();
    read(*tablet.store, [&](device_transaction& tx) -> result<void> {
        CHECK(*tx.notices() == std::vector{known, unknown});
        CHECK(*tx.evictions() == std::vector<message::eviction>{{record(1), 5, 5}});
        return {};
    });
}

}  // namespace pendata::test
