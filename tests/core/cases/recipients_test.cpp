// Who is one recipient of aid, by example and by law: the same from wherever one looks, whatever came first.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>

#include "core/cases/recipients.hpp"

namespace pendata {

namespace {

using identity::pair_answer;
using identity::same_person;
using groups = std::vector<std::vector<record_id>>;

record_id subject(int number) {
    record_id out;
    out.raw[14] = static_cast<unsigned char>(number >> 8);
    out.raw[15] = static_cast<unsigned char>(number);
    return out;
}

// Answers and headships as an office would have them.
struct small_census {
    std::vector<pair_answer> answers;
    std::map<record_id, record_id> households;  // both ways

    void answer(int a, int b, same_person said) { answers.push_back({subject(a), subject(b), said}); }
    void heads(int person, int family) {
        if (households.contains(subject(person))) return;  // one family each
        households[subject(person)] = subject(family);
        households[subject(family)] = subject(person);
    }
    groups around(int id) const {
        const auto found = recipients_around(subject(id), [&](const record_id& of) -> result<recipient_ties> {
            recipient_ties out;
            for (const auto& a : answers) {
                if (a.a == of || a.b == of) out.answers.push_back(a);
            }
            if (const auto at = households.find(of); at != households.end()) out.household = at->second;
            return out;
        });
        REQUIRE(found.has_value());
        return *found;
    }
};

}  // namespace

TEST_CASE("somebody by herself is one recipient") { CHECK(small_census().around(1) == groups{{subject(1)}}); }

TEST_CASE("two records of one person, and the family that person heads, are one recipient") {
    small_census c;
    c.answer(2, 1, same_person::yes);
    c.heads(2, 9);
    for (const int from : {1, 2, 9}) CHECK(c.around(from) == groups{{subject(1), subject(2), subject(9)}});
    CHECK(recipient_of(c.around(9), subject(1)).size() == 3);
}

TEST_CASE("a contradicted cluster is no one person: its records stand apart, each with its own family") {
    small_census c;
    c.answer(1, 2, same_person::yes);
    c.answer(2, 3, same_person::yes);
    c.answer(1, 3, same_person::no);
    c.heads(3, 9);
    CHECK(c.around(1) == groups{{subject(1)}, {subject(2)}, {subject(3), subject(9)}});
}

TEST_CASE("beyond what anybody is recorded as, each stands by herself, from whichever end one looks") {
    const auto recorded = [](int times) {
        small_census c;
        for (int n = 1; n < times; ++n) c.answer(n, n + 1, same_person::yes);
        return c;
    };
    const int most = static_cast<int>(recipient_subjects);
    for (const int from : {1, most / 2, most}) {
        CHECK(recorded(most).around(from).front().size() == recipient_subjects);
        CHECK(recorded(most + 1).around(from) == groups{{subject(from)}});
    }
}

TEST_CASE("the groups are a function of what is tied, and the same from each of their subjects") {
    CHECK(rc::check("recipients_around() is a function of sets", [] {
        small_census c;
        const int most = 8;
        for (int n = *rc::gen::inRange(0, 10); n > 0; --n) {
            c.answer(*rc::gen::inRange(1, most), *rc::gen::inRange(1, most), *rc::gen::element(same_person::yes, same_person::yes, same_person::no));
        }
        for (int n = *rc::gen::inRange(0, 4); n > 0; --n) c.heads(*rc::gen::inRange(1, most), 20 + n);
        auto shuffled = c;
        std::reverse(shuffled.answers.begin(), shuffled.answers.end());
        const int start = *rc::gen::inRange(1, most);
        const auto found = c.around(start);
        RC_ASSERT(shuffled.around(start) == found);
        RC_ASSERT(std::is_sorted(found.begin(), found.end()));
        for (const auto& group : found) {
            RC_ASSERT(!group.empty() && std::is_sorted(group.begin(), group.end()));
            for (const auto& member : group) RC_ASSERT(recipient_of(c.around(static_cast<int>(member.raw[15])), member) == group);
        }
    }));
}

}  // namespace pendata
