// Plain rows, one a notice and one an eviction.
#include "client-lib/src/store/custody_rows.hpp"

namespace pendata::store {

result<void> custody_rows::put_notice(const held_notice& notice) {
    return file_.execute("INSERT INTO notice(id, record, kind, field, element, reason, state, note) "
                         "VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET record = excluded.record, "
                         "kind = excluded.kind, field = excluded.field, element = excluded.element, "
                         "reason = excluded.reason, state = excluded.state, note = excluded.note",
                         notice.id.view(), notice.record.view(), notice.key.kind, notice.key.field,
                         bytes_view(notice.key.element), static_cast<int>(notice.reason),
                         static_cast<int>(notice.state), sqlite::as_text{notice.note});
}

result<std::vector<held_notice>> custody_rows::notices() {
    PENDATA_TRY(run, file_.use("SELECT id, record, kind, field, element, reason, state, note FROM notice ORDER BY row"));
    std::vector<held_notice> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        held_notice one;
        PENDATA_TRY(id, run.id<write_id>(0));
        PENDATA_TRY(record, run.id<record_id>(1));
        one.id = id;
        one.record = record;
        one.key = {run.number<std::uint16_t>(2), run.number<std::uint16_t>(3), bytes(run.blob(4))};
        one.reason = static_cast<hold_reason>(run.number<std::uint8_t>(5));
        // Of a damaged row or of an older program: held is what claims least.
        const auto state = static_cast<message::verdict>(run.number<std::uint8_t>(6));
        const bool is_known = state >= message::verdict::held && state <= message::verdict::rejected;
        one.state = is_known ? state : message::verdict::held;
        one.note = std::string(run.blob(7));
        out.push_back(std::move(one));
    }
}

result<void> custody_rows::forget(const record_id& record) {
    PENDATA_CHECK(drop_eviction(record));
    return file_.execute("DELETE FROM notice WHERE record = ? AND reason <> ?", record.view(), static_cast<int>(hold_reason::erased_by_law));
}

result<void> custody_rows::put_eviction(const message::eviction& e) {
    return file_.execute("INSERT INTO eviction(record, rooms, at) VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET "
                         "rooms = rooms | excluded.rooms, at = max(at, excluded.at)",
                         e.record.view(), e.rooms, e.at);
}

result<void> custody_rows::drop_eviction(const record_id& record) {
    return file_.execute("DELETE FROM eviction WHERE record = ?", record.view());
}

result<std::vector<message::eviction>> custody_rows::evictions() {
    PENDATA_TRY(run, file_.use("SELECT record, rooms, at FROM eviction ORDER BY record"));
    std::vector<message::eviction> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        PENDATA_TRY(record, run.id<record_id>(0));
        out.push_back({record, run.number<compartment_mask>(1), run.number<sequence>(2)});
    }
}

}  // namespace pendata::store
