// State and settled layer: what was put is there, after a reopen too; what failed never was.
#include "tests/client-lib/store/store_samples.hpp"

namespace pendata::test {

namespace {

device_state full_state() {
    device_state s;
    s.device = id_of_number<device_id>(1);
    s.officer = id_of_number<officer_id>(2);
    s.officer_name = "Petugas";
    s.role = "psm";
    s.regency = "32.11";
    s.office_host = "kantor.example";
    s.office_port = 65535;
    s.office_identity = bytes("\0key", 4);
    s.chain = {id_of_number<replica_id>(3), 12, sha256("head"), ~stamp_time{0}};
    s.last_save = 400;
    s.anchor = clock_anchor{1'760'000'000'000, {-5, 77, "boot"}};
    s.last_sync_ms = -1;
    s.pulled = {id_of_number<segment_id>(4), 1000, ~std::uint64_t{0}};
    s.receipted = {id_of_number<segment_id>(4), 999, 1};
    s.remembered = {s.receipted, s.pulled};
    s.holds.add(sha256("part"));
    s.grants = {{"32.11.01.2001", 0x0f}, {"reference", 1}};
    s.loading = {{"32.11.01.2002", s.pulled}};
    s.custody_heard = 7;
    s.ledger = {3, 4};
    s.backed_up = 5;
    s.dictionary_version = 9;
    return s;
}

void check_equal(const device_state& a, const device_state& b) {
    CHECK(a.device == b.device);
    CHECK(a.officer == b.officer);
    CHECK(a.officer_name == b.officer_name);
    CHECK(a.role == b.role);
    CHECK(a.regency == b.regency);
    CHECK(a.office_host == b.office_host);
    CHECK(a.office_port == b.office_port);
    CHECK(a.office_identity == b.office_identity);
    CHECK(a.chain.replica == b.chain.replica);
    CHECK(a.chain.number == b.chain.number);
    CHECK(a.chain.hash == b.chain.hash);
    CHECK(a.chain.last_time == b.chain.last_time);
    CHECK(a.last_save == b.last_save);
    CHECK(a.anchor == b.anchor);
    CHECK(a.last_sync_ms == b.last_sync_ms);
    CHECK(a.pulled == b.pulled);
    CHECK(a.receipted == b.receipted);
    CHECK(a.remembered == b.remembered);
    CHECK(a.holds == b.holds);
    CHECK(a.grants == b.grants);
    REQUIRE(a.loading.size() == b.loading.size());
    for (std::size_t n = 0; n < a.loading.size(); ++n) {
        CHECK(a.loading[n].node == b.loading[n].node);
        CHECK(a.loading[n].reached == b.loading[n].reached);
    }
    CHECK(a.custody_heard == b.custody_heard);
    CHECK(a.ledger == b.ledger);
    CHECK(a.backed_up == b.backed_up);
    CHECK(a.dictionary_version == b.dictionary_version);
}

device_state state_of(device_store& store) {
    device_state out;
    read(store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        out = state;
        return {};
    });
    return out;
}

std::vector<record_id> all_of(device_store& store) {
    std::vector<record_id> out;
    read(store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(ids, tx.all());
        out = ids;
        return {};
    });
    return out;
}

}  // namespace

TEST_CASE("a new tablet has the empty state; a state put is there whole") {
    store_in_folder tablet;
    check_equal(state_of(*tablet.store), {});
    transact(*tablet.store, [](device_transaction& tx) { return tx.put_state(full_state()); });
    check_equal(state_of(*tablet.store), full_state());
    tablet.reopen();
    check_equal(state_of(*tablet.store), full_state());
    device_state moved = full_state();
    moved.anchor.reset();
    moved.last_save = 401;
    moved.grants.clear();
    transact(*tablet.store, [&](device_transaction& tx) { return tx.put_state(moved); });
    check_equal(state_of(*tablet.store), moved);
}

TEST_CASE("parts are put, replaced, erased; a record is what is left of it") {
    store_in_folder tablet;
    const part open_part = a_part(record(1), {{a_cell(10, value::text("Ani")), 5}, {a_cell(12, value::text("32")), 6}});
    const part closed_part = a_part(record(1), {{a_cell(35, value::integer(1)), 6}}, 2);
    CHECK_FALSE(holds(*tablet.store, record(1)));
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put_settled(person, closed_part));
        PENDATA_CHECK(tx.put_settled(person, open_part));
        PENDATA_TRY(inside, tx.find(record(1)));  // it sees its own changes
        CHECK(inside->settled.size() == 2);
        return {};
    });
    tablet.reopen();
    device_record found = find(*tablet.store, record(1));
    CHECK(found.id == record(1));
    CHECK(found.kind == person);
    CHECK(found.settled == std::vector{open_part, closed_part});
    CHECK(found.pending.empty());

    const part replaced = a_part(record(1), {{a_cell(10, value::text("Ina")), 9}});
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put_settled(person, replaced));
        return tx.erase_settled(record(1), 2);
    });
    CHECK(find(*tablet.store, record(1)).settled == std::vector{replaced});

    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.erase_settled(record(2), 0));              // nothing there
        return tx.put_settled(person, a_part(record(1), {}, 0));    // an empty part is erased
    });
    CHECK_FALSE(holds(*tablet.store, record(1)));
    CHECK(all_of(*tablet.store).empty());
}

