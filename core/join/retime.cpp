// The replacement of a time beyond the office's now.
#include "core/join/retime.hpp"

#include <algorithm>

namespace pendata {

std::optional<stamp_time> replaced_time(const write& w, stamp_time anchor, std::span<const stamp_time> bases,
                                        std::int64_t office_now_ms) {
    const stamp_time latest = end_of_ms(office_now_ms);
    if (w.what.at.time <= latest) return std::nullopt;
    stamp_time proven = anchor;
    stamp_time after_bases = 0;
    for (const auto base : bases) after_bases = std::max(after_bases, base + 1);
    proven = std::max(proven + 1, after_bases);
    // A correction lands after what its author saw, even where that is ahead of the office.
    return std::max(std::min(proven, to_stamp_time(office_now_ms)), after_bases);
}

}  // namespace pendata
