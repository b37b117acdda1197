// Loading by snapshot on the tablet: chunks are staged one by one, a transaction each, so that a load goes on where
// it was cut off; the whole takes its place in one, with its position (docs/protocol.md, "Snapshots"). Only the
// settled layer is touched: pending stays, and evictions wait for it as ever.
#pragma once

#include <vector>

#include "client-lib/src/engine/tablet.hpp"

namespace pendata {

struct swap_outcome {
    std::vector<record_id> changed;
    std::vector<record_id> evicted;
};

class snapshot_desk {
public:
    explicit snapshot_desk(const tablet& t) : tablet_(t) {}

    // Staging begins, or goes on where this snapshot is the one staged. Errors: unexpected_message, where nothing
    // like it is granted.
    result<void> stage(const message::snapshot_head& head);
    // Errors: unexpected_message, where it is not the next one.
    result<void> stage(const std::string& node, const message::snapshot_chunk& chunk);
    // The staged snapshot of the node, or every one of the reload, takes its place. Errors: unexpected_message,
    // where a chunk or a granted scope is missing; unequal, where what was staged is not what the office named: it
    // is dropped, and the next session begins anew.
    result<swap_outcome> swap_in(const std::string& node);

private:
    result<bool> is_whole(device_transaction& tx, const staged_snapshot& s);

    const tablet& tablet_;
};

// Forgets staged snapshots.
result<void> drop_staging(device_transaction& tx, device_state& state, const std::function<bool(const staged_snapshot&)>& which);

}  // namespace pendata
