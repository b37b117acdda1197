// The replacement of a time beyond the office's now.
#include "core/join/retime.hpp"

#include <algorithm>

namespace pendata {

std::optional<stamp_time> replaced_time(const write& w, const settling_time& at, std::span<const stamp_time> bases) {
    const stamp_time latest = end_of_ms(at.office_now_ms);
    const bool is_ahead = w.what.at.time > latest;
    const bool is_late = at.ceiling && w.what.at.time >= *at.ceiling;
    stamp_time after_bases = 0;
    for (const auto base : bases) after_bases = std::max(after_bases, base + 1);
    // A file that was put back may know a base at an earlier time than it settled at.
    const bool is_before_base = w.what.at.time < after_bases;
    if (!is_ahead && !is_late && !is_before_base) return std::nullopt;
    const stamp_time proven = std::min({std::min(at.anchor, latest) + 1 + at.save, latest, w.what.at.time});
    // A correction lands after what its author saw, even where that is ahead of the office.
    const stamp_time replaced = std::max(proven, after_bases);
    if (replaced == w.what.at.time) return std::nullopt;
    return replaced;
}

}  // namespace pendata
