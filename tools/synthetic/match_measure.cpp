// The sample is indexed in memory by the matcher's own keys; what counts is what shares a key.
#include "tools/synthetic/match_measure.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "core/identity/match_keys.hpp"

namespace pendata::synthetic {
namespace {

using row = std::uint32_t;

std::uint64_t pair_of(row a, row b) { return static_cast<std::uint64_t>(std::min(a, b)) << 32 | std::max(a, b); }

std::unordered_set<std::uint64_t> true_pairs_of(std::span<const captured> sample) {
    std::unordered_map<std::size_t, std::vector<row>> captures;
    for (row i = 0; i < sample.size(); ++i) captures[sample[i].identity].push_back(i);
    std::unordered_set<std::uint64_t> out;
    for (const auto& [identity, rows] : captures) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            for (std::size_t j = i + 1; j < rows.size(); ++j) out.insert(pair_of(rows[i], rows[j]));
        }
    }
    return out;
}

identity::birth_precision precision_of(std::string_view text) {
    if (text == "month") return identity::birth_precision::month;
    if (text == "year") return identity::birth_precision::year;
    return text == "estimated" ? identity::birth_precision::estimated : identity::birth_precision::day;
}

void count(pair_counts& into, bool named, bool is_true) {
    if (named && is_true) ++into.right;
    if (named && !is_true) ++into.wrong;
}

// Edit distance in capitals, as the ministry's comparison of names is described.
double name_likeness(std::string_view a, std::string_view b) {
    std::vector<std::size_t> above(b.size() + 1), here(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
    const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; };
    for (std::size_t i = 1; i <= a.size(); ++i) {
        here[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t wrong = upper(a[i - 1]) == upper(b[j - 1]) ? 0 : 1;
            here[j] = std::min({above[j] + 1, here[j - 1] + 1, above[j - 1] + wrong});
        }
        std::swap(above, here);
    }
    const std::size_t longest = std::max<std::size_t>(1, std::max(a.size(), b.size()));
    return 1 - static_cast<double>(above[b.size()]) / static_cast<double>(longest);
}

constexpr double ministry_likeness = 0.6;

template <class Accepts>
pair_counts measure_numbers(std::span<const captured> sample, const Accepts& accepts) {
    const auto truth = true_pairs_of(sample);
    std::unordered_map<std::string_view, std::vector<row>> by_number;
    for (row i = 0; i < sample.size(); ++i) {
        if (!sample[i].of.nik.empty()) by_number[sample[i].of.nik].push_back(i);
    }
    pair_counts out;
    for (const auto& [number, rows] : by_number) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            for (std::size_t j = i + 1; j < rows.size(); ++j) {
                if (accepts(sample[rows[i]], sample[rows[j]])) count(out, true, truth.contains(pair_of(rows[i], rows[j])));
            }
        }
    }
    out.missed = truth.size() - out.right;
    return out;
}

}  // namespace

double pair_counts::recall() const {
    return right + missed == 0 ? 1 : static_cast<double>(right) / static_cast<double>(right + missed);
}

double pair_counts::precision() const {
    return right + wrong == 0 ? 1 : static_cast<double>(right) / static_cast<double>(right + wrong);
}

identity::match_subject subject_of(const captured& of) {
    identity::person_facts facts;
    facts.name = of.of.name;
    facts.aliases.assign(of.of.aliases.begin(), of.of.aliases.end());
    facts.nik = of.of.nik;
    facts.birth_date = of.of.birth_date;
    facts.precision = precision_of(of.of.birth_precision);
    facts.birth_place = of.of.birth_place;
    facts.mother_name = of.of.mother_name;
    facts.sex = of.of.sex;
    facts.kk_number = of.kk_number;
    facts.family = of.of.family.view();
    facts.phone = of.of.phone;
    facts.village = of.of.village;
    return identity::subject_of(facts);
}

match_quality measure_matching(std::span<const captured> sample, const pair_visitor& visit) {
    const auto truth = true_pairs_of(sample);
    match_quality out;
    out.records = sample.size();
    out.true_pairs = truth.size();
    std::vector<identity::match_subject> subjects;
    std::unordered_map<identity::match_key, std::vector<row>> blocks;
    for (row i = 0; i < sample.size(); ++i) {
        subjects.push_back(subject_of(sample[i]));
        std::unordered_set<row> others;
        for (const auto& [key, sort] : match_keys_of(subjects.back())) {
            auto& block = blocks[key];
            if (block.size() <= identity::largest_block) others.insert(block.begin(), block.end());
            block.push_back(i);
        }
        for (const row other : others) {
            ++out.compared;
            const bool is_true = truth.contains(pair_of(other, i));
            out.blocked += is_true ? 1 : 0;
            const auto found = identity::compare(subjects[other], subjects[i]);
            if (visit) visit(sample[other], sample[i], found);
            if (found.has(identity::match_reason::nik_of_two)) {
                ++out.numbers_of_two;
                out.of_two_wrong += is_true ? 1 : 0;
                continue;
            }
            count(out.near_certain, found.level == identity::match_level::near_certain, is_true);
            count(out.review, found.level != identity::match_level::none, is_true);
            if (found.level == identity::match_level::near_certain && !is_true) {
                ++out.wrong_by_trait[static_cast<std::size_t>(sample[i].why)];
            }
        }
    }
    out.near_certain.missed = out.true_pairs - out.near_certain.right;
    out.review.missed = out.true_pairs - out.review.right;
    return out;
}

pair_counts measure_equal_numbers(std::span<const captured> sample) {
    return measure_numbers(sample, [](const captured&, const captured&) { return true; });
}

pair_counts measure_numbers_and_names(std::span<const captured> sample) {
    return measure_numbers(sample, [](const captured& a, const captured& b) {
        return name_likeness(a.of.name, b.of.name) >= ministry_likeness;
    });
}

pair_counts measure_names(std::span<const captured> sample) {
    const auto truth = true_pairs_of(sample);
    pair_counts out;
    for (row i = 0; i < sample.size(); ++i) {
        for (row j = i + 1; j < sample.size(); ++j) {
            count(out, name_likeness(sample[i].of.name, sample[j].of.name) >= ministry_likeness,
                  truth.contains(pair_of(i, j)));
        }
    }
    out.missed = truth.size() - out.right;
    return out;
}

}  // namespace pendata::synthetic
