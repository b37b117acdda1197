// What a repair costs on the wire, beside naming every row that is held.
#include "tools/bench/measuring.hpp"
#include "tools/bench/workloads.hpp"
#include "tools/synthetic/two_sides.hpp"

namespace pendata::bench {

namespace {

using synthetic::sides_plan;

constexpr std::size_t village_records = 3000;

checked<void> add(report& into, const std::string& name, const sides_plan& plan) {
    synthetic::two_sides between(plan);
    spent descending;
    const auto cost = timed(descending, [&] { return synthetic::cost_of(between); });
    if (!cost) return problem{errc::internal, {}, "rekonsiliasi gagal: " + name, "the repair failed: " + name};
    const auto listed = static_cast<double>(cost->listed_up);
    into.add({name + "_up", static_cast<double>(cost->bytes_up), "B", listed, limit_kind::row_list});
    into.add({name + "_down", static_cast<double>(cost->bytes_down), "B", listed, limit_kind::row_list});
    into.add({name + "_exchanges", static_cast<double>(cost->exchanges), "", {}, limit_kind::none});
    into.add({name + "_cpu", descending.cpu_s * 1e3, "ms", {}, limit_kind::none});
    return {};
}

}  // namespace

checked<void> measure_reconcile(std::size_t records, const progress& tell, report& into) {
    const std::vector<std::pair<std::string, sides_plan>> plans{
        {"reconcile_one", {.records = village_records, .changed = 1}},
        {"reconcile_ten", {.records = village_records, .changed = 4, .missing = 3, .extra = 3}},
        {"reconcile_extra", {.records = village_records, .extra = 10}},
        {"reconcile_missing", {.records = village_records, .missing = 10}},
        {"reconcile_all", {.records = village_records, .changed = village_records}},
        {"reconcile_empty", {.records = village_records, .empty_cache = true}},
        {"reconcile_crowded", {.records = village_records / 3, .changed = 10, .crowded = true}},
        {"reconcile_many", {.records = records, .villages = 400, .changed = records / 2500, .missing = records * 3 / 10000, .extra = records * 3 / 10000}},
        {"reconcile_many_in_one", {.records = records, .changed = records / 2500, .missing = records * 3 / 10000, .extra = records * 3 / 10000}},
    };
    std::size_t done = 0;
    for (const auto& [name, plan] : plans) {
        PENDATA_CHECK(add(into, name, plan));
        tell.at("reconcile", ++done, plans.size());
    }
    return {};
}

}  // namespace pendata::bench
