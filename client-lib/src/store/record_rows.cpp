// SQL of records and settled parts.
#include "client-lib/src/store/record_rows.hpp"

#include <algorithm>

namespace pendata::store {

namespace {

constexpr std::int64_t visited_at_once = 512;  // ids held while parts are visited

}  // namespace

result<std::vector<record_id>> ids_of(sqlite::cursor& run) {
    std::vector<record_id> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        PENDATA_TRY(id, run.id<record_id>(0));
        out.push_back(id);
    }
}

result<std::optional<record_row>> record_rows::find(const record_id& id) {
    PENDATA_TRY(run, file_.query("SELECT row, kind FROM record WHERE id = ?", id.view()));
    PENDATA_TRY(found, run.step());
    if (!found) return std::optional<record_row>();
    return std::optional(record_row{run.number(0), run.number<std::uint16_t>(1)});
}

result<identified_row> record_rows::at(std::int64_t row) {
    PENDATA_TRY(run, file_.query("SELECT id, kind FROM record WHERE row = ?", row));
    PENDATA_TRY(found, run.step());
    if (!found) return errc::corrupt;
    PENDATA_TRY(id, run.id<record_id>(0));
    return identified_row{id, run.number<std::uint16_t>(1)};
}

result<std::int64_t> record_rows::make(const record_id& id, std::uint16_t kind) {
    PENDATA_TRY(known, find(id));
    if (!known) {
        PENDATA_CHECK(file_.execute("INSERT INTO record(id, kind) VALUES(?, ?)", id.view(), kind));
        return file_.last_row();
    }
    if (known->kind != kind) {
        PENDATA_CHECK(file_.execute("UPDATE record SET kind = ? WHERE row = ?", kind, known->row));
    }
    return known->row;
}

result<record_rows::remains> record_rows::what_remains(std::int64_t row) {
    PENDATA_TRY(run, file_.query("SELECT EXISTS(SELECT 1 FROM settled WHERE record = ?1), "
                                 "EXISTS(SELECT 1 FROM pending WHERE record = ?1 AND state <> 4), "
                                 "EXISTS(SELECT 1 FROM pending WHERE record = ?1), EXISTS(SELECT 1 FROM cut WHERE record = ?1), "
                                 "EXISTS(SELECT 1 FROM cut WHERE record = ?1 AND length(content) > 0 AND NOT put_away)", row));
    PENDATA_TRY(found, run.step());
    static_cast<void>(found);
    const bool seen = run.number(0) != 0 || run.number(1) != 0 || run.number(4) != 0;
    return remains{seen, seen || run.number(2) != 0 || run.number(3) != 0};
}

result<void> record_rows::erase(std::int64_t row) { return file_.execute("DELETE FROM record WHERE row = ?", row); }

result<std::vector<record_id>> record_rows::all() {
    // A part, a pending write that has not ended, or cut cells.
    PENDATA_TRY(run, file_.use("SELECT id FROM record r WHERE EXISTS(SELECT 1 FROM settled WHERE record = r.row) OR "
                               "EXISTS(SELECT 1 FROM pending WHERE record = r.row AND state <> 4) OR "
                               "EXISTS(SELECT 1 FROM cut WHERE record = r.row AND length(content) > 0 AND NOT put_away) ORDER BY id"));
    return ids_of(run);
}

result<std::vector<part>> record_rows::parts(const record_id& id, std::int64_t row, std::vector<unreadable_part>& unreadable) {
    PENDATA_TRY(run, file_.query("SELECT room, content FROM settled WHERE record = ? ORDER BY room", row));
    std::vector<part> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        const auto room = run.number<compartment>(0);
        auto cells = decode_cells(run.blob(1), origins_);
        if (cells.has_error()) {
            if (to_errc(cells.error()) != errc::corrupt) return cells.error();
            unreadable.push_back({row, room});
            continue;
        }
        out.push_back({id, room, std::move(*cells)});
    }
}

result<bool> record_rows::erase_unreadable(const unreadable_part& which) {
    std::vector<unreadable_part> still;
    PENDATA_CHECK(parts(record_id{}, which.record, still));
    const bool is_there = std::any_of(still.begin(), still.end(), [&](const unreadable_part& u) { return u.room == which.room; });
    if (is_there) PENDATA_CHECK(erase_part(which.record, which.room));
    return is_there;
}

result<void> record_rows::put_part(std::int64_t row, const part& content) {
    PENDATA_TRY(encoded, encode_cells(content.cells, origins_));
    return file_.execute("INSERT INTO settled(record, room, content) VALUES(?, ?, ?) "
                         "ON CONFLICT DO UPDATE SET content = excluded.content",
                         row, content.room, encoded);
}

result<void> record_rows::erase_part(std::int64_t row, compartment room) {
    return file_.execute("DELETE FROM settled WHERE record = ? AND room = ?", row, room);
}

result<void> record_rows::visit(const std::function<result<void>(std::uint16_t kind, const part&)>& visitor,
                                std::vector<unreadable_part>& unreadable) {
    struct visited {
        record_id id;
        record_row known;
    };
    std::vector<visited> page;
    bytes last;
    do {
        // A page of ids at a time, and no statement open while the visitor runs: it may write.
        page.clear();
        PENDATA_TRY(run, file_.query("SELECT id, row, kind FROM record WHERE id > ? ORDER BY id LIMIT ?",
                                     bytes_view(last), visited_at_once));
        for (;;) {
            PENDATA_TRY(more, run.step());
            if (!more) break;
            PENDATA_TRY(id, run.id<record_id>(0));
            page.push_back({id, {run.number(1), run.number<std::uint16_t>(2)}});
        }
        for (const auto& [id, known] : page) {
            PENDATA_TRY(held, parts(id, known.row, unreadable));
            for (const part& content : held) PENDATA_CHECK(visitor(known.kind, content));
            last = bytes(id.view());
        }
    } while (!page.empty());
    return {};
}

}  // namespace pendata::store
