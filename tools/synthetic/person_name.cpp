// Composing and distorting names. Distortions undo the sound rules of core/identity, so that search
// and matching are exercised by what really comes in.
#include "tools/synthetic/person_name.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "tools/synthetic/name_tables.hpp"

namespace pendata::synthetic {
namespace {

// Permille of names with one word; and of those with more, permille with three.
struct length_habit {
    unsigned one_word;
    unsigned three_words;
};

length_habit habit_of(generation born, identity::sex of) {
    const bool woman = of == identity::sex::female;
    switch (born) {
        case generation::old:
            return {woman ? 720u : 520u, 10};
        case generation::middle:
            return {woman ? 300u : 260u, 30};
        case generation::young:
            return {70, 150};
        case generation::child:
            return {15, 480};
    }
    return {200, 100};
}

// Words that begin a name and never stand alone.
bool only_opens(std::string_view word) {
    constexpr auto openers =
        std::to_array<std::string_view>({"Muhammad", "Siti", "Nur", "Al", "Moch", "Nyai", "Neng"});
    return std::find(openers.begin(), openers.end(), word) != openers.end();
}

std::string title_case(std::string_view word) {
    std::string out(word);
    bool first = true;
    for (char& c : out) {
        if (!first && c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
        if (first && c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
        first = c == ' ';
    }
    return out;
}

struct spelling {
    std::string_view from;
    std::string_view to;
};

// Lower case: the first capital of a word is put back afterwards.
constexpr auto spellings = std::to_array<spelling>({
    {"u", "oe"},
    {"j", "dj"},
    {"y", "j"},
    {"c", "tj"},
    {"sy", "s"},
    {"s", "sy"},
    {"h", "kh"},
    {"f", "p"},
    {"p", "f"},
    {"v", "p"},
    {"k", "q"},
    {"z", "dz"},
    {"ae", "ai"},
    {"ai", "ae"},
    {"d", "dh"},
    {"t", "th"},
    {"i ", "y "},
    {"y ", "i "},
    {"ia", "iya"},
    {"iya", "ia"},
    {"ah ", "a "},
    {"m", "mm"},
    {"n", "nn"},
    {"l", "ll"},
    {"mm", "m"},
    {"ss", "s"},
    {"muhammad", "moh."},
    {"muhammad", "m."},
    {"muhammad", "moch."},
    {"muhammad", "mochamad"},
    {"siti", "st."},
    {"siti", "s."},
    {"abdul", "abd."},
    {"nur ", "nr "},
    {"agus", "ag."},
    {"moch ", "muhammad "},
});

std::string in_small(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

std::vector<std::size_t> places_of(const std::string& text, std::string_view part) {
    std::vector<std::size_t> places;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        places.push_back(at);
    }
    return places;
}

}  // namespace

std::string in_capitals(std::string text) {
    for (char& c : text) {
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

std::string make_name(random_source& dice, identity::sex of, int birth_year) {
    const generation born = generation_of(birth_year);
    const bool man = of == identity::sex::male;
    const length_habit habit = habit_of(born, of);
    std::string name(dice.pick_ranked(man ? men_first(born) : women_first(born)));
    if (!only_opens(name) && dice.chance(habit.one_word))
        return name;
    if (dice.chance(habit.three_words)) {
        const std::string_view middle = dice.pick_ranked(man ? men_first(born) : women_first(born));
        if (name != middle && !only_opens(middle))
            name.append(" ").append(middle);
    }
    const std::string_view last = dice.pick_ranked(man ? men_second(born) : women_second(born));
    if (name != last)
        name.append(" ").append(last);
    return name;
}

std::string make_nickname(random_source& dice, identity::sex of) {
    constexpr auto men =
        std::to_array<std::string_view>({"Ujang", "Aa", "Abah", "Emang", "Encep", "Otong",
                                         "Jang Oman", "Mang Udin", "Aki", "Acep"});
    constexpr auto women = std::to_array<std::string_view>(
        {"Neng", "Ema", "Bi Enok", "Ceu Iyah", "Nini", "Teteh", "Nyai", "Ambu", "Bi Uum", "Eneng"});
    return std::string(
        dice.pick_ranked(of == identity::sex::male ? word_list(men) : word_list(women)));
}

std::string respell(random_source& dice, const std::string& name) {
    // A blank at the end lets the rules see the end of the last word.
    std::string text = in_small(name) + " ";
    const int changes = dice.chance(250) ? 2 : 1;
    for (int done = 0, tried = 0; done < changes && tried < 60; ++tried) {
        const spelling& rule = dice.pick(std::span<const spelling>(spellings));
        const std::vector<std::size_t> places = places_of(text, rule.from);
        if (places.empty())
            continue;
        text.replace(dice.pick(std::span<const std::size_t>(places)), rule.from.size(), rule.to);
        ++done;
    }
    while (!text.empty() && text.back() == ' ')
        text.pop_back();
    return title_case(text);
}

std::string mistype(random_source& dice, const std::string& name) {
    if (name.size() < 4)
        return name;
    std::string text = name;
    const std::size_t at = 1 + dice.below(static_cast<std::uint32_t>(text.size() - 2));
    if (text[at] == ' ' || text[at + 1] == ' ' || text[at - 1] == ' ')
        return name;
    switch (dice.below(4)) {
        case 0:
            text.erase(at, 1);
            break;
        case 1:
            text.insert(at, 1, text[at]);
            break;
        case 2:
            std::swap(text[at], text[at + 1]);
            break;
        default:
            text[at] = "aeiounrlskm"[dice.below(11)];
            break;
    }
    return text;
}

}  // namespace pendata::synthetic