TEST_CASE("all settled parts are visited in order, also when the visitor writes") {
    store_in_folder tablet;
    std::vector<std::pair<record_id, compartment>> expected;
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        for (unsigned n = 0; n < 1300; ++n) {  // more than one page of ids
            for (const compartment room : {0, 2}) {
                if (room == 2 && n % 3 != 0) continue;
                PENDATA_CHECK(tx.put_settled(person, a_part(record(n), {{a_cell(10, value::integer(n)), n}}, room)));
                expected.emplace_back(record(n), room);
            }
        }
        return {};
    });
    std::sort(expected.begin(), expected.end());
    std::vector<std::pair<record_id, compartment>> visited;
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        return tx.visit_settled([&](std::uint16_t kind, const part& p) -> result<void> {
            CHECK(kind == person);
            visited.emplace_back(p.record, p.room);
            return p.room == 2 ? tx.erase_settled(p.record, 2) : result<void>();
        });
    });
    CHECK(visited == expected);
    CHECK(all_of(*tablet.store).size() == 1300);
    CHECK(find(*tablet.store, record(0)).settled.size() == 1);

    const auto stopped = tablet.store->read([&](device_transaction& tx) {
        return tx.visit_settled([](std::uint16_t, const part&) -> result<void> { return errc::cancelled; });
    });
    CHECK(failure_of(stopped) == errc::cancelled);
}

TEST_CASE("work that fails or throws leaves everything as it was, memory too") {
    store_in_folder tablet;
    transact(*tablet.store, [](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put_state(full_state()));
        return tx.put_settled(person, a_part(record(1), {{a_cell(10, value::text("Ani")), 5}}));
    });
    // An origin nobody has seen is learned and must be forgotten: its number is given again below.
    const auto spoil = [](device_transaction& tx) -> result<void> {
        cell strange = a_cell(10, value::text("Budi"));
        strange.at.replica = id_of_number<replica_id>(50);
        PENDATA_CHECK(tx.put_settled(person, a_part(record(1), {{strange, 6}})));
        PENDATA_CHECK(tx.add_pending(person, a_save(record(2), 1)));
        PENDATA_CHECK(tx.put_state({}));
        PENDATA_CHECK(tx.project(a_person(1, "Budi")));
        return {};
    };
    CHECK(failure_of(tablet.store->transact([&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(spoil(tx));
        return errc::bad_value;
    })) == errc::bad_value);
    CHECK_THROWS(static_cast<void>(tablet.store->transact([&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(spoil(tx));
        throw std::bad_alloc();
    })));
    check_equal(state_of(*tablet.store), full_state());
    CHECK(all_of(*tablet.store) == std::vector{record(1)});

    cell other = a_cell(10, value::text("Cici"));
    other.at.replica = id_of_number<replica_id>(51);
    const part expected = a_part(record(1), {{other, 7}});
    transact(*tablet.store, [&](device_transaction& tx) { return tx.put_settled(person, expected); });
    CHECK(find(*tablet.store, record(1)).settled == std::vector{expected});
    tablet.reopen();
    CHECK(find(*tablet.store, record(1)).settled == std::vector{expected});
}

TEST_CASE("a read changes nothing") {
    store_in_folder tablet;
    const sealed_batch batch = a_batch(1, {});
    const std::vector<std::function<result<void>(device_transaction&)>> changes{
        [](auto& tx) { return tx.put_state({}); },
        [](auto& tx) { return tx.put_settled(person, a_part(record(1), {{a_cell(10, {}), 1}})); },
        [](auto& tx) { return tx.erase_settled(record(1), 0); },
        [](auto& tx) { return tx.add_pending(person, a_save(record(1), 1)); },
        [&](auto& tx) { return tx.put_sealed(batch, {}); },
        [&](auto& tx) { return tx.put_receipt(a_receipt(batch, 1)); },
        [](auto& tx) -> result<void> {
            PENDATA_TRY(dropped, tx.drop_settled_pending(1));
            static_cast<void>(dropped);
            return {};
        },
        [](auto& tx) { return tx.end_hold({}, pending_state::ended, 1); },
        [](auto& tx) { return tx.trim_journal(1, 0); },
        [](auto& tx) { return tx.put_notice({}); },
        [](auto& tx) { return tx.put_eviction({}); },
        [](auto& tx) { return tx.drop_eviction({}); },
        [&](auto& tx) -> result<void> {
            PENDATA_TRY(is_new, tx.put_mail(batch));
            static_cast<void>(is_new);
            return {};
        },
        [](auto& tx) { return tx.drop_mail({}); },
        [](auto& tx) { return tx.set_mail_aside({}, errc::bad_signature); },
        [](auto& tx) { return tx.try_mail_again(errc::bad_signature); },
        [](auto& tx) { return tx.put_return({}); },
        [](auto& tx) { return tx.project(a_person(1, "Ani")); },
        [](auto& tx) { return tx.unproject(record(1), person); },
        [](auto& tx) { return tx.projection_is_current(person); },
    };
    for (const auto& change : changes) CHECK(failure_of(tablet.store->read(change)) == errc::read_only);
    CHECK(all_of(*tablet.store).empty());
}

}  // namespace pendata::test
