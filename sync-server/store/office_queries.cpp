// Records, what lists them, commits and sums.
#include "sync-server/store/office_queries.hpp"

#include <algorithm>
#include <tuple>

#include "sync-server/store/atom_merge.hpp"
#include "sync-server/store/row_encoding.hpp"

namespace pendata {

using sqlite::as_text;
using sqlite::cursor;

namespace {

result<std::vector<record_id>> ids_of(cursor& rows) {
    std::vector<record_id> out;
    for (;;) {
        PENDATA_TRY(more, rows.step());
        if (!more) return out;
        PENDATA_TRY(id, rows.id<record_id>(0));
        out.push_back(id);
    }
}

}  // namespace

result<office_head> office_queries::head() {
    PENDATA_TRY(row, file_.use("SELECT at, segment, hash, latest_ms FROM commits ORDER BY at DESC LIMIT 1"));
    PENDATA_TRY(found, row.step());
    if (!found) return office_head{};
    PENDATA_TRY(segment, row.id<segment_id>(1));
    PENDATA_TRY(hash, row.id<digest>(2));
    return office_head{segment, row.number<sequence>(0), hash, row.number(3)};
}

result<std::optional<commit_row>> office_queries::commit_at(sequence at) {
    PENDATA_TRY(row, file_.query("SELECT segment, hash, ms FROM commits WHERE at=?", at));
    PENDATA_TRY(found, row.step());
    if (!found) return std::optional<commit_row>();
    PENDATA_TRY(segment, row.id<segment_id>(0));
    PENDATA_TRY(hash, row.id<digest>(1));
    return std::optional(commit_row{at, segment, hash, row.number(2)});
}

result<std::optional<numbered_record>> office_queries::read(const record_id& id) {
    PENDATA_TRY(row, file_.use("SELECT no, kind, root, places, contested, parts FROM record WHERE id=?"));
    row.bind(1, id.view());
    PENDATA_TRY(found, row.step());
    if (!found) return std::optional<numbered_record>();
    numbered_record out;
    out.no = row.number(0);
    if (row.is_null(1)) return std::optional(std::move(out));
    office_record& content = out.content.emplace();
    content.id = id;
    content.kind = row.number<std::uint16_t>(1);
    if (!row.is_null(2)) {
        PENDATA_TRY(roots, decode_ids(row.blob(2)));
        content.roots = std::move(roots);
    }
    PENDATA_TRY(places, decode_places(row.blob(3)));
    PENDATA_TRY(contested, decode_keys(row.blob(4)));
    PENDATA_TRY(parts, decode_parts(id, row.blob(5), origins_));
    content.places = std::move(places);
    content.contested = std::move(contested);
    content.parts = std::move(parts);
    return std::optional(std::move(out));
}

result<std::optional<office_record>> office_queries::find(const record_id& id) {
    PENDATA_TRY(row, read(id));
    if (!row) return std::optional<office_record>();
    return std::move(row->content);
}

result<std::vector<history_row>> office_queries::history_of(const record_id& id) {
    PENDATA_TRY(no, number_of(id));
    return history_numbered(id, no);
}

// 0, which no record has, where there is none.
result<std::int64_t> office_queries::number_of(const record_id& id) {
    PENDATA_TRY(row, file_.query("SELECT no FROM record WHERE id=?", id.view()));
    PENDATA_TRY(found, row.step());
    return found ? row.number(0) : std::int64_t{0};
}

result<std::vector<history_row>> office_queries::history_numbered(const record_id& id, std::int64_t no) {
    std::vector<history_row> out;
    PENDATA_TRY(rows, file_.query("SELECT d.at, d.batch, d.device, d.path, d.received_ms, h.writes "
                                  "FROM history h JOIN delivery d ON d.no=h.delivery "
                                  "WHERE h.row>=? AND h.row<? ORDER BY h.row",
                                  first_history_row(no), first_history_row(no + 1)));
    for (;;) {
        PENDATA_TRY(more, rows.step());
        if (!more) return out;
        history_row row;
        row.at = rows.number<sequence>(0);
        row.record = id;
        PENDATA_TRY(batch, rows.id<digest>(1));
        PENDATA_TRY(device, rows.id<device_id>(2));
        row.batch = batch;
        row.from = device;
        row.path = static_cast<arrival>(rows.number(3));
        row.received_ms = rows.number(4);
        PENDATA_TRY(writes, decode_writes(id, rows.blob(5), origins_));
        row.writes = std::move(writes);
        out.push_back(std::move(row));
    }
}

result<std::vector<event>> office_queries::events_after(sequence after, std::size_t limit) {
    std::vector<event> out;
    PENDATA_TRY(rows, file_.query("SELECT at, records FROM event WHERE at>? ORDER BY at", after));
    while (out.size() < limit || out.empty()) {
        PENDATA_TRY(more, rows.step());
        if (!more) break;
        PENDATA_TRY(ids, decode_ids(rows.blob(1)));
        if (!out.empty() && out.size() + ids.size() > limit) break;
        for (const auto& id : ids) out.push_back({rows.number<sequence>(0), id});
    }
    return out;
}

result<std::vector<record_id>> office_queries::records_under(const std::string& node, const record_id& after,
                                                             std::size_t limit) {
    PENDATA_TRY(atoms, atoms_.under(node));
    atom_merge all(file_, after, limit, atoms.size());
    for (const auto no : atoms) PENDATA_CHECK(all.add(no));
    return all.take();
}

result<std::vector<record_id>> office_queries::records_of(std::uint16_t kind, const record_id& after,
                                                          std::size_t limit) {
    PENDATA_TRY(all, all_of(kind));
    const auto first = std::upper_bound(all->begin(), all->end(), after);
    const auto left = static_cast<std::size_t>(all->end() - first);
    return std::vector<record_id>(first, first + static_cast<std::ptrdiff_t>(std::min(limit, left)));
}

// The table is in order of arrival, so that a new record is appended; a pass over a kind sorts it once.
result<const std::vector<record_id>*> office_queries::all_of(std::uint16_t kind) {
    const auto known = of_kind_.find(kind);
    if (known != of_kind_.end()) return &known->second;
    PENDATA_TRY(rows, file_.query("SELECT id FROM of_kind WHERE kind=?", kind));
    PENDATA_TRY(all, ids_of(rows));
    std::sort(all.begin(), all.end());
    return &(of_kind_[kind] = std::move(all));
}

result<sequence> office_queries::kind_changed_at(std::uint16_t kind) {
    PENDATA_TRY(row, file_.query("SELECT changed_at FROM kind WHERE no=?", kind));
    PENDATA_TRY(found, row.step());
    return found ? row.number<sequence>(0) : sequence{0};
}

result<std::vector<record_id>> office_queries::followers_of(const record_id& root) {
    PENDATA_TRY(no, number_of(root));
    return followers_numbered(no);
}

result<std::vector<record_id>> office_queries::followers_numbered(std::int64_t root) {
    PENDATA_TRY(rows, file_.query("SELECT id FROM follower WHERE root=? ORDER BY id", root));
    return ids_of(rows);
}

result<std::uint64_t> office_queries::record_count() {
    PENDATA_TRY(row, file_.use("SELECT total(records) FROM kind"));
    PENDATA_TRY(found, row.step());
    return found ? row.number<std::uint64_t>(0) : std::uint64_t{0};
}

result<fingerprint> office_queries::sum_under(const std::string& node, compartment room) {
    fingerprint sum;
    // '/' follows '.', so this is the node and everything that goes on with a dot.
    PENDATA_TRY(rows, file_.query("SELECT content FROM sum WHERE room=?1 AND path=?2 UNION ALL "
                                  "SELECT content FROM sum WHERE room=?1 AND path>?2||'.' AND path<?2||'/'",
                                  room, as_text{node}));
    for (;;) {
        PENDATA_TRY(more, rows.step());
        if (!more) return sum;
        const auto content = fingerprint::decode(rows.blob(0));
        if (!content) return errc::corrupt;
        sum.add(*content);
    }
}

result<std::vector<placed_sum>> office_queries::sums_below(const std::string& node) {
    std::vector<placed_sum> out;
    PENDATA_TRY(rows, file_.query("SELECT path, room, content FROM sum WHERE path=?1 UNION ALL "
                                  "SELECT path, room, content FROM sum WHERE path>?1||'.' AND path<?1||'/'",
                                  as_text{node}));
    for (;;) {
        PENDATA_TRY(more, rows.step());
        if (!more) break;
        const auto content = fingerprint::decode(rows.blob(2));
        if (!content) return errc::corrupt;
        out.push_back({atom(rows.blob(0)), rows.number<compartment>(1), *content});
    }
    // The table is by compartment first, and has as many rows as there are places: sorted here.
    std::sort(out.begin(), out.end(), [](const placed_sum& a, const placed_sum& b) {
        return std::tie(a.place, a.room) < std::tie(b.place, b.room);
    });
    return out;
}

result<void> office_queries::visit_marks(
    const atom& place, const std::function<result<void>(const record_id&, std::span<const part_mark>)>& visitor) {
    PENDATA_TRY(no, atoms_.find(place));
    PENDATA_TRY(rows, file_.query("SELECT id, marks FROM under WHERE atom=? ORDER BY id", no));
    for (;;) {
        PENDATA_TRY(more, rows.step());
        if (!more) return {};
        PENDATA_TRY(id, rows.id<record_id>(0));
        PENDATA_TRY(marks, decode_marks(rows.blob(1)));
        if (marks.empty()) {
            // Put by a version without marks, and not since.
            PENDATA_TRY(record, find(id));
            if (!record) return errc::corrupt;
            marks = marks_of(*record);
        }
        PENDATA_CHECK(visitor(id, marks));
    }
}

result<std::vector<part_mark>> office_queries::marks_at(std::int64_t place, const record_id& record) {
    PENDATA_TRY(row, file_.query("SELECT marks FROM under WHERE atom=? AND id=?", place, record.view()));
    PENDATA_TRY(found, row.step());
    if (!found) return errc::corrupt;
    return decode_marks(row.blob(0));
}

result<bytes> office_queries::note(const std::string& name) {
    PENDATA_TRY(row, file_.query("SELECT content FROM note WHERE name=?", as_text{name}));
    PENDATA_TRY(found, row.step());
    return found ? bytes(row.blob(0)) : bytes();
}

}  // namespace pendata
