// An office that was updated looks at everything once with its newer rules, step by step, and goes on where it was stopped.
#include "sync-server/office/newer_rules.hpp"

#include <doctest/doctest.h>

#include "core/settle/review_record.hpp"
#include "tests/sync-server/office/office_fixture.hpp"

using namespace pendata;
using namespace pendata::test;

namespace {

struct office_of_an_older_rule : office_folder {
    explicit office_of_an_older_rule(int persons) {
        auto tablet = enrol(add("Ani", role::psm, village_a));
        for (int n = 1; n <= persons; ++n) {
            const auto person = numbered_record(n), visit = numbered_record(n + 1000);
            tablet.save(person, request_for("person", "village", value::text(village_a)), {}, now_ms);
            tablet.save(person, request_for("person", "life_status", value::integer(codes::life_status::deceased), 3), {}, now_ms);
            tablet.save(visit, request_for("visit", "subject", value::reference(person)), {}, now_ms);
            tablet.save(visit, request_for("visit", "start", value::integer(now_ms + day_ms)), {}, now_ms);
        }
        now_ms += 2 * day_ms;
        take(tablet.seal_all(now_ms));
        REQUIRE(standing() == static_cast<std::size_t>(persons));
        forget_reviews();
    }

    std::vector<office_record> reviews() {
        std::vector<office_record> out;
        const auto there = view();
        for (const auto& id : there->records_of(kinds::review_case, {}, 100).value()) out.push_back(*there->find(id).value());
        return out;
    }
    std::size_t standing() {
        const auto all = reviews();
        return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const office_record& one) { return stands(one); }));
    }
    // As a build leaves it that did not know the rule.
    void forget_reviews() {
        const auto all = reviews();
        REQUIRE(code_of(of->store().transact([&](office_transaction& to) -> result<void> {
            PENDATA_TRY(head, to.head());
            for (auto one : all) {
                replace_derived(one, kinds::review_case, part{}, head.at);
                PENDATA_CHECK(to.put(one, head.at, {}));
            }
            return {};
        })) == errc::ok);
        REQUIRE(standing() == 0);
    }
    bool step(std::size_t most) {
        bool more = false;
        REQUIRE(code_of(of->transact(++now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
            PENDATA_TRY(left, look_by_newer_rules(to, context, most));
            more = left;
            return {};
        })) == errc::ok);
        return more;
    }
};

}  // namespace

TEST_CASE("newer rules look at what is there, once") {
    office_of_an_older_rule f(5);
    REQUIRE(code_of(look_by_newer_rules(*f.of, f.now_ms)) == errc::ok);
    CHECK(f.standing() == 5);
    const auto at = f.view()->head().value().at;
    REQUIRE(code_of(look_by_newer_rules(*f.of, f.now_ms)) == errc::ok);
    CHECK_FALSE(f.step(10));
    CHECK(f.view()->head().value().at == at);
    f.forget_reviews();
    REQUIRE(code_of(look_by_newer_rules(*f.of, f.now_ms)) == errc::ok);
    CHECK(f.standing() == 0);
}

TEST_CASE("it goes on where it was stopped, in steps of so many subjects") {
    office_of_an_older_rule f(5);
    CHECK(f.step(2));
    CHECK(f.standing() == 2);
    f.reopen();
    CHECK(f.step(2));
    CHECK(f.standing() == 4);
    f.reopen();
    REQUIRE(code_of(look_by_newer_rules(*f.of, f.now_ms)) == errc::ok);
    CHECK(f.standing() == 5);
}
