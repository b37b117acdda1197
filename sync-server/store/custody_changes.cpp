// Putting custody, batches, devices, codes, notes and commits.
#include <algorithm>

#include "sync-server/store/office_changes.hpp"
#include "sync-server/store/row_encoding.hpp"

namespace pendata {

using sqlite::as_text;

result<void> office_changes::end_custody(const write_id& id) {
    std::int64_t no = 0;
    std::vector<write> held;
    {
        PENDATA_TRY(row, file_.query("SELECT no, record, what FROM custody WHERE id=?", id.view()));
        PENDATA_TRY(found, row.step());
        if (!found) return {};
        no = row.number(0);
        PENDATA_TRY(record, row.id<record_id>(1));
        PENDATA_TRY(writes, decode_writes(record, row.blob(2), queries_.origins()));
        held = std::move(writes);
    }
    for (const auto& w : held) {
        for (const auto& base : w.seen) {
            PENDATA_CHECK(file_.execute("DELETE FROM custody_base WHERE base=? AND id=?", base.view(), id.view()));
        }
    }
    return file_.execute("DELETE FROM custody WHERE no=?", no);
}

result<void> office_changes::put(const custody_row& row) {
    PENDATA_CHECK(end_custody(row.id));
    PENDATA_CHECK(file_.execute("DELETE FROM accepted WHERE id=?", row.id.view()));
    PENDATA_TRY(what, encode_writes(row.what.record, {&row.what, 1}, queries_.origins()));
    const std::optional<bytes_view> waits_for =
        row.waits_for ? std::optional(row.waits_for->view()) : std::nullopt;
    PENDATA_CHECK(file_.execute(
        "INSERT INTO custody(id, record, device, state, at, waits_for, batch, path, received_ms, reason, note, what) "
        "VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
        row.id.view(), row.what.record.view(), row.from.view(), static_cast<int>(row.state), row.at, waits_for,
        row.batch.view(), static_cast<int>(row.path), row.received_ms, static_cast<int>(row.reason),
        as_text{row.note}, what));
    for (const auto& base : row.what.seen) {
        PENDATA_CHECK(file_.execute("INSERT INTO custody_base(base, id) VALUES(?, ?)", base.view(), row.id.view()));
    }
    return {};
}

result<void> office_changes::accept(const accepted_row& row) {
    PENDATA_CHECK(end_custody(row.id));
    return file_.execute("INSERT OR REPLACE INTO accepted(id, record, device, at) VALUES(?, ?, ?, ?)", row.id.view(),
                         row.record.view(), row.from.view(), row.at);
}

result<void> office_changes::put(const batch_row& row) {
    const bytes answer = encode_answer(row.answer);
    PENDATA_CHECK(file_.execute(
        "INSERT INTO batch(hash, replica, number, previous, device, last_save, answer) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(hash) DO UPDATE SET "
        "replica=?2, number=?3, previous=?4, device=?5, last_save=?6, answer=?7",
        row.hash.view(), row.replica.view(), row.number, row.previous.view(), row.from.view(), row.last_save, answer));
    PENDATA_TRY(head, queries_.head_of(row.replica));
    PENDATA_TRY(contents, queries_.batches_numbered(row.replica, row.number));
    head.number = std::max(head.number, row.number);
    head.last_save = std::max(head.last_save, row.last_save);
    head.forked = head.forked || contents.size() > 1;
    return file_.execute("INSERT OR REPLACE INTO replica(id, number, last_save, forked) VALUES(?, ?, ?, ?)",
                         row.replica.view(), head.number, head.last_save, head.forked);
}

result<void> office_changes::put(const device_row& row) {
    return file_.execute(
        "INSERT OR REPLACE INTO device(id, public_key, officer, label, enrolled_ms, revoked, last_contact_ms, "
        "told_pending, told_oldest_s, told_trust, pulled_segment, pulled_at, pulled_hash, told_trouble, "
        "told_trouble_s, told_by_office) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        row.id.view(), row.public_key, row.officer.view(), as_text{row.label}, row.enrolled_ms, row.revoked,
        row.last_contact_ms, row.told_pending, row.told_oldest_s, row.told_trust, row.pulled.segment.view(),
        row.pulled.at, row.pulled.hash, row.told_trouble, row.told_trouble_s, row.told_by_office);
}

result<void> office_changes::put(const code_row& row) {
    return file_.execute("INSERT OR REPLACE INTO code(secret_hash, officer, expires_ms, used_by) VALUES(?, ?, ?, ?)",
                         row.secret_hash.view(), row.officer.view(), row.expires_ms, row.used_by.view());
}

result<void> office_changes::put_note(const std::string& name, bytes_view content) {
    if (content.empty()) return file_.execute("DELETE FROM note WHERE name=?", as_text{name});
    return file_.execute("INSERT OR REPLACE INTO note(name, content) VALUES(?, ?)", as_text{name}, content);
}

result<void> office_changes::advance(const commit_row& row) {
    PENDATA_TRY(head, queries_.head());
    if (row.at != head.at + 1) return errc::invalid_argument;
    return file_.execute("INSERT INTO commits(at, segment, hash, ms, latest_ms) VALUES(?, ?, ?, ?, ?)", row.at,
                         row.segment.view(), row.hash.view(), row.ms, std::max(head.latest_ms, row.ms));
}

}  // namespace pendata
