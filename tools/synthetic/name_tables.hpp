// The words names are made of, most frequent first, by generation: what parents in the Sundanese
// highlands chose before 1965, until 1990, until 2008 and since. Chosen to sound right together,
// not counted from any register.
#pragma once

#include <span>
#include <string_view>

namespace pendata::synthetic {

using word_list = std::span<const std::string_view>;

enum class generation { old, middle, young, child };

constexpr generation generation_of(int birth_year) {
    if (birth_year < 1965)
        return generation::old;
    if (birth_year < 1990)
        return generation::middle;
    return birth_year < 2008 ? generation::young : generation::child;
}

word_list men_first(generation born);
word_list men_second(generation born);
word_list women_first(generation born);
word_list women_second(generation born);

}  // namespace pendata::synthetic
