// Whether two records may be one person: a score, a level, and the reasons. Nobody is merged by it; a person decides.
// The method, the thresholds and what they were measured to do: docs/matching.md.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/identity/match_subject.hpp"

namespace pendata::identity {

// What was found, for people. Never change or reuse a number.
enum class match_reason : std::uint8_t {
    same_nik = 1,
    nik_slip = 2,         // one digit apart, or two swapped
    nik_shown_same = 3,   // the twelve digits a masked number shows
    nik_differs = 4,
    nik_of_two = 5,       // one number, two people
    same_name = 10,
    name_alike = 11,
    name_part = 12,
    name_partly_differs = 13,
    name_differs = 14,
    known_by_alias = 15,
    same_birth = 20,
    birth_fits = 21,      // within what is known of it
    birth_slip = 22,      // day and month exchanged, one digit apart
    birth_differs = 23,
    same_mother = 30,
    mother_alike = 31,
    mother_differs = 32,
    sex_differs = 40,
    same_kk = 50,
    same_phone = 51,
    same_family = 52,     // two members of one family's record: mostly siblings
    same_village = 60,
    same_subdistrict = 61,
    both_unhoused = 62,
};

std::string_view text_of(match_reason reason, bool indonesian);
std::string_view name_of(match_reason reason);  // as in JSON: same_nik

// Never change a number.
enum class match_level : std::uint8_t { none = 0, review = 1, near_certain = 2 };
std::string_view name_of(match_level level);

struct match_finding {
    match_level level = match_level::none;
    std::uint16_t score = 0;  // permille
    double bits = 0;          // the sum of weights behind it
    std::vector<match_reason> reasons;  // ascending

    bool has(match_reason reason) const;
};

// Symmetric.
match_finding compare(const match_subject& a, const match_subject& b);

// Bits from which on a pair is near certain, or to be reviewed.
inline constexpr double near_certain_bits = 24;
inline constexpr double review_bits = 14;

}  // namespace pendata::identity
