// Small, and the same on every run.
#include "tests/client-lib/store/store_samples.hpp"

#include "core/model/canonical.hpp"

namespace pendata::test {

std::unique_ptr<sqlite_device_store> open_store(const std::string& path, const device_store_options& options,
                                                const dictionary& census) {
    auto opened = sqlite_device_store::open(path, census, options);
    REQUIRE_MESSAGE(opened.has_value(), "open failed: ", opened.has_error() ? opened.error().message() : "");
    return std::move(*opened);
}

errc open_failure(const std::string& path, const device_store_options& options) {
    const auto opened = sqlite_device_store::open(path, builtin_dictionary(), options);
    return opened.has_value() ? errc::ok : to_errc(opened.error());
}

void store_in_folder::reopen() {
    store.reset();
    store = open_store(path());
}

errc failure_of(const result<void>& done) { return done.has_value() ? errc::ok : to_errc(done.error()); }

void transact(device_store& store, const std::function<result<void>(device_transaction&)>& work) {
    REQUIRE(failure_of(store.transact(work)) == errc::ok);
}

void read(device_store& store, const std::function<result<void>(device_transaction&)>& work) {
    REQUIRE(failure_of(store.read(work)) == errc::ok);
}

cell a_cell(std::uint16_t field, value content, std::uint64_t save, stamp_time time) {
    cell c;
    c.key = {person, field, {}};
    c.at.time = time;
    c.at.replica = id_of_number<replica_id>(1);
    c.author = id_of_number<officer_id>(1);
    c.save_number = save;
    c.evidence = 2;
    c.content = std::move(content);
    return c;
}

part a_part(const record_id& of, std::vector<settled_cell> cells, compartment room) {
    for (auto& c : cells) c.what.room = room;
    return {of, room, std::move(cells)};
}

std::vector<unsealed_write> a_save(const record_id& of, std::uint64_t save, int writes) {
    std::vector<unsealed_write> out;
    for (int n = 0; n < writes; ++n) {
        unsealed_write w;
        w.what.record = of;
        w.what.what = a_cell(static_cast<std::uint16_t>(10 + n), value::text("save " + std::to_string(save)), save,
                             to_stamp_time(static_cast<std::int64_t>(1'700'000'000'000 + save)));
        w.what.claimed_ms = static_cast<std::int64_t>(1'700'000'000'000 + save);
        w.read = {w.what.claimed_ms, 5, "boot"};
        out.push_back(std::move(w));
    }
    return out;
}

sealed_batch a_batch(std::uint64_t number, std::vector<write> writes, unsigned replica) {
    sealed_batch out;
    out.content.replica = id_of_number<replica_id>(replica);
    out.content.number = number;
    out.content.writes = std::move(writes);
    out.device = id_of_number<device_id>(1);
    out.hash = batch_digest(out.content);
    out.signed_by.fill(7);
    return out;
}

receipt a_receipt(const sealed_batch& batch, sequence at) {
    receipt out;
    out.batch = batch.hash;
    out.settled_at = {id_of_number<segment_id>(1), at, 99};
    out.signed_by.fill(8);
    return out;
}

sealed_batch seal_first(device_store& store, std::uint64_t number, std::size_t most) {
    sealed_batch batch;
    transact(store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(waiting, tx.unsealed(most));
        std::vector<write> writes;
        std::vector<std::uint64_t> rows;
        for (const auto& w : waiting) {
            writes.push_back(w.what);
            writes.back().what.at.time += 1;
            rows.push_back(w.row);
        }
        batch = a_batch(number, std::move(writes));
        return tx.put_sealed(batch, rows);
    });
    return batch;
}

device_record find(device_store& store, const record_id& id) {
    device_record out;
    read(store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(found, tx.find(id));
        REQUIRE(found.has_value());
        out = *found;
        return {};
    });
    return out;
}

bool holds(device_store& store, const record_id& id) {
    bool out = false;
    read(store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(found, tx.find(id));
        out = found.has_value();
        return {};
    });
    return out;
}

std::vector<pending_write> pending_of(device_store& store, const record_id& id) {
    return holds(store, id) ? find(store, id).pending : std::vector<pending_write>();
}

projection a_person(unsigned n, std::string_view name, std::string_view nik, std::string_view village) {
    projection out{record(n), person, {}};
    if (!name.empty()) out.values.emplace_back(name_field, value::text(name));
    if (!nik.empty()) out.values.emplace_back(nik_field, value::text(nik));
    if (!village.empty()) out.values.emplace_back(village_field, value::text(village));
    return out;
}

void settle_person(device_transaction& tx, const projection& row) {
    std::vector<settled_cell> cells;
    for (const auto& [field, content] : row.values) cells.push_back({a_cell(field, content), 1});
    if (cells.empty()) cells.push_back({a_cell(1, value::integer(1)), 1});
    REQUIRE(tx.put_settled(row.kind, a_part(row.record, cells)).has_value());
    REQUIRE(tx.project(row).has_value());
}

}  // namespace pendata::test
