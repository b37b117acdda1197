// Examining, placing, settling and holding.
#include "core/settle/settler.hpp"

#include <algorithm>
#include <set>

#include "core/base/fault_switch.hpp"
#include "core/base/limits.hpp"
#include "core/cases/write_graph.hpp"
#include "core/dictionary/category.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/join/join.hpp"
#include "core/model/derived_id.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/duplicate_case.hpp"
#include "core/settle/each_record.hpp"
#include "core/settle/placing.hpp"
#include "core/settle/returned_cell.hpp"
#include "core/settle/signed_before.hpp"

namespace pendata {

// An id that follows from others is for what the office derives: a record of another kind, or another one of its kind,
// would stand in its way. What does not say from what it follows finds no place by itself.
bool takes_derived_id(std::span<const incoming> group, std::uint16_t kind) {
    const record_id& id = group.front().what.record;
    if (group.front().from.path == arrival::office || !is_derived_id(id) || PENDATA_SWITCH(derived_id_taken)) return false;
    const auto said = [&](std::uint16_t field) -> const value* {
        const cell_key key{kind, field, {}};
        const auto at = std::find_if(group.begin(), group.end(), [&](const incoming& in) { return in.what.what.key == key; });
        return at == group.end() ? nullptr : &at->what.what.content;
    };
    if (kind == kinds::region) {
        const value* code = said(fields::region::code);
        return code != nullptr && (code->type() != value_type::text || region_record_id(code->as_text()) != id);
    }
    if (kind == kinds::duplicate_case) {
        const value* a = said(fields::duplicate_case::a);
        const value* b = said(fields::duplicate_case::b);
        if (a == nullptr || b == nullptr) return false;
        const bool are_records = a->type() == value_type::reference && b->type() == value_type::reference;
        return !are_records || duplicate_case_id(a->as_reference(), b->as_reference()) != id;
    }
    return !is_case_kind(kind);
}

settler::settler(office_transaction& to, const office_context& office, sequence at, std::int64_t now_ms)
    : to_(to),
      office_(office),
      commit_(to, office.words, office.who.regency(), at),
      owners_(to),
      today_(day_of(now_ms)) {}

// What the office knows of the writes this one saw. A base that was returned or rejected lends nothing of its own:
// what it stood on stands in its place.
result<std::vector<seen_write>> settler::bases_of(const write& w, bool& missing) {
    constexpr int chain_of_rejected = 32;
    std::vector<seen_write> bases;
    missing = false;
    if (w.seen.empty()) return bases;
    std::vector<write_id> wanted = w.seen;
    std::set<write_id> asked;
    PENDATA_TRY(record, commit_.open(w.record));
    const auto* now = record == nullptr ? nullptr : record->find(w.what.key);
    const auto current = now == nullptr ? write_id{} : id_of(w.record, now->what);
    for (int round = 0; round < chain_of_rejected && !wanted.empty(); ++round) {
        std::vector<write_id> next;
        for (const auto& id : wanted) {
            if (!asked.insert(id).second) continue;
            if (id == unknown_base) {
                missing = true;
                continue;
            }
            if (now != nullptr && id == current) {
                bases.push_back({id, now->what, false});
                continue;
            }
            PENDATA_TRY(row, to_.custody(id));
            if (row && row->what.record == w.record && row->state != custody_state::held) {
                next.insert(next.end(), row->what.seen.begin(), row->what.seen.end());
                continue;
            }
            PENDATA_TRY(found, base_of(w.record, id, row));
            if (found && found->what.key == w.what.key) {
                bases.push_back(std::move(*found));
            } else if (!found) {
                missing = true;
            }
        }
        wanted = std::move(next);
    }
    return bases;
}

// One base: of this commit, in custody, or in history (read once for the writes of one record that follow each other).
result<std::optional<seen_write>> settler::base_of(const record_id& id_of_record, const write_id& id,
                                                   const std::optional<custody_row>& held) {
    if (const auto here = settled_.find(id); here != settled_.end()) {
        // An id names its record too: what was written of another is no base of this one.
        const bool same_record = id_of(id_of_record, here->second) == id;
        return same_record ? std::optional(seen_write{id, here->second, false}) : std::nullopt;
    }
    if (held && held->what.record == id_of_record) return std::optional(seen_write{id, held->what.what, true});
    if (history_of_ != id_of_record) {
        history_.clear();
        history_of_.reset();
        PENDATA_TRY(rows, to_.history_of(id_of_record));
        for (const auto& past : rows) {
            for (const auto& candidate : past.writes) history_.emplace(candidate.id(), candidate.what);
        }
        history_of_ = id_of_record;
    }
    const auto found = history_.find(id);
    return found == history_.end() ? std::nullopt : std::optional(seen_write{id, found->second, false});
}

result<bool> settler::is_in_its_room(const write& w, const value* category) {
    const kind_def* kind = office_.words.find(w.what.key.kind);
    const field_def* field = kind == nullptr ? nullptr : kind->find(w.what.key.field);
    if (field == nullptr) return true;  // the writer knew a room, this office does not
    if (kind->rooms == room_rule::of_inputs) {
        // What is answered to a case stands where the case does; one that is not here has no place either.
        PENDATA_TRY(file, commit_.open(w.record));
        return file == nullptr || contains(rooms_ever(*file), w.what.room);
    }
    const auto number = category != nullptr && category->type() == value_type::integer ? category->as_integer() : 0;
    return w.what.room == room_of(*kind, *field, static_cast<std::int32_t>(number));
}

// What no verdict helps against: of an unknown kind the office knows no place, and a cell in two compartments would
// be two, one of them where it must not be read.
result<hold_reason> settler::bar_to_accepting(const write& w, const value* category) {
    if (office_.words.find(w.what.key.kind) == nullptr) return hold_reason::unknown_field;
    PENDATA_TRY(in_place, is_in_its_room(w, category));
    return in_place ? hold_reason::none : hold_reason::compartment_mismatch;
}

result<const device_row*> settler::device_of(const device_id& id) {
    auto known = devices_.find(id);
    if (known == devices_.end()) {
        PENDATA_TRY(row, to_.device(id));
        known = devices_.emplace(id, std::move(row)).first;
    }
    return known->second ? &*known->second : nullptr;
}

result<hold_reason> settler::reason_for(const incoming& in, const value* category) {
    if (in.accepted) return bar_to_accepting(in.what, category);
    if (in.asked != hold_reason::none) return in.asked;
    PENDATA_TRY(device, device_of(in.from.from));
    bool missing = false;
    PENDATA_TRY(bases, bases_of(in.what, missing));
    const bool is_sealed = in.from.path != arrival::returned && device != nullptr;
    base_missing_ = base_missing_ || (missing && is_sealed);
    examined e{in.what, bases, missing, office_.who.find(in.what.what.author), false, false, true, today_, {}};
    if (is_sealed) {
        PENDATA_TRY(stamped_by_author, owners_.may_stamp(device->officer, device->id, in.what.what.at.replica));
        e.stamped_by_author = stamped_by_author || PENDATA_SWITCH(foreign_stamp_taken);
    }
    e.device_revoked = device != nullptr && device->revoked;
    e.author_owns_device = device != nullptr && device->officer == in.what.what.author;
    e.knows_region = [&](std::string_view code) {
        if (known_regions_.contains(code)) return true;
        const auto found = to_.find(region_record_id(code));
        const bool known = found.has_value() && found->has_value() && (*found)->kind == kinds::region;
        if (known) known_regions_.emplace(code);
        return known;
    };
    const officer* giver = device == nullptr ? nullptr : office_.who.find(device->officer);
    hold_reason reason = in.from.path == arrival::returned ? examine_returned(office_.words, e, giver) : examine(office_.words, e);
    if (reason == hold_reason::none && stays_held(in.once_held)) reason = in.once_held;
    if (reason != hold_reason::none) return reason;
    PENDATA_TRY(in_place, is_in_its_room(in.what, category));
    return in_place ? hold_reason::none : hold_reason::compartment_mismatch;
}

// The category that fixes an assignment's compartment: settled, or in the very writes that make the record.
result<std::optional<value>> settler::category_in(std::span<const incoming> group) {
    const auto* kind = office_.words.find(group.front().what.what.key.kind);
    if (kind == nullptr || kind->category_field == 0) return std::optional<value>();
    const cell_key key{kind->number, kind->category_field, {}};
    PENDATA_TRY(record, commit_.open(group.front().what.record));
    if (record != nullptr) {
        if (const auto* c = record->find(key)) return std::optional(c->what.content);
    }
    for (const auto& in : group) {
        if (in.what.what.key == key) return std::optional(in.what.what.content);
    }
    return std::optional<value>();
}

result<std::vector<atom_set>> settler::places_of_roots(const std::vector<record_id>& roots, std::optional<record_id>& waits_for) {
    std::vector<atom_set> out;
    for (const auto& id : roots) {
        PENDATA_TRY(root, commit_.open(id));
        if (root == nullptr || root->atoms().empty()) {
            PENDATA_TRY(here, commit_.place());  // it may have come in this very batch
            placed_.insert(here.begin(), here.end());
            PENDATA_TRY(placed, commit_.open(id));
            root = placed;
        }
        out.push_back(root == nullptr ? atom_set() : root->atoms());
        if (out.back().empty() && !waits_for) waits_for = id;
    }
    return out;
}

result<std::optional<atom_set>> settler::places_of(const std::vector<incoming*>& group, std::optional<record_id>& waits_for) {
    const write& first = group.front()->what;
    const kind_def* kind = office_.words.find(first.what.key.kind);
    PENDATA_TRY(record, commit_.open(first.record));
    atom_set atoms;
    const bool moves = record == nullptr || record->places.empty() ||
                       std::any_of(group.begin(), group.end(), [&](const incoming* in) {
                           return says_where(*kind, in->what.what.key.field);
                       });
    if (record != nullptr) {
        for (const auto& p : record->places) atoms.insert(p.atoms.begin(), p.atoms.end());
    }
    if (moves) {
        std::vector<write> pending;
        for (const auto* in : group) pending.push_back(in->what);
        part settled{first.record, 0, {}};
        if (record != nullptr) {
            for (auto& c : cells_of(*record)) settled.put({std::move(c), 0});
        }
        const auto cells = joined(std::span(&settled, 1), pending);
        atom_set next = own_atoms(*kind, cells, office_.who.regency());
        if (kind->placed_by_others()) {
            PENDATA_TRY(of_roots, places_of_roots(roots_of(*kind, cells), waits_for));
            next = atoms_by_roots(*kind, next, of_roots, office_.who.regency());
        } else if (next.empty() && !atoms.empty()) {
            next = resting_place(*kind, office_.who.regency());
        }
        if (next.empty() && !waits_for) waits_for = first.record;
        if (next.empty()) return std::optional<atom_set>();
        atoms.insert(next.begin(), next.end());
    }
    return std::optional(std::move(atoms));
}

// Whether the law keeps the record, or what it follows, from everybody but the regency: former places count no more.
result<bool> settler::is_closed(const std::vector<incoming*>& group) {
    const write& first = group.front()->what;
    PENDATA_TRY(record, commit_.open(first.record));
    std::vector<record_id> ids{first.record};
    if (record != nullptr) {
        ids.insert(ids.end(), record->roots.begin(), record->roots.end());
    } else {
        std::vector<cell> said;
        for (const auto* in : group) said.push_back(in->what.what);
        std::sort(said.begin(), said.end(), [](const cell& a, const cell& b) { return a.key < b.key; });
        const auto roots = roots_of(*office_.words.find(first.what.key.kind), said);
        ids.insert(ids.end(), roots.begin(), roots.end());
    }
    for (const auto& id : ids) {
        PENDATA_TRY(one, commit_.open(id));
        const auto* kind = one == nullptr ? nullptr : office_.words.find(one->kind);
        const value_lookup of_it = [&](std::uint16_t field) {
            const auto* c = one->find({one->kind, field, {}});
            return c == nullptr ? nullptr : &c->what.content;
        };
        if (kind != nullptr && is_restricted(*kind, of_it)) return true;
    }
    return false;
}

// Each write for itself: those of one record may be of several authors, and some of them accepted already.
result<hold_reason> settler::duty_reason(const incoming& in, const atom_set& places, bool closed) {
    if (in.accepted) return hold_reason::none;
    officer_id author = in.what.what.author;
    const bool returned = in.from.path == arrival::returned;
    if (returned) {
        // Whoever gives it back answers for it, and may have had the duty when it was settled.
        PENDATA_TRY(device, device_of(in.from.from));
        if (device != nullptr) author = device->officer;
    }
    if (office_.who.on_duty(author, closed ? atom_set{atom(office_.who.regency())} : places, today_)) return hold_reason::none;
    if (!office_.who.ever_on_duty(author, places)) return hold_reason::outside_duty;
    return returned ? hold_reason::none : hold_reason::captured_in_former_duty;
}

result<std::vector<hold_reason>> settler::reasons_there(const std::vector<incoming*>& group, const atom_set& places) {
    std::vector<hold_reason> out;
    std::set<write_id> kept_back;
    PENDATA_TRY(closed, is_closed(group));
    for (const auto* in : group) {
        PENDATA_TRY(reason, duty_reason(*in, places, closed));
        out.push_back(reason);
        if (reason != hold_reason::none) kept_back.insert(in->id);
    }
    // What stands on one of those is held along, also through others.
    for (bool more = !kept_back.empty(); more;) {
        more = false;
        for (std::size_t i = 0; i < group.size(); ++i) {
            if (out[i] != hold_reason::none || group[i]->accepted) continue;
            const auto& seen = group[i]->what.seen;
            if (std::none_of(seen.begin(), seen.end(), [&](const write_id& id) { return kept_back.contains(id); })) continue;
            out[i] = hold_reason::dependant;
            kept_back.insert(group[i]->id);
            more = true;
        }
    }
    return out;
}

result<void> settler::settle_one(const incoming& in) {
    PENDATA_CHECK(commit_.settle(in.what, in.from));
    settled_.emplace(in.id, in.what.what);
    if (office_.met && in.from.path != arrival::office) office_.met(in.what.record);
    held_.erase(in.id);
    if (in.was_held) {
        PENDATA_CHECK(to_.accept({in.id, in.what.record, in.from.from, commit_.at()}));
        released_ = true;
        if (!PENDATA_SWITCH(dependants_forgotten)) moved_.push_back(in.id);
    }
    return {};
}

result<void> settler::hold_one(const incoming& in, hold_reason reason, const std::optional<record_id>& waits_for) {
    held_[in.id] = reason;
    custody_row row;
    row.id = in.id;
    row.what = in.what;
    row.batch = in.from.batch;
    row.from = in.from.from;
    row.path = in.from.path;
    row.received_ms = in.from.received_ms;
    row.reason = reason;
    row.waits_for = waits_for;
    row.at = commit_.at();
    if (in.was_held) {
        PENDATA_TRY(present, to_.custody(in.id));
        const bool same = present && present->reason == reason && present->waits_for == waits_for;
        if (same && present->path == in.from.path) return {};  // else the author's own word took a copy's place
    }
    PENDATA_CHECK(to_.put(row));
    if (!PENDATA_SWITCH(hold_leaves_cases)) commit_.look_again(in.what.record, in.what.what.key);
    return {};
}

result<void> settler::take_group(std::span<incoming> all) {
    PENDATA_TRY(group, without_late_work(all));
    if (group.empty()) return {};
    std::vector<incoming*> fit;
    PENDATA_TRY(category, category_in(group));
    PENDATA_TRY(record, commit_.open(group.front().what.record));
    std::size_t cells = 0;
    for (std::size_t i = 0; record != nullptr && i < record->parts.size(); ++i) cells += record->parts[i].cells.size();
    const std::uint16_t kind = record != nullptr ? record->kind : group.front().what.what.key.kind;
    const bool is_in_the_way = record == nullptr && takes_derived_id(group, kind);
    for (auto& in : group) {
        PENDATA_TRY(reason, reason_for(in, category ? &*category : nullptr));
        // Of a record of another kind: its tablets would take it for that, and no verdict helps.
        if (in.what.what.key.kind != kind || is_in_the_way) reason = hold_reason::malformed;
        // A record beyond the limit could be sent to nobody.
        const bool grows = record == nullptr || record->find(in.what.what.key) == nullptr;
        if (reason == hold_reason::none && grows && ++cells > limits::cells_per_part) reason = hold_reason::malformed;
        if (reason == hold_reason::none) {
            fit.push_back(&in);
            settled_.emplace(in.id, in.what.what);  // later writes of the group may stand on it
        } else {
            PENDATA_CHECK(hold_one(in, reason, std::nullopt));
        }
    }
    if (fit.empty()) return {};
    std::optional<record_id> waits_for;
    PENDATA_TRY(places, places_of(fit, waits_for));
    std::vector<hold_reason> reasons(fit.size(), hold_reason::no_place);
    if (places) {
        PENDATA_TRY(there, reasons_there(fit, *places));
        reasons = std::move(there);
    }
    for (std::size_t i = 0; i < fit.size(); ++i) {
        if (reasons[i] == hold_reason::none) {
            PENDATA_CHECK(settle_one(*fit[i]));
        } else {
            settled_.erase(fit[i]->id);
            PENDATA_CHECK(hold_one(*fit[i], reasons[i], waits_for));
        }
    }
    return {};
}

result<void> settler::take(std::vector<incoming> writes) {
    // Subjects before what follows them, each record's writes together and in their order.
    const auto follows = [&](const incoming& in) {
        const auto* kind = office_.words.find(in.what.what.key.kind);
        return kind != nullptr && kind->placed_by_others();
    };
    struct turn {
        bool follows;
        std::size_t first_seen, at;
        auto operator<=>(const turn&) const = default;
    };
    std::unordered_map<record_id, std::size_t> first_seen;
    std::vector<turn> turns;
    for (std::size_t i = 0; i < writes.size(); ++i) {
        if (writes[i].id.is_zero()) writes[i].id = writes[i].what.id();
        const bool same_record = i > 0 && writes[i].what.record == writes[i - 1].what.record;
        const auto first = same_record ? turns.back().first_seen : first_seen.emplace(writes[i].what.record, i).first->second;
        turns.push_back({follows(writes[i]), first, i});
    }
    // A tablet's batch mostly is in this order, and writes are large to move.
    if (!std::is_sorted(turns.begin(), turns.end())) {
        std::sort(turns.begin(), turns.end());
        std::vector<incoming> ordered;
        ordered.reserve(writes.size());
        for (const auto& t : turns) ordered.push_back(std::move(writes[t.at]));
        writes = std::move(ordered);
    }
    for (std::size_t from = 0; from < writes.size();) {
        std::size_t to = from + 1;
        while (to < writes.size() && writes[to].what.record == writes[from].what.record) ++to;
        PENDATA_CHECK(take_group(std::span(writes).subspan(from, to - from)));
        from = to;
    }
    return {};
}

// What waits for a case that this commit derives anew finds it there: answers may come before the facts they are about.
result<void> settler::finish() {
    for (bool more = true; more;) {
        PENDATA_TRY(placed, commit_.derive_reviews());
        placed_.insert(placed.begin(), placed.end());
        more = !placed.empty();
        if (more) PENDATA_CHECK(settle_waiting());
    }
    return commit_.flush();
}

result<void> settler::settle_waiting() {
    while (true) {
        PENDATA_TRY(here, commit_.place());
        auto placed = std::exchange(placed_, {});
        placed.insert(here.begin(), here.end());
        std::map<write_id, custody_row> waiting;
        for (const auto& root : placed) {
            if (PENDATA_SWITCH(no_place_for_ever)) continue;
            PENDATA_TRY(rows, to_.held_for(root));
            for (auto& row : rows) waiting.emplace(row.id, row);
        }
        // What a declined write stood on counts in its place: so does who stands on that one.
        auto bases = std::exchange(moved_, {});
        std::set<write_id> asked(bases.begin(), bases.end());
        while (!bases.empty()) {
            PENDATA_TRY(rows, to_.custody_on(bases.back()));
            bases.pop_back();
            for (auto& row : rows) {
                if (row.state != custody_state::held && asked.insert(row.id).second) bases.push_back(row.id);
                waiting.emplace(row.id, row);
            }
        }
        std::vector<incoming> next;
        for (const auto& [id, row] : waiting) {
            if (row.state == custody_state::held && !settled_.contains(id)) next.push_back(again(row));
        }
        if (next.empty()) return {};
        const auto settled_before = settled_.size();
        PENDATA_CHECK(take(std::move(next)));
        if (settled_.size() == settled_before) return {};
    }
}

}  // namespace pendata
