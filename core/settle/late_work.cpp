// Work that comes too late: its record was erased by law, or it follows somebody who was. Only what would have settled
// takes others' work on the same record along; anything else goes alone, and whoever sent it hears so.
#include <algorithm>

#include "core/base/fault_switch.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/erasing.hpp"
#include "core/settle/photos.hpp"
#include "core/settle/settler.hpp"

namespace pendata {

namespace {

constexpr std::size_t not_here = SIZE_MAX;

// Somebody's word on what the record follows.
struct claim {
    device_id from;
    std::uint16_t field = 0;
    bool of_erased = false;
    record_id root;               // where it is of this group
    std::size_t at = not_here;    // in the group, or in custody alone
};

bool is_disputed(std::span<const claim> claims, const claim& c) {
    return std::any_of(claims.begin(), claims.end(), [&](const claim& o) { return !o.of_erased && o.field == c.field; });
}

// Whether the device itself says nothing else of that field.
bool is_last_word(std::span<const claim> claims, const claim& c) {
    return c.of_erased && std::none_of(claims.begin(), claims.end(), [&](const claim& o) {
        return !o.of_erased && o.field == c.field && o.from == c.from;
    });
}

atom_set everywhere(const office_record* record) {
    atom_set out;
    if (record == nullptr) return out;
    for (const auto& p : record->places) out.insert(p.atoms.begin(), p.atoms.end());
    return out;
}

// Who says what the record follows: in the group and in custody; also what went before, of which only that it was said stays.
result<std::vector<claim>> claims_of(office_view& view, const office_context& office, std::span<const incoming> group) {
    std::vector<claim> out;
    std::set<write_id> here;
    bool any_erased = false;
    for (std::size_t i = 0; i < group.size(); ++i) {
        here.insert(group[i].id);
        const auto root = root_named(office.words, group[i].what);
        if (!root) continue;
        out.push_back({group[i].from.from, group[i].what.what.key.field, office.is_erased(*root), *root, i});
        any_erased = any_erased || out.back().of_erased;
    }
    if (!out.empty() && !any_erased) return out;
    PENDATA_TRY(rows, view.custody_of(group.front().what.record));
    for (const auto& row : rows) {
        const auto& key = row.what.what.key;
        if (here.contains(row.id)) continue;
        if (row.reason == hold_reason::erased_by_law) {
            if (places_its_record(office.words, key)) out.push_back({row.from, key.field, true, {}, not_here});
            continue;
        }
        const auto root = row.state == custody_state::held ? root_named(office.words, row.what) : std::nullopt;
        if (root) out.push_back({row.from, key.field, office.is_erased(*root), {}, not_here});
    }
    return out;
}

}  // namespace

// Whether it would settle, were the record of those places still here; of `any_place` where they are not known.
result<bool> settler::is_rightful(std::span<const incoming> group, const incoming& in, const atom_set& places, bool any_place) {
    PENDATA_TRY(category, category_in(group));
    const bool missing = base_missing_;
    PENDATA_TRY(reason, reason_for(in, category ? &*category : nullptr));
    base_missing_ = missing;  // what is gone stands on nothing
    if (reason != hold_reason::none) return false;
    if (places.empty()) return any_place;
    PENDATA_TRY(duty, duty_reason(in, places, false));
    return duty == hold_reason::none;
}

result<settler::late_work> settler::find_late_work(std::span<const incoming> group) {
    late_work out;
    const auto* kind = office_.words.find(group.front().what.what.key.kind);
    if (kind == nullptr || !kind->placed_by_others()) return out;
    PENDATA_TRY(claims, claims_of(to_, office_, group));
    for (const auto& c : claims) {
        if (c.at == not_here || !c.of_erased || is_disputed(claims, c)) continue;
        if (takes_derived_id(group, kind->number)) continue;
        PENDATA_TRY(root, commit_.open(c.root));
        PENDATA_TRY(stands, is_rightful(group, group[c.at], everywhere(root), false));
        if (!stands) continue;
        out.whole = true;
        out.places = everywhere(root);
        for (const auto& in : group) out.ids.insert(in.id);
        return out;
    }
    for (const auto& c : claims) {
        if (is_last_word(claims, c)) out.silenced.insert(c.from);
        if (c.of_erased && c.at != not_here) out.ids.insert(group[c.at].id);
    }
    for (const auto& in : group) {
        if (out.silenced.contains(in.from.from)) out.ids.insert(in.id);
    }
    return out;
}

result<void> settler::take_out(std::span<const incoming> group, const incoming& in, const late_work& late) {
    held_[in.id] = hold_reason::erased_by_law;
    released_ = released_ || in.was_held;
    if (photo_of(office_.words, in.what.what.key)) {
        PENDATA_TRY(rightful, is_rightful(group, in, late.places, late.any_place));
        PENDATA_CHECK(erase_photo_named_late(to_, office_, in.from.from, in.what.what.key, rightful));
    }
    // Who gives back the word of others has nothing to hear of.
    if (in.from.path == arrival::returned && !in.was_held) return {};
    custody_row row{in.id, in.what, in.from.batch, in.from.from, in.from.path, in.from.received_ms, {}, {}, {}, 0, {}};
    row = without_content(std::move(row), commit_.at());
    if (!late.whole && !late.gone) row.state = custody_state::returned;
    return to_.put(row);
}

// Held before: of those who have said nothing but that it follows somebody erased.
result<void> settler::take_out_of_custody(const record_id& id, const late_work& late) {
    PENDATA_TRY(rows, to_.custody_of(id));
    for (auto& row : rows) {
        const bool held = row.state == custody_state::held;
        released_ = released_ || (held && late.whole);
        if (late.whole || !held || !late.silenced.contains(row.from)) continue;
        released_ = true;
        row = without_content(std::move(row), commit_.at());
        row.state = custody_state::returned;
        PENDATA_CHECK(to_.put(row));
    }
    return {};
}

result<std::span<incoming>> settler::without_late_work(std::span<incoming> group) {
    const bool may_be = office_.is_erased && group.front().from.path != arrival::office && !PENDATA_SWITCH(erased_taken_in);
    if (!may_be) return group;
    const record_id id = group.front().what.record;
    PENDATA_TRY(record, commit_.open(id));
    late_work late;
    if (office_.is_erased(id) || (record != nullptr && is_erased(*record))) {
        late.gone = true;
        late.places = everywhere(record);
        // A mark that late work left tells no place.
        late.any_place = record != nullptr && late.places.empty();
        for (const auto& in : group) late.ids.insert(in.id);
    } else if (record == nullptr || record->parts.empty()) {
        PENDATA_TRY(found, find_late_work(group));
        late = std::move(found);
    }
    if (late.ids.empty()) return group;
    for (const auto& in : group) {
        if (late.ids.contains(in.id)) PENDATA_CHECK(take_out(group, in, late));
    }
    if (!late.gone) {
        PENDATA_CHECK(take_out_of_custody(id, late));
        if (late.whole) PENDATA_CHECK(mark_erased(to_, id, group.front().what.what.key.kind, commit_.at()));
    }
    const auto rest = std::stable_partition(group.begin(), group.end(), [&](const incoming& in) { return !late.ids.contains(in.id); });
    return group.first(static_cast<std::size_t>(rest - group.begin()));
}

}  // namespace pendata
