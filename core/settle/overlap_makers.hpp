// Whoever made an aid does not say whether it may stand beside another (docs/conflicts.md, "Overlapping aid").
#pragma once

#include <functional>
#include <set>

#include "core/base/result.hpp"
#include "core/cases/reviewed.hpp"

namespace pendata {

// A record as it is now; nothing where it is not here.
using cells_lookup = std::function<result<std::optional<record_cells>>(const record_id&)>;

// Of both aids of an overlap case: whoever said what it is, for whom, for when, and how it stands.
result<std::set<officer_id>> makers_of_overlap(const record_cells& file, const cells_lookup& find);

}  // namespace pendata
