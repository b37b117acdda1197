// The memory store's map against std::map, through random changes, with copies that must not change.
#include "core/storage/snapshot_map.hpp"

#include <doctest/doctest.h>

#include <map>

#include "tests/store/office_samples.hpp"

namespace pendata::test {

namespace {

using ours = snapshot_map<std::uint64_t, std::string>;
using theirs = std::map<std::uint64_t, std::string>;

void compare(const ours& map, const theirs& wanted, std::uint64_t first) {
    CHECK(map.size() == wanted.size());
    auto next = wanted.lower_bound(first);
    map.visit_from(first, [&](std::uint64_t key, const std::string& content) {
        REQUIRE(next != wanted.end());
        CHECK(key == next->first);
        CHECK(content == next->second);
        ++next;
        return true;
    });
    CHECK(next == wanted.end());
}

}  // namespace

TEST_CASE("a snapshot map holds what a map holds, and its copies stay as they were") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        INFO("seed: ", seed);
        generator dice(seed);
        ours map;
        theirs wanted;
        std::vector<std::pair<ours, theirs>> copies;
        for (int step = 0; step < 300; ++step) {
            const std::uint64_t key = dice.below(60);
            if (dice.one_in(3)) {
                map.erase(key);
                wanted.erase(key);
            } else {
                map.put(key, std::to_string(step));
                wanted[key] = std::to_string(step);
            }
            const auto* found = map.find(dice.below(60));
            CHECK((found == nullptr || !found->empty()));
            CHECK(map.contains(key) == wanted.contains(key));
            if (dice.one_in(10)) copies.emplace_back(map, wanted);
            if (!copies.empty() && dice.one_in(25)) {
                map = copies.back().first;
                wanted = copies.back().second;
            }
        }
        for (const auto& [copy, as_it_was] : copies) compare(copy, as_it_was, dice.below(70));
        compare(map, wanted, 0);
    }
}

TEST_CASE("a visit of a snapshot map ends when it is told to") {
    ours map;
    for (std::uint64_t n = 0; n < 100; ++n) map.put(n, "x");
    int visited = 0;
    map.visit_from(40, [&](std::uint64_t key, const std::string&) {
        ++visited;
        return key < 49;
    });
    CHECK(visited == 10);
}

TEST_CASE("keys in order do not make a snapshot map deep") {
    ours map;
    for (std::uint64_t n = 0; n < 200'000; ++n) map.put(n, {});
    const ours copy = map;
    for (std::uint64_t n = 0; n < 200'000; n += 2) map.erase(n);
    CHECK(map.size() == 100'000);
    CHECK(copy.size() == 200'000);
}

}  // namespace pendata::test
