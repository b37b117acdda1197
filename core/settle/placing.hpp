// Where a record belongs: its scope atoms as a pure function of its own cells and its root subject's
// (docs/architecture.md, "Places"). Office and tablet place records with the same functions.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "core/dictionary/check.hpp"
#include "core/model/region.hpp"

namespace pendata {

// Gives the elements present in a set field of the record at hand.
using element_lookup = std::function<std::vector<bytes>(std::uint16_t field)>;

// The root subject a record of this kind follows, where it follows one and names it.
std::optional<record_id> root_of(const kind_def& kind, const value_lookup& own);

// The atoms of a record that follows nobody. Empty: no place is known.
atom_set own_atoms(const kind_def& kind, const value_lookup& own, const element_lookup& elements,
                   std::string_view regency);

// The same over joined cells, ascending by key.
std::optional<record_id> root_of(const kind_def& kind, std::span<const cell> cells);
atom_set own_atoms(const kind_def& kind, std::span<const cell> cells, std::string_view regency);

}  // namespace pendata
