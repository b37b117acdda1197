// What a tablet pulls: everything granted, nothing twice in a batch, cut only between commits, whatever the sizes
// of the commits are.
#include "core/settle/changes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "core/base/limits.hpp"
#include "tests/support/small_office.hpp"

namespace pendata {

using namespace test;

TEST_CASE("a first load brings every part, in batches cut between commits") {
    small_office office;
    auto tablet = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    std::set<record_id> made;
    // Commits that fit no page evenly.
    for (const int size : {150, 251, 1, 199, 250, 250, 250, 7, 256, 3}) {
        for (int i = 0; i < size; ++i) {
            const auto id = numbered_record(static_cast<int>(made.size()) + 1);
            tablet.save(id, request_for("person", "village", value::text(village_a)), {}, noon_ms);
            made.insert(id);
        }
        CHECK(office.take(tablet.seal_all(noon_ms)).held.empty());
    }
    const auto view = std::move(*office.store.view());
    const auto head = *view->head();
    std::set<record_id> pulled;
    sequence cursor = 0;
    bool caught_up = false;
    while (!caught_up) {
        const auto pull = changes_after(*view, {{village_a, 1}}, {{village_a, 1}}, cursor, limits::parts_per_pull_goal);
        REQUIRE(pull.has_value());
        CHECK(pull->reached.at > cursor);
        for (const auto& p : pull->parts) {
            CHECK(p.whole);
            CHECK(pulled.insert(p.content.record).second);
        }
        CHECK(pull->parts.size() <= 2 * limits::parts_per_pull_goal);
        cursor = pull->reached.at;
        caught_up = pull->caught_up;
    }
    CHECK(cursor == head.at);
    CHECK(pulled.size() == made.size() + 1);  // the duty itself is in the village as well
    CHECK(std::includes(pulled.begin(), pulled.end(), made.begin(), made.end()));
}

}  // namespace pendata
