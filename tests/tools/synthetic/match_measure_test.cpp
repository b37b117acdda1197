// What the matcher was promised to do (docs/matching.md), on the set that chose nothing; and that the measure measures.
#include <doctest/doctest.h>

#include "tools/synthetic/match_measure.hpp"

using namespace pendata;
using namespace pendata::synthetic;

TEST_CASE("the shipped thresholds keep what they promise, and more than comparing numbers does") {
    const auto sample = make_quality_sample(quality_set::test, 24, 1000);
    const auto found = measure_matching(sample);
    MESSAGE("near certain: recall " << found.near_certain.recall() << " precision " << found.near_certain.precision());
    MESSAGE("review: recall " << found.review.recall() << " precision " << found.review.precision());
    CHECK(found.true_pairs > 1000);
    CHECK(found.near_certain.recall() >= 0.97);
    CHECK(found.near_certain.precision() >= 0.99);
    CHECK(found.review.recall() >= 0.99);
    CHECK(found.compared < 20 * found.records);
    CHECK(found.numbers_of_two > 50);
    CHECK(found.of_two_wrong == 0);
    const auto equal = measure_equal_numbers(sample);
    CHECK(equal.recall() < 0.7);
    CHECK(equal.precision() < 0.9);
    const auto named = measure_numbers_and_names(sample);
    CHECK(named.precision() > equal.precision());
    CHECK(named.recall() <= equal.recall());
}

TEST_CASE("counts are those of the pairs") {
    auto sample = make_quality_sample(quality_set::test, 1, 10);
    sample.resize(3);
    sample[0].identity = sample[1].identity = 1;
    sample[2].identity = 2;
    for (auto& one : sample) one.of.nik = "3211014508720003";
    const auto equal = measure_equal_numbers(sample);
    CHECK(equal.right == 1);
    CHECK(equal.wrong == 2);
    CHECK(equal.missed == 0);
    for (auto& one : sample) one.of.name = "Siti Aminah";
    sample[2].of.name = "Udin";
    CHECK(measure_names(sample).right == 1);
    CHECK(measure_names(sample).wrong == 0);
    CHECK(measure_numbers_and_names(sample).precision() == 1);
}
