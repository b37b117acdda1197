// What a fork does to pending writes and to the transaction's layers.
#include <algorithm>
#include <map>
#include <set>

#include "client-lib/src/store/sqlite_transaction.hpp"
#include "core/base/fault_switch.hpp"
#include "core/join/author.hpp"

namespace pendata::store {

namespace {

// Whether all of these very writes stand in the settled parts: a further fork would cut them again.
bool came_back(const part& cut, const std::vector<part>& settled) {
    const auto there = std::find_if(settled.begin(), settled.end(), [&](const part& p) { return p.room == cut.room; });
    return std::all_of(cut.cells.begin(), cut.cells.end(), [&](const settled_cell& c) {
        const auto* now = there == settled.end() ? nullptr : there->find(c.what.key);
        return now != nullptr && id_of(cut.record, now->what) == id_of(cut.record, c.what);
    });
}

}  // namespace

result<void> pending_rows::wait_again(std::int64_t journal_row, const sealed_batch& batch,
                                      const std::function<result<std::int64_t>(const write&)>& record_of) {
    PENDATA_TRY(run, file_.query(runs_where("p.sealed = ? ORDER BY p.row"), journal_row));
    PENDATA_TRY(there, read_all(run));
    std::map<std::uint32_t, entry> by_place;
    for (auto& one : there) by_place.emplace(one.place, std::move(one));
    std::map<std::uint32_t, stamp_time> retimed;
    if (!batch.receipts.empty()) {
        for (const auto& w : batch.receipts.back().retimed) retimed.emplace(w.index, w.time);
    }
    PENDATA_TRY(newest, file_.use("SELECT max(row) FROM pending"));
    PENDATA_TRY(any, newest.step());
    std::uint64_t number = any && !newest.is_null(0) ? newest.number<std::uint64_t>(0) : 0;
    entry_list changed, added;
    for (std::uint32_t place = 0; place < batch.content.writes.size(); ++place) {
        if (const auto at = by_place.find(place); at != by_place.end()) {
            entry& one = at->second;
            if (one.shown.state == pending_state::ended) continue;
            one.shown.state = pending_state::sealed;
            one.shown.settled_at = 0;
            one.held.reset();
            changed.push_back(std::move(one));
            continue;
        }
        const write& w = batch.content.writes[place];
        entry one;
        one.shown.what = w;
        if (const auto time = retimed.find(place); time != retimed.end()) set_time(one.shown.what.what, time->second);
        one.shown.state = pending_state::sealed;
        one.shown.batch = batch.content.number;
        one.sealed = journal_row;
        one.place = place;
        PENDATA_TRY(record, record_of(w));
        one.record = record;
        number = number_after(number, added.empty() ? nullptr : &added.back(), one);
        one.shown.row = number;
        added.push_back(std::move(one));
    }
    PENDATA_CHECK(erase_runs(changed));
    std::sort(changed.begin(), changed.end(), [](const entry& a, const entry& b) { return a.shown.row < b.shown.row; });
    PENDATA_CHECK(insert(changed));
    return insert(added);
}

result<void> pending_rows::hold_again(sequence at) {
    return file_.execute("UPDATE pending SET state = 3 WHERE state = 2 AND held IS NOT NULL AND settled_at > ?", at);
}

result<std::vector<position>> sqlite_transaction::receipt_positions(std::size_t limit) {
    return tables_.journal.receipt_positions(limit);
}

result<std::vector<record_id>> sqlite_transaction::queue_again(sequence at) {
    PENDATA_CHECK(to_write());
    std::set<record_id> touched;
    const auto record_of = [&](const write& w) { return tables_.records.make(w.record, w.what.key.kind); };
    for (std::int64_t last = 0;;) {
        PENDATA_TRY(one, tables_.journal.next_receipted(at, last));
        if (!one) break;
        last = one->row;
        PENDATA_CHECK(tables_.journal.wait_again(*one));
        PENDATA_CHECK(tables_.pending.wait_again(one->row, one->batch, record_of));
        for (const auto& w : one->batch.content.writes) touched.insert(w.record);
    }
    PENDATA_CHECK(tables_.pending.hold_again(at));
    return std::vector<record_id>(touched.begin(), touched.end());
}

result<void> sqlite_transaction::put_cut(std::uint16_t kind, const part& cells) {
    PENDATA_CHECK(to_write());
    PENDATA_TRY(row, tables_.records.make(cells.record, kind));
    return tables_.cut.add(row, cells);
}

result<std::vector<cut_part>> sqlite_transaction::cut_parts(std::size_t limit) { return tables_.cut.waiting(limit); }

result<void> sqlite_transaction::answer_cut(std::uint64_t number, sequence at) {
    PENDATA_CHECK(to_write());
    return tables_.cut.answer(number, at);
}

result<void> sqlite_transaction::cut_again(sequence at) {
    PENDATA_CHECK(to_write());
    return tables_.cut.again(at);
}

result<std::vector<record_id>> sqlite_transaction::end_cut(sequence cursor, sequence backed_up) {
    PENDATA_CHECK(to_write());
    std::set<std::int64_t> touched;
    std::vector<unreadable_part> unreadable;
    PENDATA_TRY(answered, tables_.cut.answered(cursor));
    for (const auto& one : answered) {
        touched.insert(one.record);
        PENDATA_TRY(settled, tables_.records.parts(one.content.record, one.record, unreadable));
        const bool may_go = one.at <= backed_up || came_back(one.content, settled) || PENDATA_SWITCH(held_back_forgotten);
        PENDATA_CHECK(may_go ? tables_.cut.erase(one.row) : tables_.cut.put_away(one.row));
    }
    PENDATA_TRY(backed, tables_.cut.erase_backed_up(backed_up));
    touched.insert(backed.begin(), backed.end());
    std::vector<record_id> out;
    for (const std::int64_t row : touched) {
        PENDATA_TRY(known, tables_.records.at(row));
        PENDATA_CHECK(forget_what_is_gone(row, known.kind));
        out.push_back(known.id);
    }
    std::sort(out.begin(), out.end());
    return out;
}

result<void> sqlite_transaction::forget_put_away(const std::function<result<bool>(std::uint16_t, const part&)>& which) {
    PENDATA_CHECK(to_write());
    PENDATA_TRY(parts, tables_.cut.put_away());
    for (const auto& one : parts) {
        PENDATA_TRY(known, tables_.records.at(one.record));
        PENDATA_TRY(goes, which(known.kind, one.content));
        if (!goes) continue;
        PENDATA_CHECK(tables_.cut.erase(one.row));
        PENDATA_CHECK(forget_what_is_gone(one.record, known.kind));
    }
    return {};
}

result<void> sqlite_transaction::forget_answered_of(const record_id& record, compartment_mask rooms, sequence at) {
    PENDATA_CHECK(to_write());
    PENDATA_TRY(known, tables_.records.find(record));
    if (!known) return {};
    PENDATA_TRY(any, tables_.cut.forget(known->row, rooms, at));
    return any ? forget_what_is_gone(known->row, known->kind) : result<void>();
}

}  // namespace pendata::store
