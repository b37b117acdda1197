// The dice: the published sequence, independent streams, fair draws.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <set>

#include "tools/synthetic/random_source.hpp"

using pendata::synthetic::random_source;

TEST_CASE("one seed and stream give one sequence, for ever") {
    random_source dice(1);
    CHECK(dice.next() == 16432423420253277277u);
    random_source same(1);
    random_source other_stream(1, "a");
    random_source other_seed(2);
    random_source again(1);
    const std::uint64_t first = again.next();
    CHECK(same.next() == first);
    CHECK(other_stream.next() != first);
    CHECK(other_seed.next() != first);
}

TEST_CASE("draws stay in their bounds and reach them") {
    random_source dice(42, "bounds");
    std::set<int> seen;
    for (int i = 0; i < 1000; ++i)
        seen.insert(dice.between(-2, 3));
    CHECK(seen == std::set<int>{-2, -1, 0, 1, 2, 3});
    CHECK(dice.below(1) == 0);
    CHECK_FALSE(dice.chance(0));
    CHECK(dice.chance(1000));
}

TEST_CASE("ranked lists favour their beginning, weights are kept") {
    random_source dice(42, "weights");
    constexpr std::array<std::string_view, 4> list = {"a", "b", "c", "d"};
    constexpr std::array<unsigned, 3> weights = {1, 0, 3};
    int firsts = 0, lasts = 0, heavy = 0;
    for (int i = 0; i < 4000; ++i) {
        const std::string_view picked = dice.pick_ranked(list);
        firsts += picked == "a";
        lasts += picked == "d";
        const std::size_t index = dice.pick_weighted(weights);
        REQUIRE(index != 1);
        heavy += index == 2;
    }
    CHECK(firsts > lasts * 3 / 2);
    CHECK(heavy > 2850);
    CHECK(heavy < 3150);
}

TEST_CASE("property: below is below") {
    CHECK(rc::check("any bound", [] {
        random_source dice(*rc::gen::arbitrary<std::uint64_t>());
        const auto n = *rc::gen::inRange<std::uint32_t>(1, 0xffffffff);
        RC_ASSERT(dice.below(n) < n);
    }));
}
