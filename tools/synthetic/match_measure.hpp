// How well a matcher finds the true pairs of a quality sample: ours at its levels, and the baselines it is compared with.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/identity/match_score.hpp"
#include "tools/synthetic/quality_sample.hpp"

namespace pendata::synthetic {

struct pair_counts {
    std::uint64_t right = 0;  // true pairs named
    std::uint64_t wrong = 0;  // others named
    std::uint64_t missed = 0;

    double recall() const;     // 1 where there is nothing to find
    double precision() const;  // 1 where nothing was named
};

struct match_quality {
    std::uint64_t records = 0;
    std::uint64_t true_pairs = 0;
    std::uint64_t compared = 0;
    std::uint64_t blocked = 0;  // true pairs that share a key
    pair_counts near_certain;
    pair_counts review;  // near certain ones included
    std::array<std::uint64_t, 7> wrong_by_trait{};  // near certain and wrong, by the trait of the later record
    std::uint64_t numbers_of_two = 0;  // pairs told as one number of two people
    std::uint64_t of_two_wrong = 0;    // that are one person
};

identity::match_subject subject_of(const captured& of);

// A pair that was compared, for whoever wants to look at it.
using pair_visitor = std::function<void(const captured&, const captured&, const identity::match_finding&)>;

match_quality measure_matching(std::span<const captured> sample, const pair_visitor& visit = {});

// Pairs with an equal NIK.
pair_counts measure_equal_numbers(std::span<const captured> sample);
// Pairs whose names are alike by 60 % and more (1 - edit distance / length), with an equal NIK besides or alone.
pair_counts measure_numbers_and_names(std::span<const captured> sample);
// Compares everybody with everybody: for a few thousand records.
pair_counts measure_names(std::span<const captured> sample);

}  // namespace pendata::synthetic
