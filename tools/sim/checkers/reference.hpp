// The rules of docs/conflicts.md once more, written slowly and apart from core/: what the engine says is compared
// with this, so that a mistake in one of them shows.
#pragma once

#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "core/cases/write_graph.hpp"

namespace pendata::sim::reference {

// The write whose value stands; nothing where none has settled. Held and rejected ones have not.
const graph_write* winner(const std::vector<graph_write>& writes);

struct expected_case {
    case_sort sort = case_sort::conflict;
    bool waiting = false;
    std::set<write_id> candidates;
};

// The word by which history explains a write of one cell.
std::string_view rule(policy merge, const std::vector<graph_write>& writes, const graph_write& of);

std::optional<expected_case> expected(policy merge, const std::vector<graph_write>& line);

}  // namespace pendata::sim::reference
