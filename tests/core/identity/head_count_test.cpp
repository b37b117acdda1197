// Counting people by example and by law: once each, where they are at home, and never more or fewer by the order.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/identity/head_count.hpp"

using namespace pendata;
using namespace pendata::identity;

namespace {

record_id counted(int number) {
    record_id out;
    out.raw[15] = static_cast<unsigned char>(number);
    return out;
}

domicile at_home(int number, const std::string& village, std::uint8_t evidence = 2, std::int64_t since_ms = 0) {
    return {counted(number), village, evidence, since_ms, false};
}

domicile in_shelter(int number, std::uint8_t evidence = 2) { return {counted(number), "Z", evidence, 0, true}; }

pair_answer one_person(int a, int b) { return {counted(a), counted(b), same_person::yes}; }
pair_answer two_people(int a, int b) { return {counted(a), counted(b), same_person::no}; }
record_pair waits(int a, int b) { return {counted(a), counted(b)}; }

}  // namespace

TEST_CASE("one person under two records counts once, where the better evidence says") {
    const std::vector records{at_home(1, "A", 2, 900), at_home(2, "B", 3, 100), at_home(3, "A")};
    const auto found = count_heads(records, std::vector{one_person(1, 2)}, {});
    REQUIRE(found.heads.size() == 2);
    CHECK(found.least == 2);
    CHECK(found.heads[0].records == std::vector{counted(1), counted(2)});
    CHECK(found.heads[0].village == "B");
    CHECK(found.heads[1].village == "A");
}

TEST_CASE("of equal evidence what was said last counts, and then the smaller record") {
    const std::vector answers{one_person(1, 2)};
    CHECK(count_heads(std::vector{at_home(1, "A", 2, 100), at_home(2, "B", 2, 200)}, answers, {}).heads[0].village == "B");
    CHECK(count_heads(std::vector{at_home(1, "A", 2, 100), at_home(2, "B", 2, 100)}, answers, {}).heads[0].village == "A");
}

TEST_CASE("a shelter is nobody's home, whatever the evidence; who has none else is counted as sheltered") {
    const std::vector records{at_home(1, "A", 1), in_shelter(2, 4), in_shelter(3)};
    const auto found = count_heads(records, std::vector{one_person(1, 2)}, {});
    REQUIRE(found.heads.size() == 2);
    CHECK(found.heads[0].village == "A");
    CHECK_FALSE(found.heads[0].is_sheltered);
    CHECK(found.heads[1].is_sheltered);
}

TEST_CASE("met in three places and answered by nobody: up to three, one at least") {
    const std::vector records{at_home(1, "X"), at_home(2, "Y"), at_home(3, "Z")};
    const auto found = count_heads(records, {}, std::vector{waits(1, 2), waits(2, 3)});
    CHECK(found.heads.size() == 3);
    CHECK(found.least == 1);
    // Two of them were told apart: two people at least, whoever the third is.
    CHECK(count_heads(records, std::vector{two_people(1, 3)}, std::vector{waits(1, 2), waits(2, 3)}).least == 2);
}

TEST_CASE("a contradicted cluster is counted apart, as it is shown") {
    const std::vector records{at_home(1, "A"), at_home(2, "B"), at_home(3, "C")};
    const auto found = count_heads(records, std::vector{one_person(1, 2), one_person(2, 3), two_people(1, 3)}, {});
    CHECK(found.heads.size() == 3);
    CHECK(found.least == 3);
}

TEST_CASE("who is not among the records joins nobody") {
    const std::vector records{at_home(1, "A"), at_home(3, "C")};
    CHECK(count_heads(records, std::vector{one_person(1, 2), one_person(2, 3)}, std::vector{waits(1, 9)}).heads.size() == 2);
}

TEST_CASE("the count is a function of the sets, and between the least and the records") {
    CHECK(rc::check("count_heads() is a function of sets", [] {
        std::vector<domicile> records;
        std::vector<pair_answer> answers;
        std::vector<record_pair> waiting;
        const int most = *rc::gen::inRange(1, 9);
        for (int n = 1; n <= most; ++n) records.push_back({counted(n), std::string(1, static_cast<char>('A' + *rc::gen::inRange(0, 3))), static_cast<std::uint8_t>(*rc::gen::inRange(0, 6)), *rc::gen::inRange(0, 3), *rc::gen::arbitrary<bool>()});
        for (int n = *rc::gen::inRange(0, 8); n > 0; --n) {
            const int a = *rc::gen::inRange(1, 10), b = *rc::gen::inRange(1, 10);
            switch (*rc::gen::inRange(0, 3)) {
                case 0:
                    answers.push_back(two_people(a, b));
                    break;
                case 1:
                    answers.push_back(one_person(a, b));
                    break;
                default:
                    waiting.push_back(waits(a, b));
            }
        }
        const auto first = count_heads(records, answers, waiting);
        RC_ASSERT(first.least >= 1 && first.least <= first.heads.size() && first.heads.size() <= records.size());
        std::size_t counted_records = 0;
        for (const auto& h : first.heads) counted_records += h.records.size();
        RC_ASSERT(counted_records == records.size());

        auto shuffled = records;
        std::reverse(shuffled.begin(), shuffled.end());
        shuffled.push_back(records.front());
        auto other_answers = answers;
        std::rotate(other_answers.begin(), other_answers.begin() + static_cast<std::ptrdiff_t>(answers.size() / 2), other_answers.end());
        std::reverse(waiting.begin(), waiting.end());
        const auto again = count_heads(shuffled, other_answers, waiting);
        RC_ASSERT(again.least == first.least && again.heads.size() == first.heads.size());
        for (std::size_t i = 0; i < first.heads.size(); ++i) {
            RC_ASSERT(again.heads[i].records == first.heads[i].records && again.heads[i].village == first.heads[i].village);
        }
    }));
}
