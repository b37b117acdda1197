// Answers make clusters: the order in which they come does not matter, and each can be taken back.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/identity/clusters.hpp"

using namespace pendata;
using namespace pendata::identity;

namespace {

record_id id(int number) {
    record_id out;
    out.raw[15] = static_cast<unsigned char>(number);
    return out;
}

pair_answer same(int a, int b) { return {id(a), id(b), same_person::yes}; }
pair_answer different(int a, int b) { return {id(a), id(b), same_person::no}; }

rc::Gen<std::vector<pair_answer>> some_answers() {
    return rc::gen::container<std::vector<pair_answer>>(rc::gen::exec([] {
        const auto answer = *rc::gen::weightedElement<same_person>({{3, same_person::yes}, {1, same_person::no}});
        return pair_answer{id(*rc::gen::inRange(1, 9)), id(*rc::gen::inRange(1, 9)), answer};
    }));
}

}  // namespace

TEST_CASE("a chain of answers is one cluster, shown through the smallest id") {
    const std::vector answers{same(3, 2), same(2, 1)};
    const auto found = clusters_of(answers);
    REQUIRE(found.size() == 1);
    CHECK(found[0].members == std::vector{id(1), id(2), id(3)});
    CHECK(found[0].survivor() == id(1));
    CHECK(found[0].shown_as_one());
    CHECK(cluster_of(found, id(3)) == &found[0]);
    CHECK(cluster_of(found, id(4)) == nullptr);
}

TEST_CASE("a different inside a cluster shows it apart, whatever came first") {
    const std::vector answers{same(1, 2), same(2, 3), different(3, 1)};
    const auto found = clusters_of(answers);
    REQUIRE(found.size() == 1);
    CHECK_FALSE(found[0].shown_as_one());
    CHECK(found[0].contradicted == std::vector{record_pair{id(1), id(3)}});
}

TEST_CASE("different alone joins nobody") {
    CHECK(clusters_of(std::vector{different(1, 2)}).empty());
    CHECK(clusters_of(std::vector{same(4, 4)}).empty());
    CHECK(clusters_of({}).empty());
}

TEST_CASE("an answer taken back parts what it joined, and nothing else") {
    const std::vector before{same(1, 2), same(5, 6)};
    std::vector after = before;
    after.push_back(same(2, 5));
    CHECK(clusters_of(after).size() == 1);
    after.pop_back();
    CHECK(clusters_of(after) == clusters_of(before));
}

TEST_CASE("any answers") {
    CHECK(rc::check("their order, repeats and direction do not matter", [] {
        const auto answers = *some_answers();
        auto other = answers;
        std::reverse(other.begin(), other.end());
        for (auto& answer : other) std::swap(answer.a, answer.b);
        if (!answers.empty()) other.push_back(*rc::gen::elementOf(answers));
        RC_ASSERT(clusters_of(answers) == clusters_of(other));
    }));
    CHECK(rc::check("every record is in one cluster at most, and every same within one", [] {
        const auto answers = *some_answers();
        const auto found = clusters_of(answers);
        std::vector<record_id> all;
        for (const auto& one : found) {
            RC_ASSERT(one.members.size() >= 2u);
            RC_ASSERT(std::is_sorted(one.members.begin(), one.members.end()));
            all.insert(all.end(), one.members.begin(), one.members.end());
        }
        std::sort(all.begin(), all.end());
        RC_ASSERT(std::adjacent_find(all.begin(), all.end()) == all.end());
        for (const auto& answer : answers) {
            if (answer.a == answer.b) continue;
            const auto* of = cluster_of(found, answer.a);
            const bool together = of != nullptr && of == cluster_of(found, answer.b);
            if (answer.answer == same_person::yes) RC_ASSERT(together);
            if (answer.answer == same_person::no && together) RC_ASSERT_FALSE(of->shown_as_one());
        }
    }));
}
