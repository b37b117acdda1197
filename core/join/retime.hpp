// Settlement's one word about time (I8): a time beyond the office's now is replaced once, by the lowest time
// the batch proves, and one that is not after what its author saw, by the next after that. Nothing is refused or
// held for a clock.
#pragma once

#include <optional>
#include <span>

#include "core/model/cell.hpp"

namespace pendata {

// What is known where a write is settled.
struct settling_time {
    stamp_time anchor = 0;        // of its batch
    std::uint32_t save = 0;       // the place of its save in the batch: save_index()
    std::int64_t office_now_ms = 0;
    // Of writes that came before it though they were made after it (a gap in the chain was filled), the least time:
    // what saw it, and what the office gave to later batches of its chain.
    std::optional<stamp_time> ceiling;
};

// The time to settle the write at, or nothing where its own stands. `bases`: the times of the seen writes the office
// knows, as it settled or holds them. Proven times rise along a chain, so that the order of an honest tablet's saves
// survives, whichever of its batches comes first.
std::optional<stamp_time> replaced_time(const write& w, const settling_time& at, std::span<const stamp_time> bases);

}  // namespace pendata
