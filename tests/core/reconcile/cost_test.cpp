// What a repair costs on the wire, in bytes and exchanges: beside the parts themselves, and the hello that found the
// sides unequal.
#include <doctest/doctest.h>

#include "tools/synthetic/two_sides.hpp"

namespace pendata::test {

namespace {

using synthetic::sides_plan;

synthetic::repair_cost measured(const sides_plan& plan) {
    synthetic::two_sides between(plan);
    const auto cost = synthetic::cost_of(between);
    REQUIRE(cost.has_value());
    CHECK(cost->evicted == plan.extra);
    // One more may come along whose short mark is the same.
    const auto differing = plan.empty_cache ? plan.records : plan.changed + plan.missing;
    CHECK(cost->wanted >= differing);
    CHECK(cost->wanted <= differing + 2);
    MESSAGE(plan.records << " records, " << plan.changed << " changed, " << plan.missing << " missing, " << plan.extra
                         << " extra: " << cost->bytes_up << " up, " << cost->bytes_down << " down, " << cost->exchanges
                         << " exchanges; listing all: " << cost->listed_up);
    return *cost;
}

}  // namespace

TEST_CASE("a village of 3,000: ten scattered differences") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto cost = measured({.changed = 4, .missing = 3, .extra = 3, .seed = seed});
        CHECK(cost.bytes_up + cost.bytes_down <= 2000);
        CHECK(cost.exchanges <= 3);
        const auto changed = measured({.changed = 10, .seed = seed});
        CHECK(changed.bytes_up + changed.bytes_down <= 2048);
        CHECK(changed.exchanges <= 3);
    }
}

TEST_CASE("a village of 3,000: one difference, only extra rows, only missing ones") {
    for (const auto& plan : {sides_plan{.changed = 1}, sides_plan{.extra = 10}, sides_plan{.missing = 10}}) {
        const auto cost = measured(plan);
        CHECK(cost.bytes_up + cost.bytes_down <= 2000);
        CHECK(cost.exchanges <= 3);
    }
}

TEST_CASE("a village of 3,000: an empty cache costs next to nothing beside its records") {
    const auto cost = measured({.empty_cache = true});
    CHECK(cost.bytes_up + cost.bytes_down <= 300);
    CHECK(cost.exchanges <= 3);
}

TEST_CASE("a village of 3,000: everything differs, for little more than naming it all") {
    const auto cost = measured({.changed = 3000});
    CHECK(cost.bytes_up + cost.bytes_down <= 110'000);
    CHECK(cost.exchanges <= 4);
}

TEST_CASE("a village of 3,000 whose ids crowd into one range") {
    const auto cost = measured({.records = 1000, .changed = 10, .crowded = true});
    CHECK(cost.bytes_up + cost.bytes_down <= 8'000);
    CHECK(cost.exchanges <= 4);
}

TEST_CASE("a thousand scattered in a million, by village and in one place") {
    for (const std::size_t villages : {400, 1}) {
        const auto cost = measured({.records = 1'000'000, .villages = villages, .changed = 400, .missing = 300, .extra = 300});
        CHECK(cost.bytes_up < 300'000);
        CHECK(cost.bytes_down < 405'000);
        CHECK(cost.exchanges <= 5);
    }
}

}  // namespace pendata::test
