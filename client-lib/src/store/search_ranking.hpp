// How like a record is to what was typed. Pure: words are folded by sound, compared with tolerance for typing
// errors, and a number matches by itself, its beginning, or with at most two wrong digits.
// Page: docs/storage.md, "Search".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pendata::store {

// Which folding and which grams the index holds: raised when either changes, and every index is made anew.
inline constexpr std::uint8_t search_form = 1;

using word_list = std::vector<std::string>;

// The folded words of a searched value, or of a query: digits with blanks, dots or dashes between are one word.
word_list words_of(std::string_view text);

// What is indexed of a record: its words, each with a blank on both sides, so that grams know where words begin.
// Empty without words.
std::string indexed_text(std::span<const word_list> values);

// The trigrams to look for, each once.
std::vector<std::string> grams_of(const word_list& query);

// 0-1; 1 for equal words. `values` are the searched values of one record.
double likeness(const word_list& query, std::span<const word_list> values);

// What is less like is no hit.
inline constexpr double least_likeness = 0.72;

}  // namespace pendata::store
