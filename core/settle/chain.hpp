// Where a batch stands in its tablet's chain (I12): whether the chain forked there, and what the office told later
// links of it about time. Everything follows from the batches the office has, in whatever order they came.
// docs/conflicts.md, "Chains".
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/storage/office_store.hpp"

namespace pendata {

struct chain_place {
    replica_id replica;      // under which the office counts it: its own, or one made up where it is somebody else's
    bool is_forked = false;  // another content has this number, or does not go together with the number before or after
    // The least time that the office gave to a later batch of the chain; this one was made before.
    std::optional<stamp_time> ceiling;
};

result<chain_place> place_in_chain(office_view& view, const sealed_batch& batch);

// Whose stamps are whose. A write may be older than the chain it comes in: of another replica of its device, or of
// another device of the officer's, whose key was lost. Under anybody else's it would take the place of what that one is
// about to write.
class stamp_owners {
public:
    explicit stamp_owners(office_view& view) : view_(view) {}

    // Whether a device of the officer may write under the replica; `likely` is the one to ask first.
    result<bool> may_stamp(const officer_id& officer, const device_id& likely, const replica_id& replica);

private:
    office_view& view_;
    std::map<std::pair<officer_id, replica_id>, bool> known_;
    std::map<officer_id, std::vector<device_id>> devices_;  // read once: a batch may name thousands of replicas
};

}  // namespace pendata
