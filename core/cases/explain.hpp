// Why a value is current, or by which rule it lost: told from the write graph and the stamps alone.
#pragma once

#include <string_view>
#include <vector>

#include "core/cases/write_graph.hpp"

namespace pendata {

// One rule a write, in their order:
//   current, decided (current by a decision), replaced (a later write had seen it), overruled (a decision saw it),
//   older_generation, less_evidence, lower_state, later (the first value stays), earlier, held.
// Requires: writes of one cell.
std::vector<std::string_view> explain(policy merge, std::span<const graph_write> writes);

}  // namespace pendata
