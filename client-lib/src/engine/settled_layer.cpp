// Replacing and evicting settled parts.
#include "client-lib/src/engine/settled_layer.hpp"

#include <algorithm>
#include <set>

#include "core/base/fault_switch.hpp"
#include "core/settle/photos.hpp"
#include "core/settle/placing.hpp"

namespace pendata {

namespace {

constexpr int deepest_following = 2;  // a subject, what follows it, a case about that

bool is_two_ended(const kind_def& kind) { return kind.scope == scope_rule::follows && kind.second_field != 0; }

part& part_of(device_record& record, compartment room) {
    const auto at = std::find_if(record.settled.begin(), record.settled.end(), [&](const part& p) { return p.room >= room; });
    if (at != record.settled.end() && at->room == room) return *at;
    return *record.settled.insert(at, part{record.id, room, {}});
}

void replace_cells(part& present, const message::pulled_part& pulled, bool mends) {
    if (pulled.whole && !PENDATA_SWITCH(repair_joins) && (mends || present.newest() <= pulled.content.newest())) {
        present.cells = pulled.content.cells;
        return;
    }
    for (const auto& c : pulled.content.cells) {
        const auto* old = present.find(c.what.key);
        if (old == nullptr || old->changed_at <= c.changed_at) present.put(c);
    }
}

}  // namespace

// Kinds of which one record is at its subject's place and at another: how often it counts hangs on its subject.
bool settled_layer::any_two_ended() {
    if (any_two_ended_) return *any_two_ended_;
    bool any = false;
    for (const auto& kind : words_.kinds) {
        if (any || !is_two_ended(kind)) continue;
        const auto ids = tx_.list(kind.number, nullptr, 1);
        any = ids.has_error() || !ids->empty();
    }
    any_two_ended_ = any;
    return any;
}

// Records that may count more or less often when the cells of this one change: those it places, if they or it can be
// in several places; also those that this session of work brought and that are not projected yet.
result<std::set<record_id>> settled_layer::counted_with(const record_id& id, std::uint16_t kind_number, int depth) {
    std::set<record_id> out;
    const kind_def* kind = words_.find(kind_number);
    if (kind == nullptr || depth == 0) return out;
    const bool in_several = kind->scope == scope_rule::places || is_two_ended(*kind);
    if (!in_several && !any_two_ended()) return out;
    PENDATA_TRY(followers, followers_of(tx_, words_, id));
    if (const auto here = following_.find(id); here != following_.end()) {
        followers.insert(followers.end(), here->second.begin(), here->second.end());
    }
    for (const auto& follower : followers) {
        PENDATA_TRY(record, tx_.find(follower));
        if (!record || !out.insert(follower).second) continue;
        PENDATA_TRY(further, counted_with(follower, record->kind, depth - 1));
        out.merge(further);
    }
    out.erase(id);
    return out;
}

// What the record adds to the fingerprint, with those that it places.
result<fingerprint> settled_layer::weight(const device_record& record, const std::set<record_id>& counted) {
    PENDATA_TRY(sum, contribution(tx_, words_, record, state_));
    for (const auto& id : counted) {
        PENDATA_TRY(follower, tx_.find(id));
        if (!follower) continue;
        PENDATA_TRY(more, contribution(tx_, words_, *follower, state_));
        sum.add(more);
    }
    return sum;
}

void settled_layer::note_roots(const device_record& record) {
    const kind_def* kind = words_.find(record.kind);
    if (kind == nullptr || !kind->placed_by_others()) return;
    const auto own = [&](std::uint16_t field) -> const value* {
        for (const auto& p : record.settled) {
            if (const auto* c = p.find({kind->number, field, {}})) return &c->what.content;
        }
        return nullptr;
    };
    for (const auto& root : roots_of(*kind, own)) following_[root].insert(record.id);
    if (is_two_ended(*kind)) any_two_ended_ = true;
}

void settled_layer::note_left_photos(std::span<const part> before, std::span<const part> after) {
    for (const auto& old : before) {
        const auto now = std::find_if(after.begin(), after.end(), [&](const part& p) { return p.room == old.room; });
        const auto still = now == after.end() ? std::vector<digest>() : photos_named(words_, *now);
        for (const auto& photo : photos_named(words_, old)) {
            if (std::find(still.begin(), still.end(), photo) == still.end()) left_photos_.insert(photo);
        }
    }
}

result<void> settled_layer::change(const record_id& id, std::uint16_t kind, const std::function<result<void>(device_record&)>& edit) {
    PENDATA_TRY(found, tx_.find(id));
    device_record record = found ? std::move(*found) : device_record{id, 0, {}, {}, {}};
    PENDATA_TRY(counted, counted_with(id, found ? record.kind : kind, deepest_following));
    PENDATA_TRY(before, weight(record, counted));
    const auto settled_before = record.settled;
    PENDATA_CHECK(edit(record));
    for (const auto& p : record.settled) {
        const auto old = std::find_if(settled_before.begin(), settled_before.end(), [&](const part& o) { return o.room == p.room; });
        if (old == settled_before.end() || !(*old == p)) PENDATA_CHECK(tx_.put_settled(record.kind, p));
    }
    for (const auto& old : settled_before) {
        const bool stays = std::any_of(record.settled.begin(), record.settled.end(), [&](const part& p) { return p.room == old.room; });
        if (!stays) PENDATA_CHECK(tx_.erase_settled(id, old.room));
    }
    touched_.insert(id);
    note_roots(record);
    note_left_photos(settled_before, record.settled);
    state_.holds.remove(before);
    PENDATA_TRY(after, weight(record, counted));
    state_.holds.add(after);
    return {};
}

result<void> settled_layer::put(const record_id& id, std::span<const message::pulled_part> parts, bool mends) {
    PENDATA_CHECK(tx_.drop_eviction(id));
    const auto* first = parts.empty() || parts.front().content.cells.empty() ? nullptr : &parts.front().content.cells.front();
    return change(id, first == nullptr ? 0 : first->what.key.kind, [&](device_record& record) -> result<void> {
        for (const auto& pulled : parts) {
            if (pulled.content.cells.empty()) continue;
            record.kind = pulled.content.cells.front().what.key.kind;
            auto& here = part_of(record, pulled.content.room);
            replace_cells(here, pulled, mends);
            if (PENDATA_SWITCH(unknown_cells_dropped)) std::erase_if(here.cells, [&](const auto& c) { return words_.find(c.what.key) == nullptr; });
        }
        return {};
    });
}

result<void> settled_layer::drop(const message::eviction& e) {
    PENDATA_CHECK(tx_.drop_eviction(e.record));
    return change(e.record, 0, [&](device_record& record) -> result<void> {
        std::erase_if(record.settled, [&](const part& p) { return contains(e.rooms, p.room); });
        return {};
    });
}

result<void> settled_layer::evict(const message::eviction& e) {
    PENDATA_TRY(unsent, tx_.has_unsent(e.record));
    return unsent && !PENDATA_SWITCH(eviction_before_intake) ? tx_.put_eviction(e) : drop(e);
}

result<void> settled_layer::leave(const message::eviction& e) {
    if ((e.rooms & gone_by_law) != 0) return erase(e.record);
    touched_.insert(e.record);
    PENDATA_CHECK(tx_.forget_answered_of(e.record, e.rooms, e.at));
    return evict(e);
}

result<void> settled_layer::erase(const record_id& id) {
    std::set<digest> photos;
    PENDATA_TRY(known, tx_.find(id));
    if (known) {
        for (const auto& p : known->settled) {
            for (const auto& c : p.cells) {
                if (const auto photo = photo_of(words_, c.what.key)) photos.insert(*photo);
            }
        }
        for (const auto& p : known->pending) {
            if (const auto photo = photo_of(words_, p.what.what.key)) photos.insert(*photo);
        }
    }
    PENDATA_CHECK(change(id, 0, [](device_record& record) -> result<void> {
        record.settled.clear();
        return {};
    }));
    PENDATA_CHECK(tx_.forget_by_law(id));
    for (const auto& photo : photos) PENDATA_CHECK(tx_.drop_photo(photo));
    return {};
}

result<void> settled_layer::evict_waiting() {
    PENDATA_TRY(waiting, tx_.evictions());
    for (const auto& e : waiting) {
        PENDATA_TRY(unsent, tx_.has_unsent(e.record));
        if (!unsent && !PENDATA_SWITCH(eviction_frozen)) PENDATA_CHECK(drop(e));
    }
    return {};
}

result<void> settled_layer::count_again() {
    std::vector<record_id> ids;
    PENDATA_CHECK(tx_.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
        if (ids.empty() || ids.back() != p.record) ids.push_back(p.record);
        return {};
    }));
    state_.holds = {};
    for (const auto& id : ids) {
        PENDATA_TRY(record, tx_.find(id));
        if (!record) continue;
        PENDATA_TRY(sum, contribution(tx_, words_, *record, state_));
        state_.holds.add(sum);
    }
    return {};
}

}  // namespace pendata
