// Pairing of words is greedy, the longest words of the shorter name first: names have at most a handful.
#include "core/identity/name_comparison.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/identity/name_similarity.hpp"

namespace pendata::identity {
namespace {

constexpr std::size_t most_paired_words = 12;
constexpr double heard_alike = 0.97;
constexpr double alike_from = 0.86;
constexpr double initial_worth = 0.5;
constexpr double joined_alike = 0.94;

bool is_vowel_letter(char c) {
    return c == 'A' || c == 'E' || c == 'I' || c == 'O' || c == 'U';
}

// E is heard for I, O for U.
char heard(char c) {
    if (c == 'E') return 'I';
    return c == 'O' ? 'U' : c;
}

bool sounds_same(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return heard(x) == heard(y); });
}

bool one_slip(std::string_view a, std::string_view b) {
    if (a.size() < b.size()) std::swap(a, b);
    if (a.size() < 4 || a.size() - b.size() > 1) return false;
    std::size_t at = 0;
    while (at < b.size() && a[at] == b[at]) ++at;
    if (a.size() > b.size()) return a.substr(at + 1) == b.substr(at);
    if (a.substr(std::min(at + 1, a.size())) == b.substr(std::min(at + 1, b.size()))) return true;
    return at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] && a.substr(at + 2) == b.substr(at + 2);
}

// 1 the same, 0 nothing to do with each other.
double word_agreement(std::string_view a, std::string_view b) {
    if (a == b) return 1;
    // A lone J was folded to I, since no vowel follows.
    const auto opens = [](std::string_view w) { return w.front() == 'Y' ? 'I' : w.front(); };
    if (a.size() == 1 || b.size() == 1) return opens(a) == opens(b) ? initial_worth : 0;
    if (sounds_same(a, b)) return heard_alike;
    if (one_slip(a, b)) return 0.93;
    const double alike = jaro_winkler(a, b);
    return alike >= alike_from ? alike : 0;
}

// Bits a word is worth when it agrees: longer words are rarer.
double worth(std::string_view word) {
    if (word.size() == 1) return 1.5;
    if (is_common_opening(word)) return 2;
    return std::min(3.2 + 0.55 * static_cast<double>(word.size()), 8.0);
}

double worth_of_pair(std::string_view a, std::string_view b, double agreement) {
    const double least = std::min(worth(a), worth(b));
    if (agreement >= 1) return least;
    if (agreement <= initial_worth) return std::min(least, 1.5);
    // From a hearing (0.97) down to a doubtful likeness, the worth falls steeply: short words are alike by chance.
    return least * std::max(0.25, 1 - 5.5 * (1 - agreement));
}

struct pairing {
    std::size_t paired = 0;
    double bits = 0;
    double least = 1;
    std::array<bool, most_paired_words> taken{};
};

pairing pair_words(word_span fewer, word_span more) {
    pairing out;
    std::array<std::size_t, most_paired_words> order{};
    const std::size_t count = std::min(fewer.size(), most_paired_words);
    for (std::size_t i = 0; i < count; ++i) order[i] = i;
    std::stable_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count),
                     [&](std::size_t x, std::size_t y) { return fewer[x].size() > fewer[y].size(); });
    for (std::size_t i = 0; i < count; ++i) {
        double best = 0;
        std::size_t partner = 0;
        for (std::size_t j = 0; j < std::min(more.size(), most_paired_words); ++j) {
            const double agreement = out.taken[j] ? 0 : word_agreement(fewer[order[i]], more[j]);
            if (agreement > best) {
                best = agreement;
                partner = j;
            }
        }
        if (best <= 0) continue;
        out.taken[partner] = true;
        ++out.paired;
        out.bits += worth_of_pair(fewer[order[i]], more[partner], best);
        out.least = std::min(out.least, best);
    }
    return out;
}

std::string written_together(word_span words) {
    std::string out;
    for (const auto& word : words) out += word;
    return out;
}

// Nur Hayati, Nurhayati.
bool joined_same(word_span a, word_span b) {
    if (a.size() == b.size() || std::max(a.size(), b.size()) > 4) return false;
    const std::string x = written_together(a);
    const std::string y = written_together(b);
    return x.size() >= 5 && (sounds_same(x, y) || one_slip(x, y) || jaro_winkler(x, y) >= joined_alike) &&
           std::min(x.size(), y.size()) * 10 >= std::max(x.size(), y.size()) * 8;
}

}  // namespace

bool is_common_opening(std::string_view word) {
    constexpr auto openings = std::to_array<std::string_view>(
        {"MUHAMAD", "SITI", "NUR", "ABDUL", "AHMAD", "NENG", "NYAI", "NIAI", "AL", "SRI", "AGUS", "DEWI", "PUTRA",
         "PUTRI", "BUDI", "EKA", "DWI", "TRI"});
    return std::find(openings.begin(), openings.end(), word) != openings.end();
}

std::string sound_code(std::string_view word) {
    constexpr std::size_t longest = 6;
    std::string out;
    for (const char c : word) {
        if (out.empty()) {
            out += is_vowel_letter(c) ? 'A' : c;
        } else if (!is_vowel_letter(c) && c != 'Y' && c != 'H' && c != out.back()) {
            out += c;
        }
        if (out.size() == longest) break;
    }
    return out;
}

name_comparison compare_names(word_span a, word_span b) {
    if (a.empty() || b.empty()) return {};
    const bool a_is_fewer = a.size() < b.size() || (a.size() == b.size() && written_together(a) <= written_together(b));
    const word_span fewer = a_is_fewer ? a : b;
    const word_span more = a_is_fewer ? b : a;
    const pairing found = pair_words(fewer, more);
    const std::size_t left_fewer = fewer.size() - std::min(found.paired, fewer.size());
    const std::size_t left_more = more.size() - std::min(found.paired, more.size());
    name_comparison out;
    if (left_fewer == 0 && left_more == 0) {
        out.agreement = found.least >= 1 ? name_agreement::same : name_agreement::alike;
        out.weight = found.bits;
    } else if (joined_same(a, b)) {
        out.agreement = name_agreement::alike;
        out.weight = 0.9 * worth(written_together(fewer)) + 1;
    } else if (left_fewer == 0) {
        out.agreement = name_agreement::part;
        out.weight = found.bits - 1.0 * static_cast<double>(left_more) - (found.bits < 4 ? 1.5 : 0);
    } else if (found.paired > 0) {
        out.agreement = name_agreement::some;
        out.weight = found.bits - 6.5 * static_cast<double>(left_fewer) - 1.0 * static_cast<double>(left_more - left_fewer);
    } else {
        out.agreement = name_agreement::none;
        out.weight = -9;
    }
    return out;
}

names_comparison compare_all_names(std::span<const std::vector<std::string>> a,
                                   std::span<const std::vector<std::string>> b) {
    names_comparison best;
    bool any = false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < b.size(); ++j) {
            const name_comparison found = compare_names(a[i], b[j]);
            if (any && found.weight <= best.weight) continue;
            any = true;
            best.agreement = found.agreement;
            best.weight = found.weight;
            best.by_alias = i + j > 0;
        }
    }
    return best;
}

}  // namespace pendata::identity
