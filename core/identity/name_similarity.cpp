// Jaro and Winkler without allocation: a search compares one query with thousands of words.
#include "core/identity/name_similarity.hpp"

#include <algorithm>
#include <bitset>

namespace pendata::identity {
namespace {

constexpr std::size_t longest = 128;
constexpr double bonus_above = 0.7;
constexpr double bonus_each = 0.1;
constexpr std::size_t bonus_letters = 4;

// Half the letters of `a` matched in `b` that stand in another order; the masks say which matched.
double transpositions(std::string_view a, std::string_view b, const std::bitset<longest>& in_a,
                      const std::bitset<longest>& in_b) {
    std::size_t out_of_order = 0;
    std::size_t j = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!in_a[i])
            continue;
        while (!in_b[j])
            ++j;
        if (a[i] != b[j])
            ++out_of_order;
        ++j;
    }
    return static_cast<double>(out_of_order) / 2;
}

double jaro(std::string_view a, std::string_view b) {
    if (a.empty() && b.empty())
        return 1;
    const std::size_t half = std::max(a.size(), b.size()) / 2;
    const std::size_t window = half > 0 ? half - 1 : 0;
    std::bitset<longest> in_a;
    std::bitset<longest> in_b;
    std::size_t matches = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::size_t first = i > window ? i - window : 0;
        const std::size_t end = std::min(i + window + 1, b.size());
        for (std::size_t j = first; j < end; ++j) {
            if (in_b[j] || a[i] != b[j])
                continue;
            in_a.set(i);
            in_b.set(j);
            ++matches;
            break;
        }
    }
    if (matches == 0)
        return 0;
    const auto m = static_cast<double>(matches);
    return (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
            (m - transpositions(a, b, in_a, in_b)) / m) /
           3;
}

}  // namespace

double jaro_winkler(std::string_view a, std::string_view b) {
    a = a.substr(0, longest);
    b = b.substr(0, longest);
    // Greedy matching may differ by direction; a fixed one keeps the measure symmetric.
    if (b < a)
        std::swap(a, b);
    const double similarity = jaro(a, b);
    if (similarity <= bonus_above)
        return similarity;
    std::size_t prefix = 0;
    const std::size_t most = std::min({a.size(), b.size(), bonus_letters});
    while (prefix < most && a[prefix] == b[prefix])
        ++prefix;
    return similarity + static_cast<double>(prefix) * bonus_each * (1 - similarity);
}

}  // namespace pendata::identity
