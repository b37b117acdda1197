// The one join: of two cells of one key the greater stamp stays, value bytes deciding between equal stamps.
// It never opens the dictionary, so two app versions can not diverge. Laws: docs/conflicts.md.
#pragma once

#include <span>
#include <vector>

#include "core/model/part.hpp"

namespace pendata {

// True when `a` stays and `b` goes. Irreflexive; of two different cells exactly one wins.
bool wins(const cell& a, const cell& b);

// Joins the cell into the part; true when the part changed. `changed_at` is kept with a cell that stays.
bool join_into(part& p, const cell& c, sequence changed_at);

// The cells an officer sees: those of the parts joined with pending ones, by key.
std::vector<cell> joined(std::span<const part> parts, std::span<const write> pending);

}  // namespace pendata
