// Settlement's one word about time (I8): a time beyond the office's now is replaced once, by the lowest time
// the batch proves. Nothing is refused or held for a clock.
#pragma once

#include <optional>
#include <span>

#include "core/model/cell.hpp"

namespace pendata {

// The time to settle the write at, or nothing where its own stands. `anchor` is the batch's; `bases` the times
// of the seen writes the office knows, as it settled or holds them.
std::optional<stamp_time> replaced_time(const write& w, stamp_time anchor, std::span<const stamp_time> bases,
                                        std::int64_t office_now_ms);

}  // namespace pendata
