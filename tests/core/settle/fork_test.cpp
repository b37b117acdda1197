// The pieces of a fork: ranges of lost positions, what a cut leaves, copies of a write united.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <set>

#include "core/cases/write_graph.hpp"
#include "core/settle/fork_point.hpp"
#include "core/settle/lost_history.hpp"
#include "tests/support/small_office.hpp"

namespace pendata::test {

TEST_CASE("ranges hold exactly what was added, apart from one another") {
    CHECK(rc::check("ranges", [] {
        std::set<sequence> all;
        sequence_ranges ranges;
        const auto count = *rc::gen::inRange(0, 60);
        for (int i = 0; i < count; ++i) {
            const auto at = *rc::gen::inRange<sequence>(1, 40);
            all.insert(at);
            add_to(ranges, at);
        }
        std::set<sequence> held, lacking;
        for (const auto& [first, last] : ranges) {
            for (auto at = first; at <= last; ++at) RC_ASSERT(held.insert(at).second);
        }
        RC_ASSERT(held == all);
        for (std::size_t i = 1; i < ranges.size(); ++i) RC_ASSERT(ranges[i - 1].second + 1 < ranges[i].first);
        for (const auto& [first, last] : gaps_of(ranges, 5, 30)) {
            for (auto at = first; at <= last; ++at) lacking.insert(at);
        }
        for (sequence at = 0; at < 50; ++at) RC_ASSERT(lacking.contains(at) == (at > 5 && at <= 30 && !all.contains(at)));
    }));
}

TEST_CASE("a cut takes what changed beyond the point") {
    part settled{numbered_record(1), 0, {}};
    for (std::uint16_t field = 10; field < 14; ++field) {
        settled_cell c;
        c.what.key = {1, field, {}};
        c.changed_at = field;
        settled.put(c);
    }
    const part whole = settled;
    const part cut = cut_beyond(settled, 11);
    CHECK(settled.cells.size() == 2);
    CHECK(cut.cells.size() == 2);
    CHECK(cut.cells.front().changed_at == 12);
    CHECK(cut_beyond(settled, 11).cells.empty());
    part all = whole;
    CHECK(cut_beyond(all, 0) == whole);
    const std::vector<position> kept{{{}, 1, 1}, {{}, 5, 5}, {{}, 9, 9}};
    CHECK(remembered_up_to(kept, kept[1]) == std::vector<position>{kept[0], kept[1]});
    CHECK(remembered_up_to(kept, {}).empty());
}

TEST_CASE("the newest known position is found by its hash") {
    small_office office;
    std::vector<position> told;
    const auto starts = [&](int n) {
        const auto done = office.store.transact([&](office_transaction& tx) -> result<void> {
            PENDATA_TRY(at, start_segment(tx, segment_id::from(sha256("s" + std::to_string(n)).view()), office.now_ms));
            told.push_back(at);
            return {};
        });
        REQUIRE(done.has_value());
    };
    starts(1);
    starts(2);
    const auto backup = office.store;
    starts(3);
    office.store = backup;
    starts(4);
    auto view = office.store.view();
    CHECK(*newest_known(**view, told) == told[3]);
    CHECK(*newest_known(**view, std::span(told).first(3)) == told[1]);
    auto forged = told[2];
    forged.hash ^= 1;
    CHECK(*newest_known(**view, std::span(&forged, 1)) == position{});
    CHECK(*newest_known(**view, {}) == position{});
}

TEST_CASE("copies of a write are one, and know what one of them knows") {
    const auto id = [](int n) { return write_id::from(sha256("write " + std::to_string(n)).view()); };
    graph_write given_back{id(1), {}, {unknown_base}, false};
    graph_write of_author{id(1), {}, {id(2)}, false};
    graph_write held = of_author;
    held.link_only = true;
    const auto united = without_copies({given_back, of_author});
    REQUIRE(united.size() == 1);
    CHECK(united[0].seen == std::vector{id(2)});
    CHECK(without_copies({of_author, given_back})[0].seen == std::vector{id(2)});
    CHECK(without_copies({given_back, given_back})[0].seen == std::vector{unknown_base});
    CHECK_FALSE(without_copies({held, given_back})[0].link_only);
    CHECK(without_copies({of_author, graph_write{id(3), {}, {}, false}}).size() == 2);
}

}  // namespace pendata::test
