// Changing the memory office store's rows together with their indexes.
#include "core/storage/memory_office_tables.hpp"

#include <algorithm>

#include "core/base/assert.hpp"

namespace pendata {

void office_tables::unindex(const office_record& record) {
    by_kind.erase({record.kind, record.id});
    for (const auto& place : record.atoms()) by_atom.erase({place, record.id});
    for (const auto& root : record.roots) by_root.erase({root, record.id});
}

void office_tables::index(const office_record& record) {
    for (const auto& root : record.roots) by_root.put({root, record.id}, {});
    if (record.parts.empty()) return;
    by_kind.put({record.kind, record.id}, {});
    for (const auto& place : record.atoms()) by_atom.put({place, record.id}, {});
}

void office_tables::touch_kind(std::uint16_t kind, sequence at) {
    const auto* before = kind_changed.find(kind);
    kind_changed.put(kind, std::max(at, before ? *before : 0));
}

void office_tables::put(const office_record& record, sequence at, std::span<const part_mark> changed) {
    PENDATA_ASSERT(well_formed(record));
    const auto* marks_before = marks.find(record.id);
    auto marks_now = marks_after(record, marks_before ? *marks_before : std::vector<part_mark>(), changed);
    if (marks_now.empty()) {
        marks.erase(record.id);
    } else {
        marks.put(record.id, std::move(marks_now));
    }
    if (const auto* before = records.find(record.id)) {
        touch_kind(before->kind, at);
        unindex(*before);
    }
    touch_kind(record.kind, at);
    events.put({at, record.id}, {});
    if (record.parts.empty() && record.places.empty()) {
        records.erase(record.id);
        return;
    }
    index(record);
    records.put(record.id, record);
}

void office_tables::forget(const record_id& record) {
    std::vector<std::pair<record_id, std::uint64_t>> rows;
    history.visit_from({record, 0}, [&](const auto& key, const history_row&) {
        if (key.first != record) return false;
        rows.push_back(key);
        return true;
    });
    for (const auto& key : rows) history.erase(key);
    std::vector<write_id> writes;
    custody_by_record.visit_from({record, write_id{}}, [&](const auto& key, const auto&) {
        if (key.first != record) return false;
        writes.push_back(key.second);
        return true;
    });
    for (const auto& id : writes) end_custody(id);
}

void office_tables::append(const history_row& row) {
    // Whatever the order of records, the number of rows so far orders those of one record.
    history.put({row.record, appended++}, row);
}

void office_tables::end_custody(const write_id& id) {
    const auto* row = custody.find(id);
    if (!row) return;
    custody_by_record.erase({row->what.record, id});
    custody_by_state.erase({row->state, row->at, id});
    custody_by_device.erase({row->from, row->at, id});
    for (const auto& base : row->what.seen) custody_by_base.erase({base, id});
    if (row->waits_for) custody_by_place.erase({*row->waits_for, id});
    custody.erase(id);
}

void office_tables::forget_acceptance(const write_id& id) {
    const auto* row = accepted.find(id);
    if (!row) return;
    accepted_by_device.erase({row->from, row->at, id});
    accepted.erase(id);
}

void office_tables::put(const custody_row& row) {
    end_custody(row.id);
    forget_acceptance(row.id);
    custody_by_record.put({row.what.record, row.id}, {});
    custody_by_state.put({row.state, row.at, row.id}, {});
    custody_by_device.put({row.from, row.at, row.id}, {});
    for (const auto& base : row.what.seen) custody_by_base.put({base, row.id}, {});
    if (row.state == custody_state::held && row.waits_for) custody_by_place.put({*row.waits_for, row.id}, {});
    custody.put(row.id, row);
}

void office_tables::accept(const accepted_row& row) {
    end_custody(row.id);
    forget_acceptance(row.id);
    accepted_by_device.put({row.from, row.at, row.id}, {});
    accepted.put(row.id, row);
}

void office_tables::put(const batch_row& row) {
    batches.put(row.hash, row);
    batches_by_number.put({row.replica, row.number, row.hash}, {});
    const auto* before = replicas.find(row.replica);
    replica_head now = before ? *before : replica_head{};
    now.number = std::max(now.number, row.number);
    now.last_save = std::max(now.last_save, row.last_save);
    std::size_t contents = 0;
    batches_by_number.visit_from({row.replica, row.number, digest{}}, [&](const auto& key, const auto&) {
        const bool same = std::get<0>(key) == row.replica && std::get<1>(key) == row.number;
        contents += same ? 1 : 0;
        return same && contents < 2;
    });
    now.forked = now.forked || contents > 1;
    replicas.put(row.replica, now);
}

void office_tables::add_to_sum(const atom& place, compartment room, const fingerprint& by) {
    const auto* before = sums.find({place, room});
    fingerprint now = before ? *before : fingerprint{};
    now.add(by);
    if (now == fingerprint{}) {
        sums.erase({place, room});
    } else {
        sums.put({place, room}, now);
    }
}

}  // namespace pendata
