// Forks, gaps and what is known already.
#include "core/settle/chain.hpp"

#include <algorithm>

#include "core/base/fault_switch.hpp"
#include "core/base/limits.hpp"
#include "core/model/replica.hpp"

namespace pendata {

namespace {

result<bool> is_fork(office_view& view, const replica_id& replica, const batch_content& content, const digest& hash) {
    if (PENDATA_SWITCH(chain_unchecked)) return false;
    PENDATA_TRY(same_number, view.batches_numbered(replica, content.number));
    if (std::any_of(same_number.begin(), same_number.end(), [&](const digest& other) { return other != hash; })) return true;
    if (PENDATA_SWITCH(late_batch_forks)) {
        PENDATA_TRY(head, view.head_of(replica));
        if (content.number <= head.number) return true;
    }
    if (content.number <= 1 && !content.previous.is_zero()) return true;
    if (content.number > 1) {
        PENDATA_TRY(before, view.batches_numbered(replica, content.number - 1));
        const bool known = std::find(before.begin(), before.end(), content.previous) != before.end();
        if (!before.empty() && !known) return true;
    }
    // What came first in a bag may stand on another one than this.
    PENDATA_TRY(behind, view.batches_numbered(replica, content.number + 1));
    for (const auto& next : behind) {
        PENDATA_TRY(row, view.batch(next));
        if (row && row->previous != hash) return true;
    }
    return false;
}

// Times rise along a chain, so that the nearest later batch with a replaced time has the least.
result<std::optional<stamp_time>> ceiling_of(office_view& view, const replica_id& replica, std::uint64_t number) {
    PENDATA_TRY(later, view.batches_beyond(replica, number, limits::later_batches_asked));
    for (const auto& hash : later) {
        PENDATA_TRY(row, view.batch(hash));
        if (!row || row->answer.retimed.empty()) continue;
        stamp_time least = row->answer.retimed.front().time;
        for (const auto& w : row->answer.retimed) least = std::min(least, w.time);
        return std::optional(least);
    }
    return std::optional<stamp_time>();
}

}  // namespace

result<chain_place> place_in_chain(office_view& view, const sealed_batch& batch) {
    const auto& content = batch.content;
    chain_place out;
    const bool own = is_replica_of(content.replica, batch.device);
    out.replica = own ? content.replica : foreign_replica(batch.device, content.replica);
    PENDATA_TRY(forked, is_fork(view, out.replica, content, batch.hash));
    PENDATA_TRY(ceiling, ceiling_of(view, out.replica, content.number));
    out.is_forked = forked;
    out.ceiling = ceiling;
    return out;
}

result<bool> stamp_owners::may_stamp(const officer_id& officer, const device_id& likely, const replica_id& replica) {
    const std::pair key(officer, replica);
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    bool own = is_replica_of(replica, likely);
    if (!own) {
        if (devices_.empty()) {
            PENDATA_TRY(devices, view_.devices());
            for (const auto& d : devices) devices_[d.officer].push_back(d.id);
        }
        const auto& theirs = devices_[officer];
        own = std::any_of(theirs.begin(), theirs.end(), [&](const device_id& d) { return is_replica_of(replica, d); });
    }
    known_.emplace(key, own);
    return own;
}

}  // namespace pendata
