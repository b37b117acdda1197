// How far two folded names speak of one person: words are paired with their likeliest partner, and what is left over
// counts against it. Weights are log2 of how much likelier the agreement is between captures of one person than between
// strangers; a common opening word (SITI, MUHAMMAD) says little.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pendata::identity {

// Ascending by what they are worth.
enum class name_agreement : std::uint8_t {
    unknown,  // one of them is empty
    none,     // no word in common
    some,     // a word in common, others contradict
    part,     // all words of one are in the other
    alike,    // word by word, with slips
    same,     // the same folded words
};

struct name_comparison {
    name_agreement agreement = name_agreement::unknown;
    double weight = 0;  // bits; negative where they contradict
};

using word_span = std::span<const std::string>;

name_comparison compare_names(word_span a, word_span b);

// The best of any name of one with any of the other; `by_alias` where a name beside the main one decided.
struct names_comparison : name_comparison {
    bool by_alias = false;
};
names_comparison compare_all_names(std::span<const std::vector<std::string>> a,
                                   std::span<const std::vector<std::string>> b);

// One code for words that are heard alike: vowels are one, but the first letter stays.
std::string sound_code(std::string_view word);

// True for words that open many names and tell little: SITI, MUHAMMAD, NUR, ABDUL ... (folded).
bool is_common_opening(std::string_view word);

}  // namespace pendata::identity
