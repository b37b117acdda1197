// Who lives together: roles, sexes, ages and marriages that fit each other. Names, numbers and
// everything else are filled in later.
#pragma once

#include <string_view>
#include <vector>

#include "core/identity/nik.hpp"
#include "tools/synthetic/random_source.hpp"

namespace pendata::synthetic {

inline constexpr std::size_t largest_household = 12;

// The SHDK numbers used here; the dictionary has them all.
enum family_role : int {
    role_head = 1,
    role_wife = 3,
    role_child = 4,
    role_child_in_law = 5,
    role_grandchild = 6,
    role_parent = 7,
    role_parent_in_law = 8,
    role_relative = 9,
};

struct member {
    int role = role_head;
    identity::sex sex = identity::sex::male;
    int age = 0;
    std::string_view marital_status;  // unmarried, married, divorced, widowed
    // Index of the mother in the household, -1 when she is not in it.
    int mother = -1;
};

// `size` members, 1 to largest_household, the head first.
std::vector<member> make_household(random_source& dice, std::size_t size);

// Sizes of `families` households that add up to `persons`; each as a census finds them, then pulled
// to the sum. Requires families <= persons <= families x largest_household.
std::vector<std::size_t> make_sizes(random_source& dice, std::size_t families, std::size_t persons);

}  // namespace pendata::synthetic
