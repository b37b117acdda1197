// Views of records on the tablet.
#include "client-lib/src/engine/view.hpp"

#include <algorithm>

#include "core/base/fault_switch.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/join/join.hpp"
#include "core/model/canonical.hpp"
#include "core/settle/placing.hpp"

namespace pendata {

const value* record_view::find(std::uint16_t field) const {
    for (const auto& c : cells) {
        if (c.key.kind == kind && c.key.field == field && c.key.element.empty()) {
            return c.content.is_cleared() ? nullptr : &c.content;
        }
    }
    return nullptr;
}

std::vector<write> record_view::around(const cell_key& key) const {
    std::vector<write> out;
    for (const auto& w : settled) {
        if (w.what.key == key) out.push_back(w);
    }
    for (const auto& p : pending) {
        if (p.what.what.key == key) out.push_back(p.what);
    }
    return out;
}

record_view view_of(const device_record& record) {
    record_view view;
    view.id = record.id;
    view.kind = record.kind;
    view.pending = record.pending;
    std::vector<write> pending;
    pending.reserve(record.pending.size());
    for (const auto& p : record.pending) pending.push_back(p.what);
    for (const auto* layer : {&record.settled, &record.cut}) {
        for (const auto& p : *layer) {
            for (const auto& c : p.cells) {
                view.settled.push_back({record.id, c.what, {}, 0, clock_trust::unknown});
                if (layer == &record.cut) pending.push_back(view.settled.back());
            }
        }
    }
    view.cells = joined(record.settled, pending);
    return view;
}

result<std::optional<record_view>> find_view(device_transaction& tx, const record_id& id) {
    PENDATA_TRY(found, tx.find(id));
    if (!found) return std::optional<record_view>();
    return std::optional(view_of(*found));
}

projection projection_of(const dictionary& words, const record_view& view) {
    projection row{view.id, view.kind, {}};
    const kind_def* kind = words.find(view.kind);
    if (kind == nullptr) return row;
    for (const auto& c : view.cells) {
        if (c.content.is_cleared()) continue;
        const field_def* field = kind->find(c.key.field);
        if (field == nullptr || !(field->indexed || field->searched)) continue;
        if (c.key.element.empty()) {
            row.values.emplace_back(field->number, c.content);
        } else if (const auto element = value::decode(c.key.element); element.has_value()) {
            row.values.emplace_back(field->number, *element);
        }
    }
    return row;
}

result<void> project_again(device_transaction& tx, const dictionary& words, const record_id& id) {
    PENDATA_TRY(record, tx.find(id));
    if (!record) return {};
    if (record->settled.empty() && record->pending.empty() && record->cut.empty()) return tx.unproject(id, record->kind);
    return tx.project(projection_of(words, view_of(*record)));
}

result<void> project_stale(const tablet& with) {
    std::vector<std::uint16_t> stale;
    PENDATA_CHECK(with.store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(found, tx.stale_projections());
        stale = std::move(found);
        return {};
    }));
    if (stale.empty()) return {};
    return with.store.transact([&](device_transaction& tx) -> result<void> {
        for (const std::uint16_t kind : stale) {
            PENDATA_TRY(ids, tx.list(kind, nullptr, 0));
            for (const auto& id : ids) PENDATA_CHECK(project_again(tx, with.words, id));
            PENDATA_CHECK(tx.projection_is_current(kind));
        }
        return {};
    });
}

result<std::vector<conflict_case>> cases_of(device_transaction& tx, const record_id& id) {
    PENDATA_TRY(ids, tx.referring(kinds::conflict_case, fields::conflict_case::record, id));
    std::vector<conflict_case> out;
    for (const auto& case_id : ids) {
        PENDATA_TRY(view, find_view(tx, case_id));
        if (!view) continue;
        if (auto found = read_case(case_id, view->cells)) out.push_back(std::move(*found));
    }
    std::sort(out.begin(), out.end(), [](const conflict_case& a, const conflict_case& b) { return a.key < b.key; });
    return out;
}

namespace {

std::vector<cell> settled_cells(const device_record& record) { return joined(record.settled, {}); }

// A subject, what follows it, a case about that.
constexpr int following_depth = 2;

// What is held here was placed at the office: where a root is out of sight, what the record names itself is all there is.
result<atom_set> atoms_through(device_transaction& tx, const dictionary& words, const device_record& record,
                               std::string_view regency, int depth) {
    const kind_def* kind = words.find(record.kind);
    if (kind == nullptr || record.settled.empty()) return atom_set{};
    const auto cells = settled_cells(record);
    const atom_set own = own_atoms(*kind, cells, regency);
    if (!kind->placed_by_others()) return own.empty() ? resting_place(*kind, regency) : own;
    std::vector<atom_set> of_roots;
    for (const auto& id : depth > 0 ? roots_of(*kind, cells) : std::vector<record_id>()) {
        PENDATA_TRY(root, tx.find(id));
        if (!root) return own;
        PENDATA_TRY(atoms, atoms_through(tx, words, *root, regency, depth - 1));
        of_roots.push_back(std::move(atoms));
    }
    auto atoms = atoms_by_roots(*kind, own, of_roots, regency);
    return atoms.empty() ? own : atoms;
}

}  // namespace

result<atom_set> settled_atoms(device_transaction& tx, const dictionary& words, const device_record& record,
                               std::string_view regency) {
    return atoms_through(tx, words, record, regency, following_depth);
}

result<fingerprint> contribution(device_transaction& tx, const dictionary& words, const device_record& record,
                                 const device_state& state, compartment_mask rooms) {
    fingerprint sum;
    if (record.settled.empty()) return sum;
    PENDATA_TRY(atoms, settled_atoms(tx, words, record, state.regency));
    for (const auto& p : record.settled) {
        if (!contains(rooms, p.room)) continue;
        // A part that can be placed in no granted atom counts once, so that it can not hide.
        const auto times = std::max<std::size_t>(1, granted_atoms(state.grants, atoms, p.room));
        const digest one = part_digest(p);
        for (std::size_t i = 0; i < times; ++i) sum.add(one);
    }
    for (const auto& p : record.pending) {
        if (PENDATA_SWITCH(held_counted) && p.state == pending_state::held) sum.add(batch_digest({{}, 0, {}, 0, {p.what}}));
    }
    return sum;
}

result<std::vector<record_id>> followers_of(device_transaction& tx, const dictionary& words, const record_id& root) {
    std::vector<record_id> out;
    for (const auto& kind : words.kinds) {
        if (!kind.placed_by_others()) continue;
        PENDATA_TRY(ids, tx.referring(kind.number, kind.scope_field, root));
        out.insert(out.end(), ids.begin(), ids.end());
        if (kind.scope != scope_rule::common) continue;
        PENDATA_TRY(more, tx.referring(kind.number, kind.second_field, root));
        out.insert(out.end(), more.begin(), more.end());
    }
    return out;
}

result<bool> region_is_known(device_transaction& tx, std::string_view code, std::string_view regency) {
    if (!covers(regency, code)) return true;
    PENDATA_TRY(found, tx.find(region_record_id(code)));
    if (found) return true;
    PENDATA_TRY(whole, tx.find(region_record_id(regency)));
    return !whole;
}

}  // namespace pendata
