// A family as the matcher sees it: by the number of its card (KK) alone, beside persons in one index. Families that carry one
// number are pairs to be reviewed, wherever they are recorded: mostly one family that moved (docs/matching.md).
#pragma once

#include <optional>
#include <string_view>

#include "core/identity/match_score.hpp"

namespace pendata::identity {

// Nothing where the number is none of a card.
std::optional<match_subject> household_of(std::string_view kk_number, std::string_view village);
bool is_household(const match_subject& subject);

// Of two households.
match_finding compare_households(const match_subject& a, const match_subject& b);

}  // namespace pendata::identity
