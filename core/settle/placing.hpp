// Where a record belongs: its scope atoms as a pure function of its own cells and of those it is placed by
// (docs/architecture.md, "Places"). Office and tablet place records with the same functions.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/dictionary/check.hpp"
#include "core/model/region.hpp"

namespace pendata {

// Gives the elements present in a set field of the record at hand.
using element_lookup = std::function<std::vector<bytes>(std::uint16_t field)>;

// The records that one of this kind is placed by, as far as it names them: its root subject, or the two of a pair.
std::vector<record_id> roots_of(const kind_def& kind, const value_lookup& own);

// Below a village: `32.11.01.2001.RW003`, `32.11.01.2001.RW003.RT01`. Numbers as people write them ("3", "RW 03") name one
// place; what is no number names none, and the record is the village's. Of a kind with a place, the fields `rw` and `rt`.
atom within_village(std::string_view village, std::string_view rw, std::string_view rt);
// Whether a duty may be on it: a region code, or a place below a village in just this form.
bool is_duty_node(std::string_view text);
// The region code of such a node.
std::string_view region_of(std::string_view node);

// The fields that mean something within one village alone (RW, RT), and fall with it; none for most kinds.
std::vector<const field_def*> fields_within_village(const kind_def& kind);

// Whether the field has a say in where a record of the kind belongs.
bool says_where(const kind_def& kind, std::uint16_t field);

// The field by which the law takes a record away from everybody but the regency; of most kinds none.
const field_def* restriction_of(const kind_def& kind);
// Whether the law takes the record away from everybody but the regency (`restricted`); of most kinds never.
bool is_restricted(const kind_def& kind, const value_lookup& own);

// The atoms that the record's own cells name. Empty: no place is known, or others alone say it.
atom_set own_atoms(const kind_def& kind, const value_lookup& own, const element_lookup& elements,
                   std::string_view regency);

// The atoms of a record that is placed by others. `own`: what its own cells name; `roots`: the atoms of each root, in
// the order of roots_of(). Empty where one that is needed has no place.
atom_set atoms_by_roots(const kind_def& kind, const atom_set& own, std::span<const atom_set> roots,
                        std::string_view regency);

// Where a record that had a place is when no place is left to it: with the regency, for its kind names its places one by
// one; nowhere else.
atom_set resting_place(const kind_def& kind, std::string_view regency);

// The lowest node that covers all atoms; never above the regency.
atom common_node(const atom_set& atoms, std::string_view regency);

// The same over joined cells, ascending by key.
std::vector<record_id> roots_of(const kind_def& kind, std::span<const cell> cells);
atom_set own_atoms(const kind_def& kind, std::span<const cell> cells, std::string_view regency);

}  // namespace pendata
