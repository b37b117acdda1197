// The write graph of one cell and the case it amounts to: a pure function of the set of writes and of what
// each had seen, whatever the order they came in (I6). Held and rejected writes are links of the graph, so that
// what was built on them stays connected: never heads, and without anything settled on them they answer nothing.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/dictionary/dictionary.hpp"
#include "core/model/cell.hpp"

namespace pendata {

struct graph_write {
    write_id id;
    cell what;
    std::vector<write_id> seen;
    bool link_only = false;  // held or rejected
};

enum class case_sort : std::uint8_t { conflict = 1, proposal = 2 };  // never change

struct case_finding {
    case_sort sort = case_sort::conflict;
    bool waiting = false;               // a base one of the heads saw has not arrived
    std::vector<std::size_t> candidates;  // indices into the writes: the heads, and the current one; greatest stamp first
};

// Stands in `seen` of a cell that was given back after a restore: what its author had seen is not known. No write has
// this id.
inline constexpr write_id unknown_base{};

// One of each write: what its copies had seen is united, and known where one of them knows it.
std::vector<graph_write> without_copies(std::vector<graph_write> writes);

// Indices of the heads: settled writes that no other settled one has seen, directly or through others.
std::vector<std::size_t> heads_of(std::span<const graph_write> writes);

// The case the cell's writes amount to under its policy, if any.
std::optional<case_finding> find_case(policy merge, std::span<const graph_write> writes);

// Whether the policy ever opens a case.
bool opens_cases(policy merge);

}  // namespace pendata
