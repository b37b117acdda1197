// A mail bag that reaches the office itself, on a USB stick or by any other way: what its tablets sealed is taken in as
// if they had come, and the receipts are there to go back. docs/protocol.md, "Mail bags".
#pragma once

#include <vector>

#include "sync-server/office/office.hpp"

namespace pendata {

struct bag_taken {
    std::uint64_t batches = 0;  // in the bag
    std::uint64_t fresh = 0;    // of those taken: that the office did not have
    std::uint64_t held = 0;     // writes of the fresh ones that are held
    std::uint64_t damaged = 0;  // no batch could be read there
    std::uint64_t refused = 0;  // of an unknown device, or not as it was signed
    std::vector<receipt> receipts;  // of all that were taken
};

// Errors: of decode_bag; of the store. What was taken before a failure stays, and taking the bag again is the same.
result<bag_taken> take_bag(office& of, bytes_view file, std::int64_t now_ms);

// The receipts as a bag for the tablets' `bag import`. Errors: of encode_bag.
result<bytes> receipts_bag(const std::vector<receipt>& receipts);

}  // namespace pendata
