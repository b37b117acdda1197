// Writing and reading case records.
#include "core/settle/case_record.hpp"

#include <algorithm>

#include "core/base/limits.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/model/canonical.hpp"
#include "core/model/derived_id.hpp"

namespace pendata {

namespace {

namespace names = fields::conflict_case;

cell derived_cell(std::uint16_t field, compartment room, stamp_time time, value content) {
    cell c;
    c.key = {kinds::conflict_case, field, {}};
    c.room = room;
    c.at.time = time;
    c.why = intent::derived;
    c.content = std::move(content);
    return c;
}

const value* plain(std::span<const cell> cells, std::uint16_t field) {
    for (const auto& c : cells) {
        if (c.key.kind == kinds::conflict_case && c.key.field == field && c.key.element.empty()) return &c.content;
    }
    return nullptr;
}

std::optional<std::int64_t> integer(std::span<const cell> cells, std::uint16_t field) {
    const auto* v = plain(cells, field);
    if (v == nullptr || v->type() != value_type::integer) return std::nullopt;
    return v->as_integer();
}

}  // namespace

compartment_mask room_bit(const part& derived) { return derived.cells.empty() ? compartment_mask{0} : mask_of(derived.room); }

record_id case_record_id(const record_id& record, const cell_key& key) {
    bytes canonical;
    append_canonical(canonical, key);
    return derived_record_id(sha256({"pendata.case.1", record.view(), canonical}));
}

part case_part(const record_id& record, const record_id& root, const cell_key& key, const case_finding& finding,
               std::span<const graph_write> graph) {
    bytes listed;
    stamp_time time = 0;
    compartment room = 0;
    std::size_t count = 0;
    for (const auto i : finding.candidates) {
        bytes one;
        append_canonical(one, graph[i].what);
        time = std::max(time, graph[i].what.at.time);
        room = std::max(room, graph[i].what.room);
        if (count == limits::case_candidates || listed.size() + one.size() > limits::encoded_value_bytes - 1) continue;
        listed += one;
        ++count;
    }
    part out{case_record_id(record, key), room, {}};
    const auto add = [&](std::uint16_t field, value v) { out.put({derived_cell(field, room, time, std::move(v)), 0}); };
    add(names::record, value::reference(record));
    add(names::root, value::reference(root));
    add(names::cell_kind, value::integer(key.kind));
    add(names::cell_field, value::integer(key.field));
    if (!key.element.empty()) add(names::cell_element, value::octets(key.element));
    add(names::state, value::integer(finding.waiting ? codes::conflict_state::waiting : codes::conflict_state::open));
    add(names::sort, value::integer(static_cast<std::int64_t>(finding.sort)));
    add(names::candidates, value::octets(listed));
    return out;
}

bool is_case_kind(std::uint16_t kind) {
    return kind == kinds::conflict_case || kind == kinds::overlap_case || kind == kinds::review_case;
}

// A closed case has no parts left to tell in which compartment it was, and who must drop it hangs on that: the
// record's list of contested cells holds one key that says it, of the kind conflict case, which has no contested cells.
namespace {

// What is remembered stands among the contested cells, as one of a kind that no other record has cells of.
compartment_mask rooms_remembered(const office_record& record) {
    compartment_mask rooms = 0;
    for (const auto& k : record.contested) {
        if (k.kind == kinds::conflict_case) rooms |= static_cast<compartment_mask>(k.field);
    }
    return rooms;
}

}  // namespace

compartment_mask rooms_ever(const office_record& record) {
    compartment_mask rooms = static_cast<compartment_mask>(rooms_remembered(record) & ~gone_by_law);
    for (const auto& p : record.parts) rooms |= mask_of(p.room);
    return rooms;
}

bool is_erased(const office_record& record) { return record.parts.empty() && (rooms_remembered(record) & gone_by_law) != 0; }

void remember_rooms(office_record& file, compartment_mask rooms) {
    rooms = static_cast<compartment_mask>(rooms | rooms_remembered(file) | rooms_ever(file));
    std::erase_if(file.contested, [](const cell_key& k) { return k.kind == kinds::conflict_case; });
    const cell_key mark{kinds::conflict_case, rooms, {}};
    file.contested.insert(std::lower_bound(file.contested.begin(), file.contested.end(), mark), mark);
}

bool replace_case(office_record& file, part derived, sequence at) {
    file.kind = kinds::conflict_case;
    remember_rooms(file, room_bit(derived));
    if (derived.cells.empty()) {
        const bool had = !file.parts.empty();
        file.parts.clear();
        return had;
    }
    const part* present = file.find(derived.room);
    bool changed = file.parts.size() != 1 || present == nullptr || present->cells.size() != derived.cells.size();
    for (auto& c : derived.cells) {
        const auto* old = present == nullptr ? nullptr : present->find(c.what.key);
        const bool same = old != nullptr && old->what == c.what;
        c.changed_at = same ? old->changed_at : at;
        changed = changed || !same;
    }
    file.parts.assign(1, std::move(derived));
    return changed;
}

std::optional<conflict_case> read_case(const record_id& id, std::span<const cell> cells) {
    conflict_case out;
    out.id = id;
    const auto* record = plain(cells, names::record);
    const auto* root = plain(cells, names::root);
    const auto* listed = plain(cells, names::candidates);
    const auto kind = integer(cells, names::cell_kind);
    const auto field = integer(cells, names::cell_field);
    if (record == nullptr || record->type() != value_type::reference || root == nullptr ||
        root->type() != value_type::reference || listed == nullptr || listed->type() != value_type::octets || !kind || !field) {
        return std::nullopt;
    }
    out.record = record->as_reference();
    out.root = root->as_reference();
    out.key.kind = static_cast<std::uint16_t>(*kind);
    out.key.field = static_cast<std::uint16_t>(*field);
    if (const auto* element = plain(cells, names::cell_element); element != nullptr && element->type() == value_type::octets) {
        out.key.element = bytes(element->as_octets());
    }
    out.waiting = integer(cells, names::state) == codes::conflict_state::waiting;
    out.sort = static_cast<case_sort>(integer(cells, names::sort).value_or(1));
    byte_reader in(listed->as_octets());
    while (!in.failed() && !in.at_end()) out.candidates.push_back(read_canonical_cell(in));
    if (in.failed()) return std::nullopt;
    return out;
}

bool wrote_a_candidate(const conflict_case& open, const officer_id& who) {
    return std::any_of(open.candidates.begin(), open.candidates.end(),
                       [&](const cell& c) { return c.author == who && c.why != intent::decision; });
}

}  // namespace pendata
