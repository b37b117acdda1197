// Custody, batches, devices and codes.
#include "sync-server/store/office_queries.hpp"
#include "sync-server/store/row_encoding.hpp"

// The columns that custody_rows() and device_from() read, in their order.
#define CUSTODY_COLUMNS "id, record, device, state, at, waits_for, batch, path, received_ms, reason, note, what"
#define DEVICE_COLUMNS \
    "id, public_key, officer, label, enrolled_ms, revoked, last_contact_ms, told_pending, told_oldest_s, " \
    "told_trust, pulled_segment, pulled_at, pulled_hash, told_trouble, told_trouble_s, told_by_office"

namespace pendata {

using sqlite::cursor;

namespace {

result<device_row> device_from(const cursor& row) {
    device_row out;
    PENDATA_TRY(id, row.id<device_id>(0));
    PENDATA_TRY(officer, row.id<officer_id>(2));
    PENDATA_TRY(segment, row.id<segment_id>(10));
    out.id = id;
    out.public_key = bytes(row.blob(1));
    out.officer = officer;
    out.label = std::string(row.blob(3));
    out.enrolled_ms = row.number(4);
    out.revoked = row.number(5) != 0;
    out.last_contact_ms = row.number(6);
    out.told_pending = row.number<std::uint64_t>(7);
    out.told_oldest_s = row.number<std::uint64_t>(8);
    out.told_trust = row.number<std::uint8_t>(9);
    out.pulled = {segment, row.number<sequence>(11), row.number<std::uint64_t>(12)};
    out.told_trouble = row.number<std::int32_t>(13);
    out.told_trouble_s = row.number<std::uint64_t>(14);
    out.told_by_office = row.number(15) != 0;
    return out;
}

}  // namespace

result<std::vector<custody_row>> office_queries::custody_rows(cursor& rows) {
    std::vector<custody_row> out;
    for (;;) {
        PENDATA_TRY(more, rows.step());
        if (!more) return out;
        custody_row row;
        PENDATA_TRY(id, rows.id<write_id>(0));
        PENDATA_TRY(record, rows.id<record_id>(1));
        PENDATA_TRY(device, rows.id<device_id>(2));
        PENDATA_TRY(batch, rows.id<digest>(6));
        row.id = id;
        row.from = device;
        row.state = static_cast<custody_state>(rows.number(3));
        row.at = rows.number<sequence>(4);
        if (!rows.is_null(5)) {
            PENDATA_TRY(waits_for, rows.id<record_id>(5));
            row.waits_for = waits_for;
        }
        row.batch = batch;
        row.path = static_cast<arrival>(rows.number(7));
        row.received_ms = rows.number(8);
        row.reason = static_cast<hold_reason>(rows.number(9));
        row.note = std::string(rows.blob(10));
        PENDATA_TRY(writes, decode_writes(record, rows.blob(11), origins_));
        if (writes.size() != 1) return errc::corrupt;
        row.what = std::move(writes.front());
        out.push_back(std::move(row));
    }
}

result<std::optional<custody_row>> office_queries::custody(const write_id& id) {
    PENDATA_TRY(rows, file_.query("SELECT " CUSTODY_COLUMNS " FROM custody WHERE id=?", id.view()));
    PENDATA_TRY(found, custody_rows(rows));
    if (found.empty()) return std::optional<custody_row>();
    return std::optional(std::move(found.front()));
}

result<std::vector<custody_row>> office_queries::custody_of(const record_id& record) {
    PENDATA_TRY(rows, file_.query("SELECT " CUSTODY_COLUMNS " FROM custody WHERE record=? ORDER BY at, id",
                                  record.view()));
    return custody_rows(rows);
}

result<std::vector<custody_row>> office_queries::custody_in(custody_state state) {
    PENDATA_TRY(rows, file_.query("SELECT " CUSTODY_COLUMNS " FROM custody WHERE state=? ORDER BY at, id",
                                  static_cast<int>(state)));
    return custody_rows(rows);
}

result<std::vector<custody_row>> office_queries::custody_from(const device_id& device, sequence after) {
    PENDATA_TRY(rows, file_.query("SELECT " CUSTODY_COLUMNS " FROM custody WHERE device=? AND at>? ORDER BY at, id",
                                  device.view(), after));
    return custody_rows(rows);
}

result<std::vector<accepted_row>> office_queries::accepted_from(const device_id& device, sequence after) {
    std::vector<accepted_row> out;
    PENDATA_TRY(rows, file_.query("SELECT id, record, at FROM accepted WHERE device=? AND at>? ORDER BY at, id",
                                  device.view(), after));
    for (;;) {
        PENDATA_TRY(more, rows.step());
        if (!more) return out;
        PENDATA_TRY(id, rows.id<write_id>(0));
        PENDATA_TRY(record, rows.id<record_id>(1));
        out.push_back({id, record, device, rows.number<sequence>(2)});
    }
}

result<std::vector<custody_row>> office_queries::held_for(const record_id& root) {
    PENDATA_TRY(rows, file_.query("SELECT " CUSTODY_COLUMNS " FROM custody WHERE waits_for=? AND state=? "
                                  "ORDER BY at, id",
                                  root.view(), static_cast<int>(custody_state::held)));
    return custody_rows(rows);
}

result<std::vector<custody_row>> office_queries::custody_on(const write_id& base) {
    PENDATA_TRY(rows, file_.query("SELECT " CUSTODY_COLUMNS " FROM custody "
                                  "WHERE id IN (SELECT b.id FROM custody_base b WHERE b.base=?) ORDER BY at, id",
                                  base.view()));
    return custody_rows(rows);
}

result<std::optional<batch_row>> office_queries::batch(const digest& hash) {
    PENDATA_TRY(row, file_.query("SELECT replica, number, previous, device, last_save, answer FROM batch WHERE hash=?",
                                 hash.view()));
    PENDATA_TRY(found, row.step());
    if (!found) return std::optional<batch_row>();
    PENDATA_TRY(replica, row.id<replica_id>(0));
    PENDATA_TRY(previous, row.id<digest>(2));
    PENDATA_TRY(device, row.id<device_id>(3));
    PENDATA_TRY(answer, decode_answer(hash, row.blob(5)));
    return std::optional(batch_row{hash, replica, row.number<std::uint64_t>(1), previous, device, std::move(answer),
                                   row.number<std::uint64_t>(4)});
}

namespace {

result<std::vector<digest>> hashes_of(cursor& rows) {
    std::vector<digest> out;
    for (;;) {
        PENDATA_TRY(more, rows.step());
        if (!more) return out;
        PENDATA_TRY(hash, rows.id<digest>(0));
        out.push_back(hash);
    }
}

}  // namespace

result<std::vector<digest>> office_queries::batches_numbered(const replica_id& replica, std::uint64_t number) {
    PENDATA_TRY(rows, file_.query("SELECT hash FROM batch WHERE replica=? AND number=? ORDER BY hash", replica.view(),
                                  number));
    return hashes_of(rows);
}

result<std::vector<digest>> office_queries::batches_beyond(const replica_id& replica, std::uint64_t number, std::size_t limit) {
    PENDATA_TRY(rows, file_.query("SELECT hash FROM batch WHERE replica=? AND number>? ORDER BY number, hash LIMIT ?",
                                  replica.view(), number, limit));
    return hashes_of(rows);
}

result<replica_head> office_queries::head_of(const replica_id& replica) {
    PENDATA_TRY(row, file_.query("SELECT number, last_save, forked FROM replica WHERE id=?", replica.view()));
    PENDATA_TRY(found, row.step());
    if (!found) return replica_head{};
    return replica_head{row.number<std::uint64_t>(0), row.number<std::uint64_t>(1), row.number(2) != 0};
}

result<std::optional<device_row>> office_queries::device(const device_id& id) {
    PENDATA_TRY(row, file_.query("SELECT " DEVICE_COLUMNS " FROM device WHERE id=?", id.view()));
    PENDATA_TRY(found, row.step());
    if (!found) return std::optional<device_row>();
    PENDATA_TRY(out, device_from(row));
    return std::optional(std::move(out));
}

result<std::vector<device_row>> office_queries::devices() {
    std::vector<device_row> out;
    PENDATA_TRY(rows, file_.use("SELECT " DEVICE_COLUMNS " FROM device ORDER BY id"));
    for (;;) {
        PENDATA_TRY(more, rows.step());
        if (!more) return out;
        PENDATA_TRY(row, device_from(rows));
        out.push_back(std::move(row));
    }
}

result<std::optional<code_row>> office_queries::code(const digest& secret_hash) {
    PENDATA_TRY(row, file_.query("SELECT officer, expires_ms, used_by FROM code WHERE secret_hash=?",
                                 secret_hash.view()));
    PENDATA_TRY(found, row.step());
    if (!found) return std::optional<code_row>();
    PENDATA_TRY(officer, row.id<officer_id>(0));
    PENDATA_TRY(used_by, row.id<device_id>(2));
    return std::optional(code_row{secret_hash, officer, row.number(1), used_by});
}

}  // namespace pendata
