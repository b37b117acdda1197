// Each call is a few steps on the tables; what they share is that a record lives as long as something of it does.
#include "client-lib/src/store/sqlite_transaction.hpp"

#include <algorithm>
#include <span>

#include "client-lib/src/store/projection_layout.hpp"

namespace pendata::store {

result<void> sqlite_transaction::to_write() const {
    if (purpose_ == purpose::reading) return errc::read_only;
    return {};
}

result<void> sqlite_transaction::forget_what_is_gone(std::int64_t row, std::uint16_t kind) {
    PENDATA_TRY(left, tables_.records.what_remains(row));
    if (left.seen) return {};
    PENDATA_CHECK(tables_.projection.erase(row, kind));
    if (left.any) return {};
    return tables_.records.erase(row);
}

// Not from a reading: it stays until a transaction that may write meets it.
result<void> sqlite_transaction::drop_unreadable(const std::vector<unreadable_part>& parts) {
    if (purpose_ == purpose::reading) return {};
    for (const auto& one : parts) {
        PENDATA_TRY(dropped, tables_.records.erase_unreadable(one));
        if (!dropped) continue;
        PENDATA_CHECK(tables_.state.count_lost_part());
        PENDATA_TRY(known, tables_.records.at(one.record));
        PENDATA_CHECK(forget_what_is_gone(one.record, known.kind));
    }
    return {};
}

result<damage_found> sqlite_transaction::damage() {
    PENDATA_TRY(parts, tables_.state.lost_parts());
    PENDATA_TRY(batches, tables_.journal.unreadable());
    return damage_found{parts, batches};
}

result<device_state> sqlite_transaction::state() { return tables_.state.get(); }

result<void> sqlite_transaction::put_state(const device_state& state) {
    PENDATA_CHECK(to_write());
    return tables_.state.put(state);
}

result<std::optional<device_record>> sqlite_transaction::find(const record_id& id) {
    PENDATA_TRY(known, tables_.records.find(id));
    if (!known) return std::optional<device_record>();
    std::vector<unreadable_part> unreadable;
    PENDATA_TRY(settled, tables_.records.parts(id, known->row, unreadable));
    PENDATA_TRY(pending, tables_.pending.seen(known->row));
    PENDATA_TRY(cut, tables_.cut.of(id, known->row));
    PENDATA_CHECK(drop_unreadable(unreadable));
    if (settled.empty() && pending.empty() && cut.empty()) return std::optional<device_record>();
    return std::optional(device_record{id, known->kind, std::move(settled), std::move(pending), std::move(cut)});
}

result<void> sqlite_transaction::put_settled(std::uint16_t kind, const part& content) {
    PENDATA_CHECK(to_write());
    if (content.cells.empty()) return erase_settled(content.record, content.room);
    PENDATA_TRY(row, tables_.records.make(content.record, kind));
    return tables_.records.put_part(row, content);
}

result<void> sqlite_transaction::erase_settled(const record_id& record, compartment room) {
    PENDATA_CHECK(to_write());
    PENDATA_TRY(known, tables_.records.find(record));
    if (!known) return {};
    PENDATA_CHECK(tables_.records.erase_part(known->row, room));
    return forget_what_is_gone(known->row, known->kind);
}

result<void> sqlite_transaction::visit_settled(
    const std::function<result<void>(std::uint16_t, const part&)>& visitor) {
    std::vector<unreadable_part> unreadable;
    PENDATA_CHECK(tables_.records.visit(visitor, unreadable));
    return drop_unreadable(unreadable);
}

result<void> sqlite_transaction::add_pending(std::uint16_t kind, const std::vector<unsealed_write>& writes) {
    PENDATA_CHECK(to_write());
    for (std::span<const unsealed_write> left(writes); !left.empty();) {
        const record_id& record = left.front().what.record;
        const auto other = std::find_if(left.begin(), left.end(),
                                        [&](const unsealed_write& w) { return w.what.record != record; });
        const auto size = static_cast<std::size_t>(other - left.begin());
        PENDATA_TRY(row, tables_.records.make(record, kind));
        PENDATA_CHECK(tables_.pending.add(row, left.first(size)));
        left = left.subspan(size);
    }
    return {};
}

result<std::vector<pending_write>> sqlite_transaction::unsealed(std::size_t limit) {
    return tables_.pending.unsealed(limit);
}

result<void> sqlite_transaction::put_sealed(const sealed_batch& batch, const std::vector<std::uint64_t>& rows) {
    PENDATA_CHECK(to_write());
    PENDATA_TRY(row, tables_.journal.add(batch));
    return tables_.pending.seal(row, batch.content, rows);
}

result<std::vector<sealed_batch>> sqlite_transaction::unreceipted(std::uint64_t after, std::size_t limit) {
    return tables_.journal.unreceipted(after, limit);
}

result<std::optional<journal_batch>> sqlite_transaction::journal(const digest& hash) {
    return tables_.journal.find(hash);
}

result<void> sqlite_transaction::put_receipt(const receipt& answer) {
    PENDATA_CHECK(to_write());
    PENDATA_TRY(batch, tables_.journal.put_receipt(answer));
    return tables_.pending.settle(batch.row, answer, batch.again);
}

result<std::vector<record_id>> sqlite_transaction::drop_settled_pending(sequence cursor) {
    PENDATA_CHECK(to_write());
    PENDATA_TRY(rows, tables_.pending.drop_settled(cursor));
    std::vector<record_id> out;
    for (const std::int64_t row : rows) {
        PENDATA_TRY(known, tables_.records.at(row));
        PENDATA_CHECK(forget_what_is_gone(row, known.kind));
        out.push_back(known.id);
    }
    std::sort(out.begin(), out.end());
    return out;
}

result<void> sqlite_transaction::end_hold(const write_id& id, pending_state to, sequence at) {
    PENDATA_CHECK(to_write());
    PENDATA_TRY(records, tables_.pending.end_hold(id, to, at));
    for (const std::int64_t row : records) {
        PENDATA_TRY(known, tables_.records.at(row));
        PENDATA_CHECK(forget_what_is_gone(row, known.kind));
    }
    return {};
}

result<bool> sqlite_transaction::has_unsent(const record_id& record) {
    PENDATA_TRY(known, tables_.records.find(record));
    if (!known) return false;
    PENDATA_TRY(unsent, tables_.pending.has_unsent(known->row));
    if (unsent) return true;
    return tables_.cut.waits(known->row);
}

result<void> sqlite_transaction::forget_by_law(const record_id& record) {
    PENDATA_CHECK(to_write());
    PENDATA_CHECK(tables_.custody.forget(record));
    PENDATA_TRY(known, tables_.records.find(record));
    if (!known) return {};
    PENDATA_CHECK(tables_.pending.forget(known->row));
    PENDATA_CHECK(tables_.cut.forget(known->row));
    PENDATA_CHECK(forget_what_is_gone(known->row, known->kind));
    return tables_.search.forget_deleted();
}

result<void> sqlite_transaction::trim_journal(sequence backed_up, std::int64_t sealed_before_ms) {
    PENDATA_CHECK(to_write());
    return tables_.journal.trim(backed_up, sealed_before_ms);
}

result<pending_summary> sqlite_transaction::pending() { return tables_.pending.summary(); }

result<void> sqlite_transaction::put_notice(const held_notice& notice) {
    PENDATA_CHECK(to_write());
    return tables_.custody.put_notice(notice);
}

result<std::vector<held_notice>> sqlite_transaction::notices() { return tables_.custody.notices(); }

result<void> sqlite_transaction::put_eviction(const message::eviction& e) {
    PENDATA_CHECK(to_write());
    return tables_.custody.put_eviction(e);
}

result<void> sqlite_transaction::drop_eviction(const record_id& record) {
    PENDATA_CHECK(to_write());
    return tables_.custody.drop_eviction(record);
}

result<std::vector<message::eviction>> sqlite_transaction::evictions() { return tables_.custody.evictions(); }

result<std::vector<record_id>> sqlite_transaction::with_pending() { return tables_.pending.records(); }

result<void> sqlite_transaction::put_staged(const std::string& node, const message::snapshot_chunk& chunk) {
    PENDATA_CHECK(to_write());
    return tables_.staging.put(node, chunk);
}

result<std::optional<message::snapshot_chunk>> sqlite_transaction::staged(const std::string& node, std::uint64_t number) {
    return tables_.staging.find(node, number);
}

result<void> sqlite_transaction::drop_staged(const std::string& node) {
    PENDATA_CHECK(to_write());
    return tables_.staging.drop(node);
}

result<bool> sqlite_transaction::put_mail(const sealed_batch& batch) {
    PENDATA_CHECK(to_write());
    return tables_.mail.put(batch);
}

result<std::vector<sealed_batch>> sqlite_transaction::mail(std::size_t limit) {
    std::vector<std::int64_t> damaged;
    PENDATA_TRY(out, tables_.mail.list(limit, damaged));
    if (purpose_ == purpose::writing) PENDATA_CHECK(tables_.mail.set_damaged_aside(damaged));
    return out;
}

result<void> sqlite_transaction::drop_mail(const digest& hash) {
    PENDATA_CHECK(to_write());
    return tables_.mail.drop(hash);
}

result<void> sqlite_transaction::set_mail_aside(const digest& hash, errc why) {
    PENDATA_CHECK(to_write());
    return tables_.mail.set_aside(hash, why);
}

result<void> sqlite_transaction::try_mail_again(errc why) {
    PENDATA_CHECK(to_write());
    return tables_.mail.try_again(why);
}

result<mail_summary> sqlite_transaction::mail_kept() { return tables_.mail.summary(); }

result<void> sqlite_transaction::put_return(const receipt& answer) {
    PENDATA_CHECK(to_write());
    return tables_.mail.put_return(answer);
}

result<std::vector<receipt>> sqlite_transaction::returns() { return tables_.mail.returns(); }

result<std::optional<tablet_photo>> sqlite_transaction::photo(const digest& hash) { return tables_.photos.find(hash); }

result<std::vector<tablet_photo>> sqlite_transaction::photos(std::uint64_t after, std::size_t limit, bool errands) {
    return tables_.photos.list(after, limit, errands);
}

result<photo_summary> sqlite_transaction::photos_here() { return tables_.photos.summary(); }

result<std::uint64_t> sqlite_transaction::put_photo(const tablet_photo& photo) {
    PENDATA_CHECK(to_write());
    return tables_.photos.put(photo);
}

result<void> sqlite_transaction::put_photo_piece(const digest& hash, std::uint32_t number, bytes_view content) {
    PENDATA_CHECK(to_write());
    return tables_.photos.put_piece(hash, number, content);
}

result<std::optional<bytes>> sqlite_transaction::photo_piece(const digest& hash, std::uint32_t number) {
    return tables_.photos.piece(hash, number);
}

result<piece_set> sqlite_transaction::photo_pieces(const digest& hash) { return tables_.photos.pieces(hash); }

result<void> sqlite_transaction::drop_photo_pieces(const digest& hash) {
    PENDATA_CHECK(to_write());
    return tables_.photos.drop_pieces(hash);
}

result<std::vector<digest>> sqlite_transaction::photos_of_others() { return tables_.photos.of_others(); }

result<void> sqlite_transaction::drop_photo(const digest& hash) {
    PENDATA_CHECK(to_write());
    return tables_.photos.drop(hash);
}

result<photo_mark> sqlite_transaction::newest_photo_mark() { return tables_.photos.newest_mark(); }

result<void> sqlite_transaction::offer_photos_again() {
    PENDATA_CHECK(to_write());
    return tables_.photos.offer_again();
}

result<void> sqlite_transaction::project(const projection& row) {
    PENDATA_CHECK(to_write());
    PENDATA_TRY(record, tables_.records.make(row.record, row.kind));
    return tables_.projection.put(record, row);
}

result<void> sqlite_transaction::unproject(const record_id& record, std::uint16_t kind) {
    PENDATA_CHECK(to_write());
    PENDATA_TRY(known, tables_.records.find(record));
    if (!known) return {};
    PENDATA_CHECK(tables_.projection.erase(known->row, kind));
    return forget_what_is_gone(known->row, kind);
}

result<void> sqlite_transaction::visit(std::uint16_t kind, const filter& where, std::span<const std::uint16_t> fields,
                                       const row_visitor& visitor) {
    return tables_.projection.visit(kind, where, fields, visitor);
}

result<std::vector<record_id>> sqlite_transaction::list(std::uint16_t kind, const filter* where, std::size_t limit) {
    return tables_.projection.list(kind, where, limit);
}

result<std::vector<record_id>> sqlite_transaction::referring(std::uint16_t kind, std::uint16_t field,
                                                             const record_id& target) {
    return tables_.projection.referring(kind, field, target);
}

result<std::vector<record_id>> sqlite_transaction::all() { return tables_.records.all(); }

result<std::vector<std::uint16_t>> sqlite_transaction::stale_projections() { return stale_kinds(tables_.file); }

result<void> sqlite_transaction::projection_is_current(std::uint16_t kind) {
    PENDATA_CHECK(to_write());
    return set_current(tables_.file, kind);
}

}  // namespace pendata::store
