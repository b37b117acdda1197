// Putting records: their row, the indexes that list them, their history, and what is gathered for the end.
#include "sync-server/store/office_changes.hpp"

#include <algorithm>
#include <utility>

#include "core/base/assert.hpp"
#include "core/base/fault_switch.hpp"
#include "sync-server/store/list_rows.hpp"
#include "sync-server/store/row_encoding.hpp"

namespace pendata {

using sqlite::as_text;

namespace {

const atom_set nowhere;

}  // namespace

result<void> office_changes::finish() {
    PENDATA_CHECK(write_out());
    return write_names();
}

result<std::optional<office_record>> office_changes::find(const record_id& id) {
    PENDATA_TRY(row, queries_.read(id));
    auto& here = known_[id];
    if (row) remember(*row, here);
    if (!row) return std::optional<office_record>();
    return std::move(row->content);
}

result<std::vector<history_row>> office_changes::history_of(const record_id& id) {
    PENDATA_TRY(here, known(id));
    if (here->no == 0) return std::vector<history_row>();
    return queries_.history_numbered(id, here->no);
}

result<std::vector<record_id>> office_changes::followers_of(const record_id& root) {
    PENDATA_TRY(here, known(root));
    if (here->no == 0) return std::vector<record_id>();
    return queries_.followers_numbered(here->no);
}

void office_changes::remember(const numbered_record& row, known_record& here) const {
    here.no = row.no;
    here.has_row = true;
    here.has_content = row.content.has_value();
    if (!row.content) return;
    here.kind = row.content->kind;
    here.roots = row.content->roots;
    here.has_parts = !row.content->parts.empty();
    here.atoms = row.content->atoms();
}

result<office_changes::known_record*> office_changes::known(const record_id& id) {
    const auto [place, added] = known_.try_emplace(id);
    known_record& here = place->second;
    if (!added) return &here;
    PENDATA_TRY(row, file_.use("SELECT no, kind, root, places, length(parts)>0 FROM record WHERE id=?"));
    row.bind(1, id.view());
    PENDATA_TRY(found, row.step());
    if (!found) return &here;
    here.no = row.number(0);
    here.has_row = true;
    here.has_content = !row.is_null(1);
    if (!here.has_content) return &here;
    here.kind = row.number<std::uint16_t>(1);
    if (!row.is_null(2)) {
        PENDATA_TRY(roots, decode_ids(row.blob(2)));
        here.roots = std::move(roots);
    }
    PENDATA_TRY(places, decode_places(row.blob(3)));
    if (!places.empty()) here.atoms = std::move(places.back().atoms);
    here.has_parts = row.number(4) != 0;
    return &here;
}

result<void> office_changes::number(const record_id& id, known_record& here) {
    if (here.no != 0) return {};
    if (last_number_ < 0) {
        PENDATA_TRY(row, file_.use("SELECT max(no) FROM record"));
        PENDATA_TRY(found, row.step());
        last_number_ = found ? row.number(0) : 0;
    }
    here.no = ++last_number_;
    here.next_history = first_history_row(here.no);
    unwritten_names_.push_back(id);
    return {};
}

result<void> office_changes::put(const office_record& record, sequence at, std::span<const part_mark> changed) {
    PENDATA_ASSERT(well_formed(record));
    PENDATA_TRY(before, known(record.id));
    PENDATA_CHECK(number(record.id, *before));
    PENDATA_CHECK(index_kind(record, *before));
    PENDATA_CHECK(index_atoms(record, *before, changed));
    PENDATA_CHECK(index_root(record, *before));
    PENDATA_CHECK(write_row(record, *before));

    if (before->has_content) kinds_[before->kind].at = std::max(kinds_[before->kind].at, at);
    kinds_[record.kind].at = std::max(kinds_[record.kind].at, at);
    events_[at].insert(record.id);

    before->has_content = !record.parts.empty() || !record.places.empty();
    before->has_parts = !record.parts.empty();
    before->kind = record.kind;
    before->roots = before->has_content ? record.roots : std::vector<record_id>();
    before->atoms = record.atoms();
    return {};
}

result<void> office_changes::write_row(const office_record& record, known_record& before) {
    if (record.parts.empty() && record.places.empty()) {
        // The name stays: history hangs on its number.
        if (!before.has_row) return {};
        return file_.execute("UPDATE record SET kind=NULL, root=NULL, places=NULL, contested=NULL, parts=NULL "
                             "WHERE no=?",
                             before.no);
    }
    const bytes places = encode_places(record.places);
    const bytes contested = encode_keys(record.contested);
    const auto roots = record.roots.empty() ? std::nullopt : std::optional(encode_ids(record.roots));
    PENDATA_TRY(parts, encode_parts(record.parts, queries_.origins()));
    if (std::exchange(before.has_row, true)) {
        return file_.execute("UPDATE record SET kind=?, root=?, places=?, contested=?, parts=? WHERE no=?",
                             record.kind, roots, places, contested, parts, before.no);
    }
    return file_.execute("INSERT INTO record(kind, root, places, contested, parts, no, id) VALUES(?,?,?,?,?,?,?)",
                         record.kind, roots, places, contested, parts, before.no, record.id.view());
}

result<void> office_changes::index_kind(const office_record& record, const known_record& before) {
    const bool listed = !record.parts.empty();
    if (listed == before.has_parts && (!listed || record.kind == before.kind)) return {};
    queries_.drop_lists();
    if (before.has_parts) {
        --kinds_[before.kind].records;
        PENDATA_CHECK(file_.execute("DELETE FROM of_kind WHERE kind=? AND no=?", before.kind, before.no));
    }
    if (listed) {
        ++kinds_[record.kind].records;
        PENDATA_CHECK(file_.execute("INSERT INTO of_kind(kind, no, id) VALUES(?, ?, ?)", record.kind, before.no,
                                    record.id.view()));
    }
    return {};
}

result<void> office_changes::index_atoms(const office_record& record, const known_record& before,
                                         std::span<const part_mark> changed) {
    const atom_set& old_atoms = before.has_parts ? before.atoms : nowhere;
    const atom_set& new_atoms = record.parts.empty() ? nowhere : record.atoms();
    std::vector<part_mark> marks_before;
    if (!old_atoms.empty() && !new_atoms.empty() && changed.size() < record.parts.size()) {
        PENDATA_TRY(no, queries_.atoms().intern(*old_atoms.begin()));
        PENDATA_TRY(there, queries_.marks_at(no, record.id));
        marks_before = std::move(there);
    }
    for (const auto& path : old_atoms) {
        if (new_atoms.contains(path)) continue;
        PENDATA_TRY(no, queries_.atoms().intern(path));
        PENDATA_CHECK(file_.execute("DELETE FROM under WHERE atom=? AND id=?", no, record.id.view()));
    }
    if (new_atoms.empty()) return {};
    const bytes marks = encode_marks(marks_after(record, marks_before, changed));
    for (const auto& path : new_atoms) {
        PENDATA_TRY(no, queries_.atoms().intern(path));
        if (PENDATA_SWITCH(marks_left_behind) && old_atoms.contains(path)) continue;
        const char* const put = old_atoms.contains(path) ? "UPDATE under SET marks=? WHERE atom=? AND id=?"
                                                         : "INSERT INTO under(marks, atom, id) VALUES(?, ?, ?)";
        PENDATA_CHECK(file_.execute(put, marks, no, record.id.view()));
    }
    return {};
}

// The number also of a record that is not there yet.
result<std::int64_t> office_changes::numbered(const record_id& id) {
    PENDATA_TRY(here, known(id));
    PENDATA_CHECK(number(id, *here));
    return here->no;
}

result<void> office_changes::index_root(const office_record& record, const known_record& before) {
    const bool gone = record.parts.empty() && record.places.empty();
    const std::vector<record_id> roots = gone ? std::vector<record_id>() : record.roots;
    const auto among = [](const std::vector<record_id>& all, const record_id& id) {
        return std::find(all.begin(), all.end(), id) != all.end();
    };
    for (const auto& root : before.roots) {
        if (among(roots, root)) continue;
        PENDATA_TRY(no, numbered(root));
        PENDATA_CHECK(file_.execute("DELETE FROM follower WHERE root=? AND id=?", no, record.id.view()));
    }
    for (const auto& root : roots) {
        if (among(before.roots, root)) continue;
        PENDATA_TRY(no, numbered(root));
        PENDATA_CHECK(file_.execute("INSERT INTO follower(root, id) VALUES(?, ?)", no, record.id.view()));
    }
    return {};
}

result<void> office_changes::append(const history_row& row) {
    PENDATA_TRY(here, known(row.record));
    PENDATA_CHECK(number(row.record, *here));
    if (here->next_history < 0) {
        PENDATA_TRY(last, file_.query("SELECT max(row) FROM history WHERE row>=? AND row<?",
                                      first_history_row(here->no), first_history_row(here->no + 1)));
        PENDATA_TRY(found, last.step());
        here->next_history = found && !last.is_null(0) ? last.number(0) + 1 : first_history_row(here->no);
    }
    if (here->next_history >= first_history_row(here->no + 1)) return errc::limit_exceeded;
    PENDATA_TRY(envelope, delivery_of(row));
    PENDATA_TRY(writes, encode_writes(row.record, row.writes, queries_.origins()));
    PENDATA_CHECK(file_.execute("INSERT INTO history(row, delivery, writes) VALUES(?, ?, ?)", here->next_history,
                                envelope, writes));
    ++here->next_history;
    return {};
}

result<void> office_changes::forget(const record_id& record) {
    PENDATA_TRY(here, known(record));
    if (here->no != 0) {
        PENDATA_CHECK(file_.execute("DELETE FROM history WHERE row>=? AND row<?", first_history_row(here->no),
                                    first_history_row(here->no + 1)));
    }
    PENDATA_TRY(held, queries_.custody_of(record));
    for (const auto& row : held) PENDATA_CHECK(end_custody(row.id));
    return forget_in_lists(file_, record);
}

result<std::int64_t> office_changes::delivery_of(const history_row& row) {
    const delivery now{row.at, row.batch, row.from, row.path, row.received_ms};
    if (last_delivery_ == now) return last_delivery_number_;
    PENDATA_CHECK(file_.execute("INSERT INTO delivery(at, batch, device, path, received_ms) VALUES(?, ?, ?, ?, ?)",
                                now.at, now.batch.view(), now.from.view(), static_cast<int>(now.path),
                                now.received_ms));
    last_delivery_ = now;
    last_delivery_number_ = file_.last_row();
    return last_delivery_number_;
}

result<void> office_changes::add_to_sum(const atom& place, compartment room, const fingerprint& by) {
    sums_[{room, place}].add(by);
    return {};
}

result<void> office_changes::write_out() {
    PENDATA_CHECK(write_events());
    PENDATA_CHECK(write_kinds());
    return write_sums();
}

result<void> office_changes::write_events() {
    for (auto& [at, ids] : events_) {
        {
            PENDATA_TRY(row, file_.query("SELECT records FROM event WHERE at=?", at));
            PENDATA_TRY(found, row.step());
            if (found) {
                PENDATA_TRY(before, decode_ids(row.blob(0)));
                ids.insert(before.begin(), before.end());
            }
        }
        const bytes all = encode_ids({ids.begin(), ids.end()});
        PENDATA_CHECK(file_.execute("INSERT INTO event(at, records) VALUES(?1, ?2) "
                                    "ON CONFLICT(at) DO UPDATE SET records=?2",
                                    at, all));
    }
    events_.clear();
    return {};
}

result<void> office_changes::write_kinds() {
    for (const auto& [kind, change] : kinds_) {
        PENDATA_CHECK(file_.execute("INSERT INTO kind(no, changed_at, records) VALUES(?1, ?2, ?3) ON CONFLICT(no) "
                                    "DO UPDATE SET changed_at=max(changed_at, ?2), records=records+?3",
                                    kind, change.at, change.records));
    }
    kinds_.clear();
    return {};
}

result<void> office_changes::write_sums() {
    for (const auto& [key, by] : sums_) {
        const auto& [room, path] = key;
        fingerprint now = by;
        {
            PENDATA_TRY(row, file_.query("SELECT content FROM sum WHERE room=? AND path=?", room, as_text{path}));
            PENDATA_TRY(found, row.step());
            if (found) {
                const auto before = fingerprint::decode(row.blob(0));
                if (!before) return errc::corrupt;
                now.add(*before);
            }
        }
        if (now == fingerprint{}) {
            PENDATA_CHECK(file_.execute("DELETE FROM sum WHERE room=? AND path=?", room, as_text{path}));
        } else {
            const bytes content = now.encoded();
            PENDATA_CHECK(file_.execute("INSERT INTO sum(room, path, content) VALUES(?1, ?2, ?3) "
                                        "ON CONFLICT(room, path) DO UPDATE SET content=?3",
                                        room, as_text{path}, content));
        }
    }
    sums_.clear();
    return {};
}

// Records that have history and nothing else yet.
result<void> office_changes::write_names() {
    for (const auto& id : unwritten_names_) {
        known_record& here = known_[id];
        if (here.has_row) continue;
        PENDATA_CHECK(file_.execute("INSERT INTO record(no, id) VALUES(?, ?)", here.no, id.view()));
        here.has_row = true;
    }
    unwritten_names_.clear();
    return {};
}

}  // namespace pendata
