// Households: exact sums, exact sizes, and ages that can be.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <numeric>

#include "tools/synthetic/household.hpp"

using namespace pendata::synthetic;
using pendata::identity::sex;

namespace {

void check_member(const std::vector<member>& house, const member& m) {
    RC_ASSERT(m.age >= 0 && m.age <= 98);
    if (m.age < 16)
        RC_ASSERT(m.marital_status == "unmarried");
    if (m.role == role_child && house[0].age < m.age + 15) {
        // A child is younger than one of the parents by a generation.
        RC_ASSERT(house.size() > 1 && house[1].role == role_wife);
        RC_ASSERT(house[1].age >= m.age + 15);
    }
    if (m.mother >= 0) {
        const member& mother = house[static_cast<std::size_t>(m.mother)];
        RC_ASSERT(mother.sex == sex::female);
        RC_ASSERT(mother.age >= m.age + 15);
    }
}

}  // namespace

TEST_CASE("property: every household is possible") {
    CHECK(rc::check("sizes and ages", [] {
        random_source dice(*rc::gen::arbitrary<std::uint64_t>());
        const auto size = *rc::gen::inRange<std::size_t>(1, largest_household + 1);
        const auto house = make_household(dice, size);
        RC_ASSERT(house.size() == size);
        RC_ASSERT(house.front().role == role_head);
        const auto heads = std::count_if(house.begin(), house.end(),
                                         [](const member& m) { return m.role == role_head; });
        RC_ASSERT(heads == 1);
        for (const member& m : house)
            check_member(house, m);
    }));
    CHECK(rc::check("sizes add up", [] {
        random_source dice(*rc::gen::arbitrary<std::uint64_t>());
        const auto families = *rc::gen::inRange<std::size_t>(1, 60);
        const auto persons =
            *rc::gen::inRange<std::size_t>(families, families * largest_household + 1);
        const auto sizes = make_sizes(dice, families, persons);
        RC_ASSERT(sizes.size() == families);
        RC_ASSERT(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}) == persons);
        RC_ASSERT(*std::min_element(sizes.begin(), sizes.end()) >= 1);
        RC_ASSERT(*std::max_element(sizes.begin(), sizes.end()) <= largest_household);
    }));
}
