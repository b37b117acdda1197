// Carrying out a commit. The way of a write: settle -> place -> case -> sums -> store.
#include "core/settle/office_commit.hpp"

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/base/fault_switch.hpp"
#include "core/cases/write_graph.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/join/join.hpp"
#include "core/model/canonical.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/placing.hpp"
#include "core/settle/review_record.hpp"

namespace pendata {

namespace {

atom_set own_atoms_of(const kind_def& kind, const office_record& r, std::string_view regency) {
    return own_atoms(
        kind,
        [&](std::uint16_t field) {
            const auto* c = r.find({kind.number, field, {}});
            return c == nullptr ? nullptr : &c->what.content;
        },
        [&](std::uint16_t field) {
            std::vector<bytes> present;
            for (const auto& p : r.parts) {
                for (const auto& c : p.cells) {
                    if (c.what.key.field == field && !c.what.content.is_cleared()) present.push_back(c.what.key.element);
                }
            }
            return present;
        },
        regency);
}

std::vector<record_id> roots_in(const kind_def& kind, const office_record& r) {
    return roots_of(kind, [&](std::uint16_t field) {
        const auto* c = r.find({kind.number, field, {}});
        return c == nullptr ? nullptr : &c->what.content;
    });
}

// A case about a record that follows one subject is the subject's too; about any other, it is placed by the record.
record_id case_root(const dictionary& words, const office_record& about) {
    const kind_def* kind = words.find(about.kind);
    const bool follows_one = kind != nullptr && kind->scope == scope_rule::follows && kind->second_field == 0;
    return follows_one && !about.roots.empty() ? about.roots.front() : about.id;
}

// What is placed by others comes after them: a case may be about a record that is placed by others itself.
int turn_of(const kind_def& kind) { return kind.number == kinds::conflict_case ? 2 : kind.placed_by_others() ? 1 : 0; }

}  // namespace

office_commit::office_commit(office_transaction& to, const dictionary& words, std::string regency, sequence at)
    : to_(to), words_(words), regency_(std::move(regency)), at_(at) {}

result<office_commit::working*> office_commit::load(const record_id& id) {
    if (last_ != nullptr && last_->now.id == id) return last_;
    const auto known = working_.find(id);
    if (known != working_.end()) return last_ = &known->second;
    PENDATA_TRY(stored, to_.find(id));
    working w;
    if (stored) {
        w.now = *stored;
        w.before = std::move(*stored);
        w.present = true;
    } else {
        w.now.id = id;
    }
    return last_ = &working_.emplace(id, std::move(w)).first->second;
}

void office_commit::put_back(const record_id& id) {
    const auto at = working_.find(id);
    if (at == working_.end() || at->second.dirty) return;
    if (last_ == &at->second) last_ = nullptr;
    working_.erase(at);
}

result<office_record*> office_commit::open(const record_id& id) {
    PENDATA_TRY(w, load(id));
    return w->present ? &w->now : nullptr;
}

void office_commit::note_history(const write& w, const write_source& from) {
    const bool again = last_row_ != nullptr && last_row_->record == w.record && last_row_->batch == from.batch;
    auto& row = again ? *last_row_ : history_[{from.batch, w.record}];
    if (row.writes.empty()) row = {at_, w.record, from.batch, from.from, from.path, from.received_ms, {}};
    row.writes.push_back(w);
    last_row_ = &row;
}

result<void> office_commit::settle(const write& w, const write_source& from) {
    PENDATA_TRY(target, load(w.record));
    if (!target->present) {
        target->present = true;
        target->now.kind = w.what.key.kind;
    }
    target->dirty = true;

    note_history(w, from);

    const field_def* field = words_.find(w.what.key);
    if (field != nullptr && opens_cases(field->merge)) {
        cell_key line = w.what.key;
        if (field->merge == policy::keep_both) line.element.clear();
        auto& contested = target->now.contested;
        const auto place = std::lower_bound(contested.begin(), contested.end(), line);
        const bool is_contested = place != contested.end() && *place == line;
        const auto* present = target->now.find(w.what.key);
        // One line of writes, each seeing the one before and winning over it, can not amount to a case.
        const bool in_line = present == nullptr
                                 ? field->merge != policy::keep_both
                                 : field->merge != policy::once && wins(w.what, present->what) &&
                                       (PENDATA_SWITCH(line_by_winning) ||
                                        std::binary_search(w.seen.begin(), w.seen.end(), id_of(w.record, present->what)));
        if (!is_contested && !in_line) contested.insert(place, line);
        if (is_contested || !in_line) touched_.emplace(w.record, line);
    }
    join_into(target->now.at(w.what.room), w.what, at_);
    if (is_watched(w.what.key)) watched_.insert(w.record);
    // Answered, a case no longer counts for the device whose write opened it.
    if (is_case_kind(w.what.key.kind)) closed_a_case_ = true;
    return {};
}

result<void> office_commit::erase(const record_id& id) {
    PENDATA_TRY(w, load(id));
    if (!w->present || is_erased(w->now)) return {};
    watched_.insert(id);  // the subject it follows is looked at without it
    remember_rooms(w->now, gone_by_law);
    std::erase_if(w->now.contested, [](const cell_key& k) { return k.kind != kinds::conflict_case; });
    w->now.parts.clear();
    w->now.roots.clear();
    w->dirty = true;
    return {};
}

result<void> office_commit::unite(const write& w, const write_source& from) {
    PENDATA_TRY(target, load(w.record));
    target->dirty = true;
    note_history(w, from);
    const field_def* field = words_.find(w.what.key);
    if (field == nullptr || !opens_cases(field->merge)) return {};
    cell_key line = w.what.key;
    if (field->merge == policy::keep_both) line.element.clear();
    touched_.emplace(w.record, line);
    return {};
}

result<void> office_commit::place_one(working& w, std::set<record_id>& first_placed) {
    const kind_def* kind = words_.find(w.now.kind);
    if (kind == nullptr) return {};
    atom_set atoms;
    if (!w.now.parts.empty()) {
        atoms = own_atoms_of(*kind, w.now, regency_);
        if (kind->placed_by_others()) {
            const auto roots = roots_in(*kind, w.now);
            PENDATA_TRY(of_roots, atoms_of(roots));
            atoms = atoms_by_roots(*kind, atoms, of_roots, regency_);
            w.now.roots.clear();
            for (const auto& root : roots) {
                if (std::find(w.now.roots.begin(), w.now.roots.end(), root) == w.now.roots.end()) w.now.roots.push_back(root);
            }
        } else if (atoms.empty() && !w.now.atoms().empty()) {
            atoms = resting_place(*kind, regency_);
        }
    }
    if (atoms == w.now.atoms()) return {};
    if (w.now.atoms().empty()) first_placed.insert(w.now.id);
    auto& places = w.now.places;
    if (!places.empty() && places.back().since == at_) places.pop_back();
    if (places.empty() || places.back().atoms != atoms) places.push_back({at_, atoms});
    w.dirty = true;
    return {};
}

result<std::vector<atom_set>> office_commit::atoms_of(std::span<const record_id> roots) {
    std::vector<atom_set> out;
    for (const auto& id : roots) {
        PENDATA_TRY(root, load(id));
        out.push_back(root->present ? root->now.atoms() : atom_set());
    }
    return out;
}

// `depth`: a case about what follows follows along.
result<void> office_commit::place_followers(const record_id& root, int depth) {
    PENDATA_TRY(followers, to_.followers_of(root));
    for (const auto& id : followers) {
        PENDATA_TRY(w, load(id));
        std::set<record_id> ignored;
        const atom_set before = w->now.atoms();
        PENDATA_CHECK(place_one(*w, ignored));
        if (depth > 1 && before != w->now.atoms()) PENDATA_CHECK(place_followers(id, depth - 1));
    }
    return {};
}

result<std::vector<record_id>> office_commit::place() {
    std::set<record_id> first_placed;
    constexpr int last_turn = 2;
    for (int turn = 0; turn <= last_turn; ++turn) {
        std::vector<record_id> dirty;
        for (const auto& [id, w] : working_) {
            const kind_def* kind = words_.find(w.now.kind);
            if (w.dirty && kind != nullptr && turn_of(*kind) == turn) dirty.push_back(id);
        }
        for (const auto& id : dirty) {
            PENDATA_TRY(w, load(id));
            PENDATA_CHECK(place_one(*w, first_placed));
            const bool moved = !w->now.places.empty() && w->now.places.back().since == at_ && w->before;
            const bool leads = turn < last_turn && !PENDATA_SWITCH(followers_stay_behind);
            if (moved && leads) PENDATA_CHECK(place_followers(id, last_turn - turn));
        }
    }
    return std::vector<record_id>(first_placed.begin(), first_placed.end());
}

result<void> office_commit::derive_case(const record_id& record, const cell_key& key) {
    PENDATA_TRY(subject, load(record));
    const field_def* field = words_.find(key);
    if (field == nullptr) return {};
    PENDATA_TRY(rows, to_.history_of(record));
    PENDATA_TRY(held, to_.custody_of(record));
    std::vector<graph_write> graph;
    const auto in_line = [&](const cell_key& k) {
        return k.kind == key.kind && k.field == key.field && (field->merge == policy::keep_both || k.element == key.element);
    };
    for (const auto& row : rows) {
        for (const auto& w : row.writes) {
            if (in_line(w.what.key)) graph.push_back({w.id(), w.what, w.seen, false});
        }
    }
    for (const auto& row : held) {
        if (in_line(row.what.what.key)) graph.push_back({row.id, row.what.what, row.what.seen, true});
    }
    graph = without_copies(std::move(graph));
    if (PENDATA_SWITCH(case_by_last_arrival) && graph.size() > 2) graph.erase(graph.begin(), graph.end() - 2);
    const auto finding = find_case(field->merge, graph);
    PENDATA_TRY(file, load(case_record_id(record, key)));
    if (!finding && !file->present) return {};
    if (finding && file->now.parts.empty()) opened_.push_back(file->now.id);
    if (!finding && !file->now.parts.empty()) closed_a_case_ = true;
    part derived;
    if (finding) derived = case_part(record, case_root(words_, subject->now), key, *finding, graph);
    if (replace_case(file->now, std::move(derived), at_)) file->dirty = true;
    file->present = true;
    return {};
}

result<std::vector<part_mark>> office_commit::add_sums(const working& w) {
    std::vector<part_mark> changed;
    static const office_record nothing;
    const office_record& before = w.before ? *w.before : nothing;
    std::set<compartment> rooms;
    for (const auto& p : before.parts) rooms.insert(p.room);
    for (const auto& p : w.now.parts) rooms.insert(p.room);
    for (const auto room : rooms) {
        const part* old_part = before.find(room);
        const part* new_part = w.now.find(room);
        if (old_part != nullptr && new_part != nullptr && *old_part == *new_part && before.atoms() == w.now.atoms()) continue;
        fingerprint gone, come;
        if (old_part != nullptr) gone.remove(part_digest(*old_part));
        if (new_part != nullptr) {
            const digest now = part_digest(*new_part);
            come.add(now);
            changed.push_back({room, mark_of(now)});
        }
        for (const auto& place : before.atoms()) {
            if (PENDATA_SWITCH(sum_stays_behind) && before.atoms() != w.now.atoms()) continue;
            if (old_part != nullptr) PENDATA_CHECK(to_.add_to_sum(place, room, gone));
        }
        for (const auto& place : w.now.atoms()) {
            if (new_part != nullptr) PENDATA_CHECK(to_.add_to_sum(place, room, come));
        }
    }
    return changed;
}

bool office_commit::has_changes() const {
    return std::any_of(working_.begin(), working_.end(), [](const auto& one) { return one.second.dirty; });
}

result<void> office_commit::flush() {
    for (const auto& [key, row] : history_) {
        if (PENDATA_SWITCH(short_history) && row.writes.size() == 1) continue;
        PENDATA_CHECK(to_.append(row));
    }
    for (const auto& [record, key] : touched_) PENDATA_CHECK(derive_case(record, key));
    PENDATA_CHECK(place());
    for (auto& [id, w] : working_) {
        if (!w.dirty) continue;
        PENDATA_TRY(changed, add_sums(w));
        PENDATA_CHECK(to_.put(w.now, at_, changed));
    }
    return {};
}

}  // namespace pendata
