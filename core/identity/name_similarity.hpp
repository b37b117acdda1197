// How alike two words are, for typing errors that folding can not know.
#pragma once

#include <string_view>

namespace pendata::identity {

// Jaro-Winkler similarity of bytes: 0 nothing in common, 1 equal (two empty texts are). Meant for
// folded words, which are ASCII; with other UTF-8 it stays defined, only coarser. The prefix bonus
// (0.1 for each of at most four equal first letters) is given above 0.7, as Winkler has it. Texts
// are compared on their first 128 bytes. Symmetric.
double jaro_winkler(std::string_view a, std::string_view b);

}  // namespace pendata::identity
