// Frozen: see the header. The rates are estimates from how census work is described, not counted from any register.
#include "tools/synthetic/noise_model.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "tools/synthetic/person_name.hpp"

namespace pendata::synthetic {
namespace {

constexpr noise_rates usual = {
    .captured_again = 60,
    .nik_missing = 280,
    .nik_slip = 50,
    .other_nik = 10,
    .name_touched = 520,
    .respelled = 380,
    .mistyped = 160,
    .vowel_heard = 120,
    .word_dropped = 70,
    .initial = 50,
    .reordered = 30,
    .joined = 50,
    .titled = 140,
    .touched_twice = 120,
    .mother_missing = 70,
    .mother_touched = 350,
    .birth_estimated = 140,
    .estimated_within = 2,
    .birth_year_only = 50,
    .birth_slip = 40,
    .birth_place_other = 60,
    .sex_wrong = 4,
    .phone_kept = 450,
    .married_away = 120,
    .moved = 180,
    .kk_kept = 700,
    .twin = 6,
    .namesake = 25,
    .junior = 6,
    .nik_reissued = 5,
    .alike_sibling = 8,
    .nik_copied = 4,
};

// Officers in a hurry, elders, many who moved: more is missing, more is heard wrong.
constexpr noise_rates harder = {
    .captured_again = 45,
    .nik_missing = 340,
    .nik_slip = 70,
    .other_nik = 15,
    .name_touched = 600,
    .respelled = 300,
    .mistyped = 210,
    .vowel_heard = 150,
    .word_dropped = 80,
    .initial = 60,
    .reordered = 50,
    .joined = 60,
    .titled = 90,
    .touched_twice = 150,
    .mother_missing = 80,
    .mother_touched = 420,
    .birth_estimated = 170,
    .estimated_within = 2,
    .birth_year_only = 70,
    .birth_slip = 50,
    .birth_place_other = 100,
    .sex_wrong = 6,
    .phone_kept = 380,
    .married_away = 150,
    .moved = 220,
    .kk_kept = 600,
    .twin = 9,
    .namesake = 35,
    .junior = 9,
    .nik_reissued = 8,
    .alike_sibling = 12,
    .nik_copied = 6,
};

std::vector<std::string> words_in(const std::string& name) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : name + ' ') {
        if (c != ' ') {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    return words;
}

std::string joined_words(const std::vector<std::string>& words, const char* between) {
    std::string out;
    for (const std::string& word : words) {
        if (!out.empty())
            out += between;
        out += word;
    }
    return out;
}

// E and I, O and U are heard for each other; A for E in a closed syllable.
std::string with_vowel_heard(random_source& dice, std::string name) {
    std::vector<std::size_t> places;
    for (std::size_t i = 1; i < name.size(); ++i) {
        if (std::string_view("eiouEIOU").find(name[i]) != std::string_view::npos)
            places.push_back(i);
    }
    if (places.empty())
        return name;
    char& c = name[dice.pick(std::span<const std::size_t>(places))];
    constexpr std::string_view from = "eiouEIOU";
    constexpr std::string_view to = "ieuoIEUO";
    c = to[from.find(c)];
    return name;
}

std::string touched_once(random_source& dice, const noise_rates& rates, const std::string& name) {
    std::vector<std::string> words = words_in(name);
    const std::array<unsigned, 8> weights = {rates.respelled,    rates.mistyped, rates.vowel_heard,
                                             rates.word_dropped, rates.initial,  rates.reordered,
                                             rates.joined,       rates.titled};
    switch (dice.pick_weighted(weights)) {
        case 0:
            return respell(dice, name);
        case 1:
            return mistype(dice, name);
        case 2:
            return with_vowel_heard(dice, name);
        case 3:
            if (words.size() < 2)
                return respell(dice, name);
            words.erase(words.begin() + (words.size() > 2 && dice.chance(500) ? 1 : static_cast<int>(words.size()) - 1));
            return joined_words(words, " ");
        case 4:
            if (words.size() < 2 || words.back().size() < 2)
                return mistype(dice, name);
            words.back() = words.back().substr(0, 1) + ".";
            return joined_words(words, " ");
        case 5:
            std::reverse(words.begin(), words.end());
            return joined_words(words, " ");
        case 6:
            if (words.size() < 2)
                return with_vowel_heard(dice, name);
            words[0] += words[1];
            words.erase(words.begin() + 1);
            return joined_words(words, " ");
        default:
            return (dice.chance(500) ? "H. " : dice.chance(500) ? "Hj. " : "Alm. ") + name;
    }
}

civil_day clamped(civil_day day, civil_day today) {
    return std::min(day, today);
}

void spoil_birth(random_source& dice, const noise_rates& rates, person& p, civil_day today) {
    const auto date = identity::to_date(p.birth_date);
    const int year = static_cast<int>(date.year());
    const auto month = static_cast<unsigned>(date.month());
    const auto day = static_cast<unsigned>(date.day());
    if (dice.chance(rates.birth_estimated)) {
        const int off = dice.between(-rates.estimated_within, rates.estimated_within);
        p.birth_date = clamped(identity::to_civil_day(year + off, 7, 1).value(), today);
        p.birth_precision = "estimated";
    } else if (dice.chance(rates.birth_year_only)) {
        p.birth_date = clamped(identity::to_civil_day(year, 7, 1).value(), today);
        p.birth_precision = "year";
    } else if (dice.chance(rates.birth_slip)) {
        const unsigned kind = dice.below(4);
        const auto slipped =
            kind == 0   ? identity::to_civil_day(year, day, month)
            : kind == 1 ? identity::to_civil_day(year, month, day > 10 ? day - 10 : day + 10)
            : kind == 2 ? identity::to_civil_day(year, month > 6 ? month - 1 : month + 1, day)
                        : identity::to_civil_day(year + (dice.chance(500) ? 10 : 1), month, day);
        if (slipped)
            p.birth_date = clamped(*slipped, today);
    }
}

void spoil_number(random_source& dice, const noise_rates& rates, person& p) {
    constexpr std::array<std::string_view, 4> reasons = {"not_remembered", "not_recorded", "lost", "refused"};
    if (dice.chance(rates.nik_missing)) {
        p.nik.clear();
        p.no_nik_reason = reasons[dice.below(4)];
    } else if (!p.nik.empty() && dice.chance(rates.nik_slip)) {
        p.nik = slipped_number(dice, p.nik);
    } else if (!p.nik.empty() && dice.chance(rates.other_nik)) {
        p.nik = identity::compose_nik("327301", p.birth_date, p.sex, 1 + dice.below(9998)).value();
    }
}

}  // namespace

const noise_rates& rates_of(quality_set set) {
    return set == quality_set::acceptance ? harder : usual;
}

std::uint64_t first_seed_of(quality_set set) {
    switch (set) {
        case quality_set::tuning:
            return 110'000;
        case quality_set::test:
            return 220'000;
        case quality_set::acceptance:
            return 930'000;
    }
    return 0;
}

std::string slipped_number(random_source& dice, const std::string& number) {
    for (int tried = 0; tried < 20; ++tried) {
        std::string slipped = number;
        const std::size_t at = dice.below(15);
        if (dice.chance(500)) {
            std::swap(slipped[at], slipped[at + 1]);
        } else {
            slipped[at] = static_cast<char>('0' + dice.below(10));
        }
        if (slipped != number && identity::take_apart(slipped))
            return slipped;
    }
    return number;
}

std::string noisy_name(random_source& dice, const noise_rates& rates, const std::string& name) {
    std::string out = touched_once(dice, rates, name);
    if (dice.chance(rates.touched_twice))
        out = touched_once(dice, rates, out);
    return out;
}

person noisy_capture(random_source& dice, const noise_rates& rates, const person& seen, civil_day today) {
    person p = seen;
    p.aliases.clear();
    spoil_number(dice, rates, p);
    if (dice.chance(rates.name_touched))
        p.name = noisy_name(dice, rates, p.name);
    if (dice.chance(200))
        p.name = in_capitals(p.name);
    if (dice.chance(rates.mother_missing)) {
        p.mother_name.clear();
    } else if (!p.mother_name.empty() && dice.chance(rates.mother_touched)) {
        p.mother_name = noisy_name(dice, rates, p.mother_name);
    }
    spoil_birth(dice, rates, p, today);
    if (dice.chance(rates.birth_place_other))
        p.birth_place = dice.chance(500) ? "" : "Bandung";
    if (dice.chance(rates.sex_wrong))
        p.sex = p.sex == identity::sex::male ? identity::sex::female : identity::sex::male;
    if (!dice.chance(rates.phone_kept))
        p.phone.clear();
    return p;
}

}  // namespace pendata::synthetic
