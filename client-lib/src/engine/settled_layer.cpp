// Replacing and evicting settled parts.
#include "client-lib/src/engine/settled_layer.hpp"

#include <algorithm>

#include "core/base/fault_switch.hpp"

namespace pendata {

namespace {

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

// What the record adds to the fingerprint, followers included: they are placed by it.
result<fingerprint> settled_layer::weight(const device_record& record) {
    PENDATA_TRY(sum, contribution(tx_, words_, record, state_));
    const kind_def* kind = words_.find(record.kind);
    if (kind == nullptr || kind->scope != scope_rule::places) return sum;
    // Only a record in several places can change how often its followers count.
    PENDATA_TRY(followers, followers_of(tx_, words_, record.id));
    for (const auto& id : followers) {
        PENDATA_TRY(follower, tx_.find(id));
        if (!follower) continue;
        PENDATA_TRY(more, contribution(tx_, words_, *follower, state_));
        sum.add(more);
    }
    return sum;
}

result<void> settled_layer::change(const record_id& id, const std::function<result<void>(device_record&)>& edit) {
    PENDATA_TRY(found, tx_.find(id));
    device_record record = found ? std::move(*found) : device_record{id, 0, {}, {}, {}};
    PENDATA_TRY(before, weight(record));
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
    state_.holds.remove(before);
    PENDATA_TRY(after, weight(record));
    state_.holds.add(after);
    return {};
}

result<void> settled_layer::put(const record_id& id, std::span<const message::pulled_part> parts, bool mends) {
    PENDATA_CHECK(tx_.drop_eviction(id));
    return change(id, [&](device_record& record) -> result<void> {
        for (const auto& pulled : parts) {
            if (pulled.content.cells.empty()) continue;
            record.kind = pulled.content.cells.front().what.key.kind;
            replace_cells(part_of(record, pulled.content.room), pulled, mends);
        }
        return {};
    });
}

result<void> settled_layer::drop(const message::eviction& e) {
    PENDATA_CHECK(tx_.drop_eviction(e.record));
    return change(e.record, [&](device_record& record) -> result<void> {
        std::erase_if(record.settled, [&](const part& p) { return contains(e.rooms, p.room); });
        return {};
    });
}

result<void> settled_layer::evict(const message::eviction& e) {
    PENDATA_TRY(unsent, tx_.has_unsent(e.record));
    return unsent && !PENDATA_SWITCH(eviction_before_intake) ? tx_.put_eviction(e) : drop(e);
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
