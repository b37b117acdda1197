// How well the same person is found, on samples whose truth is known, beside plain comparison of numbers and of names.
#include <array>

#include "tools/bench/measuring.hpp"
#include "tools/bench/workloads.hpp"
#include "tools/synthetic/match_measure.hpp"

namespace pendata::bench {

namespace {

using synthetic::captured;
using synthetic::pair_counts;
using synthetic::quality_set;

constexpr std::size_t persons_of_sample_village = 1000;
constexpr std::size_t compared_all = 3000;  // everybody with everybody

void add_pair(report& into, const std::string& name, const pair_counts& found, double baseline_recall,
              double baseline_precision) {
    into.add({name + "_recall", found.recall(), "", baseline_recall, limit_kind::equal_number});
    into.add({name + "_precision", found.precision(), "", baseline_precision, limit_kind::equal_number});
}

void measure_set(report& into, const std::string& name, quality_set set, std::size_t villages) {
    const auto sample = make_quality_sample(set, villages, persons_of_sample_village);
    const auto equal = synthetic::measure_equal_numbers(sample);
    const auto with_names = synthetic::measure_numbers_and_names(sample);
    const auto names = synthetic::measure_names(std::span(sample).first(std::min(compared_all, sample.size())));
    spent matching;
    const auto found = timed(matching, [&] { return synthetic::measure_matching(sample); });
    add_pair(into, name + "_near_certain", found.near_certain, equal.recall(), equal.precision());
    add_pair(into, name + "_review", found.review, equal.recall(), equal.precision());
    into.note(name + "_records", static_cast<double>(found.records));
    into.note(name + "_true_pairs", static_cast<double>(found.true_pairs));
    into.note(name + "_wrong_near_certain", static_cast<double>(found.near_certain.wrong));
    into.note(name + "_numbers_of_two", static_cast<double>(found.numbers_of_two));
    into.note(name + "_compared_per_record", static_cast<double>(found.compared) / static_cast<double>(found.records));
    into.note(name + "_number_and_name60_recall", with_names.recall());
    into.note(name + "_number_and_name60_precision", with_names.precision());
    into.note(name + "_name60_recall", names.recall());
    into.note(name + "_name60_precision", names.precision());
    into.add({name + "_cpu", matching.cpu_s / static_cast<double>(found.records) * 1e6, "us/record", {}, limit_kind::none});
}

}  // namespace

checked<void> measure_match_quality(std::size_t records, const progress& tell, report& into) {
    const std::size_t villages = std::max<std::size_t>(1, records / persons_of_sample_village);
    constexpr std::array<std::pair<const char*, quality_set>, 3> sets{
        {{"tuning", quality_set::tuning}, {"test", quality_set::test}, {"acceptance", quality_set::acceptance}}};
    std::size_t done = 0;
    for (const auto& [name, set] : sets) {
        tell.at("match", done++, sets.size());
        measure_set(into, name, set, villages);
    }
    tell.at("match", done, sets.size());
    return {};
}

}  // namespace pendata::bench
