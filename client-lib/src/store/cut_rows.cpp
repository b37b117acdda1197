// SQL of cut cells.
#include "client-lib/src/store/cut_rows.hpp"

#include "core/storage/cell_encoding.hpp"

namespace pendata::store {

result<void> cut_rows::add(std::int64_t record, const part& cells) {
    bytes content;  // of no cells: empty
    if (!cells.cells.empty()) {
        PENDATA_TRY(encoded, encode_cells(cells.cells, origins_));
        content = std::move(encoded);
    }
    return file_.execute("INSERT INTO cut(record, room, content) VALUES(?, ?, ?)", record, cells.room, content);
}

result<part> cut_rows::read(const record_id& id, compartment room, bytes_view content) {
    part out{id, room, {}};
    if (content.empty()) return out;
    PENDATA_TRY(cells, decode_cells(content, origins_));
    out.cells = std::move(cells);
    return out;
}

result<std::vector<part>> cut_rows::of(const record_id& id, std::int64_t record) {
    PENDATA_TRY(run, file_.query("SELECT room, content FROM cut WHERE record = ? AND NOT put_away ORDER BY row", record));
    std::vector<part> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        PENDATA_TRY(one, read(id, run.number<compartment>(0), run.blob(1)));
        if (!one.cells.empty()) out.push_back(std::move(one));
    }
}

result<std::vector<cut_part>> cut_rows::waiting(std::size_t limit) {
    PENDATA_TRY(run, file_.query("SELECT c.row, c.room, c.content, r.id FROM cut c JOIN record r ON r.row = c.record "
                                 "WHERE c.answered_at IS NULL ORDER BY c.row LIMIT ?", limit));
    std::vector<cut_part> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        PENDATA_TRY(id, run.id<record_id>(3));
        PENDATA_TRY(one, read(id, run.number<compartment>(1), run.blob(2)));
        out.push_back({run.number<std::uint64_t>(0), std::move(one)});
    }
}

result<bool> cut_rows::waits(std::int64_t record) {
    PENDATA_TRY(run, file_.query("SELECT 1 FROM cut WHERE record = ? AND answered_at IS NULL LIMIT 1", record));
    return run.step();
}

result<void> cut_rows::forget(std::int64_t record) { return file_.execute("DELETE FROM cut WHERE record = ?", record); }

result<void> cut_rows::answer(std::uint64_t number, sequence at) {
    return file_.execute("UPDATE cut SET answered_at = ? WHERE answered_at IS NULL AND row <= ?", at, number);
}

result<void> cut_rows::again(sequence at) {
    return file_.execute("UPDATE cut SET answered_at = NULL, put_away = 0 WHERE answered_at > ?", at);
}

result<std::vector<cut_rows::answered_part>> cut_rows::answered_parts(sqlite::cursor& run) {
    std::vector<answered_part> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        PENDATA_TRY(id, run.id<record_id>(5));
        PENDATA_TRY(one, read(id, run.number<compartment>(3), run.blob(4)));
        out.push_back({run.number(0), run.number(1), run.number<sequence>(2), std::move(one)});
    }
}

result<std::vector<cut_rows::answered_part>> cut_rows::answered(sequence cursor) {
    PENDATA_TRY(run, file_.query("SELECT c.row, c.record, c.answered_at, c.room, c.content, r.id FROM cut c JOIN record r ON "
                                 "r.row = c.record WHERE c.answered_at <= ? AND NOT c.put_away ORDER BY c.record", cursor));
    return answered_parts(run);
}

result<std::vector<cut_rows::answered_part>> cut_rows::put_away() {
    PENDATA_TRY(run, file_.use("SELECT c.row, c.record, c.answered_at, c.room, c.content, r.id FROM cut c JOIN record r ON "
                               "r.row = c.record WHERE c.put_away ORDER BY c.record"));
    return answered_parts(run);
}

result<void> cut_rows::put_away(std::int64_t row) { return file_.execute("UPDATE cut SET put_away = 1 WHERE row = ?", row); }

result<void> cut_rows::erase(std::int64_t row) { return file_.execute("DELETE FROM cut WHERE row = ?", row); }

result<bool> cut_rows::forget(std::int64_t record, compartment_mask rooms, sequence at) {
    PENDATA_TRY(run, file_.query("SELECT row, room FROM cut WHERE record = ? AND answered_at < ?", record, at));
    std::vector<std::int64_t> rows;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) break;
        if (contains(rooms, run.number<compartment>(1))) rows.push_back(run.number(0));
    }
    for (const auto row : rows) PENDATA_CHECK(erase(row));
    return !rows.empty();
}

result<std::vector<std::int64_t>> cut_rows::erase_backed_up(sequence backed_up) {
    PENDATA_TRY(run, file_.query("SELECT DISTINCT record FROM cut WHERE put_away AND answered_at <= ? ORDER BY record", backed_up));
    std::vector<std::int64_t> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) break;
        out.push_back(run.number(0));
    }
    if (!out.empty()) PENDATA_CHECK(file_.execute("DELETE FROM cut WHERE put_away AND answered_at <= ?", backed_up));
    return out;
}

}  // namespace pendata::store
