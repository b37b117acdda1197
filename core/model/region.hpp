// Places as dotted paths of Kemendagri codes, `32.11.01.2001`, finer ones below a village as
// `32.11.01.2001.RW003.RT01`. A scope atom is such a path, or one of the words below; a grant on a node
// covers every atom below it.
#pragma once

#include <compare>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/cell.hpp"

namespace pendata {

// Where a record belongs. Records without one wait in custody.
using atom = std::string;
using atom_set = std::set<atom>;

// What every device of the office holds: its regions, officers, programmes.
inline constexpr std::string_view reference_atom = "reference";

// True when `node` is the atom or lies above it.
bool covers(std::string_view node, std::string_view place);

// True for a code of the scheme: `32`, `32.11`, `32.11.01` or `32.11.01.2001`, digits and dots as shown.
// Ten bare digits are not one: other schemes write theirs so and mean other places.
bool is_region_code(std::string_view text);
bool is_village_code(std::string_view text);
bool is_subdistrict_code(std::string_view text);

// The node above; empty for the top.
std::string_view parent_of(std::string_view node);

// The id of a region's record: the same wherever it is imported.
record_id region_record_id(std::string_view code);

// What a device may hold: everything under the node in these compartments.
struct grant {
    std::string node;
    compartment_mask rooms = 0;

    friend auto operator<=>(const grant&, const grant&) = default;
};

using grant_list = std::vector<grant>;  // ascending, one of a node

// The nodes that grant the compartment, without those another of them covers: no atom is under two.
std::vector<std::string> nodes_granting(const grant_list& grants, compartment room);

// Ascending, rooms of equal nodes united.
grant_list normalised(grant_list grants);

// Names a grant list in a hello: first 8 bytes of a digest of it.
std::uint64_t hash_of(const grant_list& grants);

// Compartments granted at any of the atoms.
compartment_mask granted_rooms(const grant_list& grants, const atom_set& atoms);

// How many of the atoms are granted with that compartment: how often a part counts in a fingerprint.
std::size_t granted_atoms(const grant_list& grants, const atom_set& atoms, compartment room);

}  // namespace pendata
