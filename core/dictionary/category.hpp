// The categories of the social-welfare lists (PPKS-2012 and what older lists held beyond it): who
// can hold one, what is checked at the date of assessment, and the compartment every assignment of
// it lives in.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/dictionary/dictionary.hpp"

namespace pendata {

inline constexpr std::string_view category_list_version = "PPKS-2012";

// Bits of category_def::units.
using unit_mask = std::uint8_t;
inline constexpr unit_mask person_unit = 1;
inline constexpr unit_mask family_unit = 2;
inline constexpr unit_mask group_unit = 4;

inline constexpr std::uint8_t no_age_bound = 255;

struct category_def {
    std::int32_t number;  // the code stored in assignment.category
    std::string_view code;
    std::string_view label_id;
    std::string_view label_en;
    std::string_view older;  // names in list A, comma between
    unit_mask units;
    compartment room;
    std::uint8_t least_age;         // completed years
    std::uint8_t most_age;          // completed years, included; no_age_bound
    std::uint16_t doubtful_months;  // from this age on the sources disagree; 0: never
    bool hard_stop;  // outside the ages it is refused; otherwise a warning that wants a reason
    bool needs_disabilities;
    bool women_only;
    std::uint8_t least_members;  // of a family
    bool history;                // of an older list: kept and read, not offered for new work
    bool warn_only;              // outside the ages a warning is enough, no reason is asked for
    std::string_view guidance_id;  // what to do instead, where it is refused
    std::string_view guidance_en;
};

// In the order of the list.
std::span<const category_def> categories();
const category_def* find_category(std::int32_t number);
const category_def* find_category(std::string_view code);

// What one code of list A means in the present list; where it has several rows, the age decides.
struct older_mapping {
    std::int32_t older;           // the code stored in assignment.older_category
    std::string_view older_name;
    std::int32_t category;
    std::uint8_t least_age;       // completed years
    std::uint8_t most_age;        // completed years, included; no_age_bound
    std::int32_t tag;             // codes::assignment_tag that the assignment keeps; 0: none
    bool review;                  // somebody has to look at it
};

std::span<const older_mapping> older_mappings();

// The category an older code stands for, of a subject of that age at the date of assessment. Nothing for an unknown
// code, and where the age decides and is not known.
const older_mapping* map_older(std::int32_t older, std::optional<int> age);

// Whether list A had a category for it at all: where not, its reports say "not counted", which is no zero.
bool counted_in_list_a(std::int32_t category);

// The compartment a new cell belongs in. `category` is the record's (assignment.category); it is
// used only where the kind's compartment is a category's, and an unknown one counts as the most
// closed. For a kind whose compartment is that of its inputs the caller knows better: this answers
// the most closed.
compartment room_of(const kind_def& kind, const field_def& field, std::int32_t category);

}  // namespace pendata
