// The table of sounds in name_folding.hpp as code: a scanner that takes two letters before one, run
// until nothing changes. It ends because each change removes an X, shortens the word or replaces
// a letter by its canonical one, which nothing turns back.
#include <algorithm>
#include <array>

#include "core/identity/name_folding.hpp"

namespace pendata::identity {
namespace {

struct sound {
    std::string_view written;
    std::string_view canonical;
};

constexpr std::array<sound, 16> two_letters = {{
    {"OE", "U"},
    {"DJ", "J"},
    {"TJ", "C"},
    {"SJ", "S"},
    {"SY", "S"},
    {"SH", "S"},
    {"CH", "H"},
    {"KH", "H"},
    {"DZ", "Z"},
    {"PH", "P"},
    {"CK", "K"},
    {"AE", "AI"},
    {"BH", "B"},
    {"DH", "D"},
    {"GH", "G"},
    {"TH", "T"},
}};

constexpr std::array<sound, 4> one_letter = {{{"F", "P"}, {"V", "P"}, {"Q", "K"}, {"X", "KS"}}};

bool is_vowel(char c) {
    return c == 'A' || c == 'E' || c == 'I' || c == 'O' || c == 'U';
}

std::string replace_written(std::string_view word) {
    std::string out;
    while (!word.empty()) {
        const auto starts = [&](const sound& s) { return word.starts_with(s.written); };
        if (const auto two = std::find_if(two_letters.begin(), two_letters.end(), starts);
            two != two_letters.end()) {
            out += two->canonical;
            word.remove_prefix(2);
        } else if (const auto one = std::find_if(one_letter.begin(), one_letter.end(), starts);
                   one != one_letter.end()) {
            out += one->canonical;
            word.remove_prefix(1);
        } else {
            out += word.front();
            word.remove_prefix(1);
        }
    }
    return out;
}

// J and Y are one letter. Before a vowel it is the consonant Y; but between a consonant or I and
// one of A E O U it can not be heard apart from I (Suryana, Suriana; Fitriyah, Fitriah). Before I
// it stays, or PANJI would become PANI.
std::string settle_j_and_y(std::string_view word) {
    std::string out;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (word[i] != 'J' && word[i] != 'Y') {
            out += word[i];
            continue;
        }
        const char next = i + 1 < word.size() ? word[i + 1] : '\0';
        const char before = out.empty() ? '\0' : out.back();
        if (next == 'J' || next == 'Y')
            continue;
        const bool glides = next != 'I' && before != '\0' && (before == 'I' || !is_vowel(before));
        if (!is_vowel(next) || glides) {
            out += 'I';
        } else {
            out += 'Y';
        }
    }
    return out;
}

// A final H is mute unless the word would be one letter long (AAH, a Sundanese name).
std::string drop_doubled_and_final_h(std::string_view word) {
    std::string out;
    for (const char c : word) {
        const bool is_letter = c >= 'A' && c <= 'Z';
        if (out.empty() || out.back() != c || !is_letter)
            out += c;
    }
    if (out.size() > 2 && out.back() == 'H')
        out.pop_back();
    return out;
}

}  // namespace

std::string fold_sounds(std::string_view word) {
    std::string folded(word);
    for (;;) {
        std::string next = drop_doubled_and_final_h(settle_j_and_y(replace_written(folded)));
        if (next == folded)
            return folded;
        folded = std::move(next);
    }
}

}  // namespace pendata::identity
