// What a cell's case will be once the office has what still waits on a tablet, as far as that tablet can tell: from the
// settled value, the case the office told of, and the tablet's own pending writes. The condition is the office's own
// (core/cases/write_graph.hpp). What arises here will be found there, unless what others write changes it meanwhile.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/cases/write_graph.hpp"

namespace pendata {

// An open case as the office told it.
struct told_case {
    case_sort sort = case_sort::conflict;
    bool waiting = false;
    std::vector<cell> candidates;  // greatest stamp first
};

struct foreseen_case {
    case_sort sort = case_sort::conflict;
    bool waiting = false;
    std::vector<cell> candidates;  // greatest stamp first

    friend bool operator==(const foreseen_case&, const foreseen_case&) = default;
};

// Nothing where the cell will have no case: none was told and none arises, or something pending has seen all of the one
// that was and settles it. A told case that may end is told on. Without anything pending: what was told. `settled`: the
// cell's settled value, and what was cut from it by a fork. `pending`: the tablet's own writes to the cell, held ones as
// links only.
std::optional<foreseen_case> foresee(policy merge, const record_id& record, std::span<const cell> settled,
                                     const std::optional<told_case>& told, std::span<const graph_write> pending);

}  // namespace pendata
