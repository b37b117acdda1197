// "A / B" and "A alias B" are how list makers write two names of one person.
#include <algorithm>
#include <array>

#include "core/identity/name_folding.hpp"

namespace pendata::identity {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Blank-separated words; a slash is a word of its own. A no-break space, common in pasted lists, is
// a blank.
std::vector<std::string> words_of(std::string_view typed) {
    constexpr std::string_view no_break = "\xC2\xA0";
    std::vector<std::string> words;
    bool in_word = false;
    while (!typed.empty()) {
        const bool hard_blank = typed.starts_with(no_break);
        const char c = typed.front();
        if (hard_blank || is_blank(c)) {
            in_word = false;
        } else if (c == '/') {
            words.emplace_back("/");
            in_word = false;
        } else {
            if (!in_word)
                words.emplace_back();
            words.back() += c;
            in_word = true;
        }
        typed.remove_prefix(hard_blank ? no_break.size() : 1);
    }
    return words;
}

bool divides_names(std::string_view word) {
    constexpr std::array<std::string_view, 7> dividers = {"/",   "ALIAS", "ALS",   "ALS.",
                                                          "AKA", "A.K.A", "A.K.A."};
    std::string upper(word);
    std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return std::find(dividers.begin(), dividers.end(), upper) != dividers.end();
}

void keep(split_name& out, std::string name) {
    if (name.empty())
        return;
    if (out.name.empty()) {
        out.name = std::move(name);
        return;
    }
    const bool known = name == out.name ||
                       std::find(out.aliases.begin(), out.aliases.end(), name) != out.aliases.end();
    if (!known)
        out.aliases.push_back(std::move(name));
}

}  // namespace

split_name split_aliases(std::string_view typed) {
    split_name out;
    std::string name;
    for (const std::string& word : words_of(typed)) {
        if (divides_names(word)) {
            keep(out, std::move(name));
            name.clear();
            continue;
        }
        if (!name.empty())
            name += ' ';
        name += word;
    }
    keep(out, std::move(name));
    return out;
}

}  // namespace pendata::identity
