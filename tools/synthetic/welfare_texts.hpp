// What people do for a living, what they earn, and what officers note about them, in the words of
// the forms.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/nik.hpp"
#include "tools/synthetic/random_source.hpp"

namespace pendata::synthetic {

struct livelihood {
    std::string_view occupation;
    int least_income = 0;  // thousands of rupiah a month
    int most_income = 0;
};

// What somebody of that age and sex does; poor families have the poorer trades.
livelihood make_livelihood(random_source& dice, identity::sex of, int age, bool poor);

// The dictionary's name of the highest school finished at that age, by the schooling of its
// generation.
std::string_view make_education(random_source& dice, int age, int birth_year);

// One to three sentences about a person, at most 200 characters.
std::string make_note(random_source& dice, int age, bool poor);

// What was said at the door, one sentence.
std::string make_visit_note(random_source& dice);

// Two or three criteria of a category as the forms tick them, ascending.
std::vector<std::string_view> make_criteria(random_source& dice, std::string_view category);

// The officer's sentence why the subject is in the category.
std::string make_reason(random_source& dice, std::string_view category);

}  // namespace pendata::synthetic
