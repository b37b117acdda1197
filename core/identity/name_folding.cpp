// From a name as typed to its folded words: letters, then titles and degrees, then abbreviations,
// then sounds (sound_folding.cpp).
#include "core/identity/name_folding.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <span>

namespace pendata::identity {
namespace {

struct word_read {
    std::string text;
    bool dotted = false;  // followed by a dot: an abbreviation
};

constexpr std::array<std::string_view, 18> titles = {
    "H",    "HJ", "HAJI", "HAJAH", "HAJJAH",   "KH",         "DR", "DRS", "DRA",
    "PROF", "IR", "ALM",  "ALMH",  "ALMARHUM", "ALMARHUMAH", "NY", "TN",  "BPK"};

// Written after a comma, dots away.
constexpr std::array<std::string_view, 40> degrees = {
    "SPD",   "SPDI", "SE",   "SEI", "SH",     "SHI",    "ST",     "SAG",  "SKOM",  "SSOS",
    "SIP",   "SKM",  "SKEP", "SP",  "SPT",    "SSI",    "SS",     "SSN",  "SFARM", "SPSI",
    "SIKOM", "STP",  "SSTP", "AMD", "AMDKEB", "AMDKEP", "STRKEB", "NERS", "MPD",   "MPDI",
    "MM",    "MSI",  "MH",   "MT",  "MAG",    "MKES",   "MKOM",   "MAP",  "MSC",   "BA"};

struct abbreviation {
    std::string_view written;
    std::string_view meaning;
};

constexpr std::array<abbreviation, 12> abbreviations = {{
    {"MOH", "MUHAMMAD"},
    {"MOCH", "MUHAMMAD"},
    {"MUH", "MUHAMMAD"},
    {"MUCH", "MUHAMMAD"},
    {"MHD", "MUHAMMAD"},
    {"MOHD", "MUHAMMAD"},
    {"MUHD", "MUHAMMAD"},
    {"MUHAM", "MUHAMMAD"},
    {"ABD", "ABDUL"},
    {"NR", "NUR"},
    {"AG", "AGUS"},
    {"AGS", "AGUS"},
}};

// Folded spellings of Muhammad that no sound rule joins.
constexpr std::array<std::string_view, 5> muhammads = {"MUHAMAD", "MOHAMAD", "MUHAMED", "MOHAMED",
                                                       "MUHAMAT"};

template <class List>
bool is_one_of(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<signed char>(c) >= 0; });
}

// Accents away (Sundanese é is e), compatibility forms plain. What is not UTF-8 loses its non-ASCII
// bytes.
std::string plain_letters(std::string_view text) {
    std::string out;
    if (is_ascii(text)) {
        out = text;
    } else {
        std::uint8_t* mapped = nullptr;
        const auto options = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                            UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD);
        const auto length =
            utf8proc_map(reinterpret_cast<const std::uint8_t*>(text.data()),
                         static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
        if (length >= 0) {
            out.assign(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length));
            std::free(mapped);
        } else {
            std::copy_if(text.begin(), text.end(), std::back_inserter(out),
                         [](char c) { return static_cast<signed char>(c) >= 0; });
        }
    }
    std::transform(out.begin(), out.end(), out.begin(), upper);
    return out;
}

enum class letter_kind { part_of_word, silent, dot, comma, between };

