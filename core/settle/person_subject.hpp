// A person's record as the matcher sees it. Only cells of compartment S0 are looked at, so that a case that is made of
// them tells nobody what they may not hold (docs/matching.md).
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/identity/match_subject.hpp"
#include "core/model/cell.hpp"

namespace pendata {

// `cells` of one person, joined; `kk_number` of the family it names.
identity::match_subject person_subject(std::span<const cell> cells, std::string_view kk_number);

// The family a person's cells name.
std::optional<record_id> family_of(std::span<const cell> cells);

// The KK number in a family's cells; empty where there is none.
std::string_view kk_number_of(std::span<const cell> cells);

// A family by its card; nothing where it has no number of one.
std::optional<identity::match_subject> family_subject(std::span<const cell> cells);

// False for a person or family that was withdrawn, or that the law hides.
bool is_to_be_matched(std::span<const cell> cells);

}  // namespace pendata
