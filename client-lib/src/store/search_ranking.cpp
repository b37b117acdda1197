// The measure: words weigh by their length, each finds its best partner; how much of the value was asked for
// decides between equals.
#include "client-lib/src/store/search_ranking.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/identity/name_folding.hpp"
#include "core/identity/name_similarity.hpp"

namespace pendata::store {

namespace {

constexpr double noise = 0.80;           // words less alike than this have nothing in common
constexpr double beginning = 0.90;       // of a word that goes on: at least this
constexpr double coverage_weight = 0.15; // of the value's words that nobody asked for
constexpr double written_together = 0.97;
constexpr std::size_t long_number = 8;   // from here on wrong digits are forgiven
constexpr int wrong_digits = 2;

bool is_number(std::string_view word) {
    return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string digits_of(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            out.push_back(c);
        } else if (c != ' ' && c != '.' && c != '-') {
            return {};
        }
    }
    return out;
}

// Wrong, missing, added and swapped characters between two short texts; more than `most` is `most` + 1.
int edits(std::string_view a, std::string_view b, int most) {
    constexpr std::size_t longest = 32;
    if (a.size() > longest || b.size() > longest) return most + 1;
    if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > static_cast<std::size_t>(most)) return most + 1;
    std::array<std::array<int, longest + 1>, 3> rows{};
    for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto& row = rows[i % 3];
        const auto& above = rows[(i + 2) % 3];
        row[0] = static_cast<int>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const int wrong = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + wrong});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], rows[(i + 1) % 3][j - 2] + 1);
            }
        }
    }
    return std::min(rows[a.size() % 3][b.size()], most + 1);
}

double number_likeness(std::string_view asked, std::string_view there) {
    if (asked.size() < long_number) return 0;
    const int wrong = edits(asked, there, wrong_digits);
    return wrong > wrong_digits ? 0 : 1 - 0.06 * wrong;
}

double word_likeness(std::string_view asked, std::string_view there) {
    if (asked == there) return 1;
    if (asked.size() >= 2 && there.starts_with(asked)) {
        return beginning + (1 - beginning) * static_cast<double>(asked.size()) / static_cast<double>(there.size());
    }
    if (is_number(asked) || is_number(there)) {
        return is_number(asked) && is_number(there) ? number_likeness(asked, there) : 0;
    }
    const double alike = identity::jaro_winkler(asked, there);
    return alike < noise ? 0 : alike;
}

// How much of `words` is found in `among`; longer words count for more.
double found(const word_list& words, std::span<const word_list> among, bool words_are_asked) {
    double sum = 0;
    double weight = 0;
    for (const auto& word : words) {
        double best = 0;
        for (const auto& list : among) {
            for (const auto& other : list) {
                best = std::max(best, words_are_asked ? word_likeness(word, other) : word_likeness(other, word));
            }
        }
        sum += best * static_cast<double>(word.size());
        weight += static_cast<double>(word.size());
    }
    return weight > 0 ? sum / weight : 0;
}

std::string written_as_one(const word_list& words) {
    std::string out;
    for (const auto& word : words) out += word;
    return out;
}

// The next character of valid UTF-8; a stray byte counts as one.
std::size_t character_size(std::string_view text) {
    std::size_t size = 1;
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) ++size;
    return size;
}

}  // namespace

word_list words_of(std::string_view text) {
    if (auto number = digits_of(text); !number.empty()) return {std::move(number)};
    auto folded = identity::fold_name(text);
    word_list out = std::move(folded.words);
    out.insert(out.end(), folded.patronymic.begin(), folded.patronymic.end());
    return out;
}

std::string indexed_text(std::span<const word_list> values) {
    std::string out;
    for (const auto& words : values) {
        for (const auto& word : words) {
            if (out.empty()) out += ' ';
            out += word;
            out += ' ';
        }
    }
    return out;
}

std::vector<std::string> grams_of(const word_list& query) {
    std::set<std::string> out;
    for (const auto& word : query) {
        const std::string padded = " " + word + " ";
        std::vector<std::size_t> starts;
        for (std::size_t at = 0; at < padded.size(); at += character_size(std::string_view(padded).substr(at))) {
            starts.push_back(at);
        }
        starts.push_back(padded.size());
        for (std::size_t n = 0; n + 3 < starts.size(); ++n) {
            out.insert(padded.substr(starts[n], starts[n + 3] - starts[n]));
        }
    }
    return {out.begin(), out.end()};
}

double likeness(const word_list& query, std::span<const word_list> values) {
    // Words may be spread over the values: a name and a street. Then nothing is said of coverage.
    double best = (1 - coverage_weight) * found(query, values, true);
    const std::string joined = written_as_one(query);
    for (const auto& value : values) {
        const auto alone = std::span(&value, 1);
        best = std::max(best, (1 - coverage_weight) * found(query, alone, true) +
                                  coverage_weight * found(value, std::span(&query, 1), false));
        if (query.size() != value.size() && !is_number(joined)) {
            best = std::max(best, written_together * word_likeness(joined, written_as_one(value)));
        }
    }
    return best;
}

}  // namespace pendata::store