letter_kind kind_of(utf8proc_int32_t letter) {
    switch (letter) {
        case '.':
            return letter_kind::dot;
        case ',':
            return letter_kind::comma;
        // Apostrophes and the signs typed for ain and hamza: Ma'mun, Nur`aini.
        case '\'':
        case '`':
        case 0xB4:
        case 0x2BC:
        case 0x2BB:
        case 0x2018:
        case 0x2019:
            return letter_kind::silent;
        default:
            break;
    }
    if (letter < 0x80) {
        const bool plain = (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
        return plain ? letter_kind::part_of_word : letter_kind::between;
    }
    const auto category = utf8proc_category(letter);
    const bool is_letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
    return is_letter ? letter_kind::part_of_word : letter_kind::between;
}

// The words of each part between commas. Requires plain_letters.
std::vector<std::vector<word_read>> read_parts(std::string_view text) {
    std::vector<std::vector<word_read>> parts(1);
    bool in_word = false;
    while (!text.empty()) {
        utf8proc_int32_t letter = -1;
        const auto read = utf8proc_iterate(reinterpret_cast<const std::uint8_t*>(text.data()),
                                           static_cast<utf8proc_ssize_t>(text.size()), &letter);
        const auto width = static_cast<std::size_t>(std::max<utf8proc_ssize_t>(read, 1));
        const letter_kind kind = read > 0 ? kind_of(letter) : letter_kind::between;
        if (kind == letter_kind::part_of_word) {
            if (!in_word)
                parts.back().push_back({});
            parts.back().back().text.append(text.substr(0, width));
        } else if (kind == letter_kind::dot && in_word) {
            parts.back().back().dotted = true;
        } else if (kind == letter_kind::comma) {
            parts.emplace_back();
        }
        in_word = kind == letter_kind::part_of_word || (kind == letter_kind::silent && in_word);
        text.remove_prefix(width);
    }
    return parts;
}

// "S.Pd." is read as S and PD: glued again, is a run of words a degree or a title?
std::size_t degree_length(std::span<const word_read> words) {
    std::string glued;
    std::size_t found = 0;
    for (std::size_t i = 0; i < words.size() && i < 3; ++i) {
        glued += words[i].text;
        if (is_one_of(degrees, glued) || is_one_of(titles, glued))
            found = i + 1;
    }
    return found;
}

void append_without_degrees(std::vector<word_read>& out, std::span<const word_read> words) {
    while (!words.empty()) {
        const std::size_t degree = degree_length(words);
        if (degree == 0)
            out.push_back(words.front());
        words = words.subspan(std::max<std::size_t>(degree, 1));
    }
}

std::vector<word_read> without_titles(const std::vector<word_read>& words) {
    std::vector<word_read> out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool kyai = words[i].text == "K" && words[i].dotted && i + 1 < words.size() &&
                          words[i + 1].text == "H";
        if (!kyai && !is_one_of(titles, words[i].text))
            out.push_back(words[i]);
    }
    return out.empty() ? words : out;
}

std::string written_out(const word_read& word, bool first, bool last) {
    const auto* known = std::find_if(abbreviations.begin(), abbreviations.end(),
                                     [&](const abbreviation& a) { return a.written == word.text; });
    if (known != abbreviations.end())
        return std::string(known->meaning);
    if (last)
        return word.text;
    if (word.text == "ST")
        return "SITI";
    if (first || word.dotted) {
        if (word.text == "M")
            return "MUHAMMAD";
        if (word.text == "S")
            return "SITI";
    }
    return word.text;
}

std::vector<std::string> folded_words(const std::vector<word_read>& all) {
    const std::vector<word_read> words = without_titles(all);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string folded = fold_sounds(written_out(words[i], i == 0, i + 1 == words.size()));
        if (is_one_of(muhammads, folded))
            folded = muhammads.front();
        out.push_back(std::move(folded));
    }
    return out;
}

bool divides_father(const word_read& word) {
    constexpr std::array<std::string_view, 5> dividers = {"BIN", "BINTI", "BINTE", "BT", "BTI"};
    return is_one_of(dividers, word.text);
}

}  // namespace

folded_name fold_name(std::string_view name) {
    const auto parts = read_parts(plain_letters(name));
    std::vector<word_read> words = parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i)
        append_without_degrees(words, parts[i]);

    folded_name out;
    // A first word BIN or BINTI is a name: many women are called Binti.
    auto divider = words.end();
    if (words.size() > 2) {
        divider = std::find_if(words.begin() + 1, words.end() - 1, divides_father);
        if (divider == words.end() - 1)
            divider = words.end();
    }
    if (divider != words.end())
        out.patronymic = folded_words({divider + 1, words.end()});
    out.words = folded_words({words.begin(), divider});

    std::vector<std::string> sorted = out.words;
    std::sort(sorted.begin(), sorted.end());
    for (const std::string& word : sorted) {
        if (!out.key.empty())
            out.key += ' ';
        out.key += word;
    }
    return out;
}

}  // namespace pendata::identity
