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

namespace {

// A verifier who moves people about, one commit each.
struct mover {
    small_office office;
    paper_tablet tablet = office.add_tablet(office.add_officer("Vina", role::verifier, {"32.11"}));
    std::vector<write> written;

    void put_in(const record_id& id, const std::string& village) {
        std::vector<write> around;
        for (const auto& w : written) {
            if (w.record == id) around.push_back(w);
        }
        const auto why = around.empty() ? intent::correction : intent::change;
        written.push_back(tablet.save(id, request_for("person", "village", value::text(village), 3, why), around, noon_ms));
    }
    void commit() { REQUIRE(office.take(tablet.seal_all(noon_ms)).held.empty()); }
    sequence head() { return (*office.store.view())->head()->at; }
    message::pull pull(const grant_list& of, sequence cursor, std::size_t goal = 1000) {
        const auto view = std::move(*office.store.view());
        const auto out = changes_after(*view, of, grants, cursor, goal);
        REQUIRE(out.has_value());
        return *out;
    }
    static bool brings(const message::pull& p, const record_id& id) {
        return std::ranges::any_of(p.parts, [&](const auto& part) { return part.content.record == id; });
    }
    static bool evicts(const message::pull& p, const record_id& id) {
        return std::ranges::any_of(p.evictions, [&](const auto& e) { return e.record == id && e.rooms == 1; });
    }

    const grant_list grants{{village_a, 1}, {village_b, 1}};
    const record_id somebody = numbered_record(1);
};

}  // namespace

TEST_CASE("a cut pull brings a record as it is; when that has left again before the next one, it is evicted") {
    mover m;
    const auto begins = m.head();
    m.put_in(m.somebody, village_c);
    m.put_in(numbered_record(2), village_a);
    m.commit();
    m.put_in(m.somebody, village_a);
    m.commit();
    const auto cut = m.pull(m.grants, begins, 1);
    CHECK(mover::brings(cut, m.somebody));
    CHECK(cut.reached.at < m.head());
    m.put_in(m.somebody, village_c);
    m.commit();
    const auto rest = m.pull(m.grants, cut.reached.at);
    CHECK(!mover::brings(rest, m.somebody));
    CHECK(mover::evicts(rest, m.somebody));
    CHECK(m.pull(m.grants, m.head()).evictions.empty());
}

TEST_CASE("a scope loaded by itself runs ahead of the cursor; what leaves it again is evicted with the cursor's pull") {
    mover m;
    const auto cursor = m.head();
    m.put_in(m.somebody, village_b);
    m.commit();
    CHECK(mover::brings(m.pull({{village_b, 1}}, 0), m.somebody));
    m.put_in(m.somebody, village_c);
    m.commit();
    CHECK(mover::evicts(m.pull(m.grants, cursor), m.somebody));
    // Who begins holds nothing, and hears of nobody who has left.
    CHECK(m.pull(m.grants, 0).evictions.empty());
    CHECK(m.pull({{village_b, 1}}, 0).evictions.empty());
}

TEST_CASE("what came and went inside the grants stays, and what never was inside them is not named") {
    mover m;
    const auto cursor = m.head();
    m.put_in(m.somebody, village_b);
    m.commit();
    m.put_in(m.somebody, village_a);
    m.commit();
    const auto pull = m.pull(m.grants, cursor);
    CHECK(mover::brings(pull, m.somebody));
    CHECK(pull.evictions.empty());
    // Of the scope it has left alone nothing goes while another grant covers it.
    CHECK(m.pull({{village_b, 1}}, cursor).evictions.empty());
    const auto stranger = numbered_record(3);
    m.put_in(stranger, village_c);
    m.commit();
    CHECK(!mover::evicts(m.pull(m.grants, cursor), stranger));
    CHECK(!mover::brings(m.pull(m.grants, cursor), stranger));
}

}  // namespace pendata
