// Cases as a pure function of the set of writes (I3, I6): the conditions of each policy, and laws over random
// histories in any order.
#include "core/cases/write_graph.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "core/base/sha256.hpp"
#include "core/cases/explain.hpp"
#include "core/join/author.hpp"
#include "core/join/join.hpp"
#include "tests/support/arbitrary.hpp"

namespace pendata {

namespace {

constexpr record_id record{};

// A little history of one cell: each line writes a value, seeing the lines it names.
class line_of_writes {
public:
    explicit line_of_writes(policy merge) { field_.merge = merge; }

    int write_down(const std::string& text, std::uint8_t evidence, const std::vector<int>& sees, intent why = intent::correction) {
        std::vector<pendata::write> around;
        for (const auto i : sees) around.push_back(all_[static_cast<std::size_t>(i)]);
        ++saves_;
        const authorship by{replica_id::from(sha256(std::to_string(saves_)).view()), {}, saves_, saves_ << 16, 0, clock_trust::ok};
        cell_request request{&field_, {1, 1, {}}, 0, value::text(text), evidence, why, std::nullopt};
        auto w = compose(record, request, by, around, {});
        REQUIRE(w.has_value());
        all_.push_back(*w);
        return static_cast<int>(all_.size()) - 1;
    }

    std::optional<case_finding> find(const std::set<int>& held = {}, const std::set<int>& absent = {}) const {
        return find_case(field_.merge, graph(held, absent));
    }
    std::vector<graph_write> graph(const std::set<int>& held = {}, const std::set<int>& absent = {}) const {
        std::vector<graph_write> out;
        for (std::size_t i = 0; i < all_.size(); ++i) {
            if (absent.contains(static_cast<int>(i))) continue;
            out.push_back({all_[i].id(), all_[i].what, all_[i].seen, held.contains(static_cast<int>(i))});
        }
        return out;
    }
    std::string winner() const { return std::string(current(all_)->what.content.as_text()); }

private:
    field_def field_{};
    std::uint64_t saves_ = 0;
    std::vector<pendata::write> all_;
};

}  // namespace

TEST_CASE("EVIDENCE: better evidence wins in silence, equal evidence is a case") {
    line_of_writes line(policy::evidence);
    const int first = line.write_down("1990", 1, {});
    line.write_down("1991", 4, {});
    CHECK(!line.find());
    CHECK(line.winner() == "1991");
    line.write_down("1992", 4, {first});
    const auto found = line.find();
    REQUIRE(found);
    CHECK(found->sort == case_sort::conflict);
    CHECK(found->candidates.size() == 2);
}

TEST_CASE("EVIDENCE: contradicting a better founded value one has seen is a proposal") {
    line_of_writes line(policy::evidence);
    const int first = line.write_down("1990", 4, {});
    line.write_down("1991", 2, {first});
    const auto found = line.find();
    REQUIRE(found);
    CHECK(found->sort == case_sort::proposal);
    CHECK(line.winner() == "1990");
}

TEST_CASE("EVIDENCE: a decision wins over what it saw; a head it did not see reopens") {
    line_of_writes line(policy::evidence);
    const int a = line.write_down("1990", 4, {});
    const int b = line.write_down("1991", 4, {});
    line.write_down("1990", 2, {a, b}, intent::decision);
    CHECK(line.winner() == "1990");
    CHECK(!line.find());
    line.write_down("1999", 1, {});
    CHECK(line.winner() == "1990");
    CHECK(line.find());
}

TEST_CASE("EVIDENCE: a change beats better evidence of an older generation") {
    line_of_writes line(policy::evidence);
    const int old_place = line.write_down("desa A", 4, {});
    line.write_down("desa B", 2, {old_place}, intent::change);
    CHECK(line.winner() == "desa B");
    CHECK(!line.find());
}

TEST_CASE("a held write is a link of the graph, never a head") {
    line_of_writes line(policy::evidence);
    const int a = line.write_down("1990", 2, {});
    const int b = line.write_down("1991", 2, {a});
    line.write_down("1992", 2, {b});
    CHECK(!line.find({b}));
    CHECK(!line.find());
}

TEST_CASE("a held write answers nothing, unless something settled stands on it") {
    line_of_writes line(policy::evidence);
    const int a = line.write_down("1990", 2, {});
    const int b = line.write_down("1991", 2, {});
    REQUIRE(line.find());
    const auto open = line.find()->candidates;
    const int one_side = line.write_down("1992", 2, {a});
    REQUIRE(line.find({one_side}));
    CHECK(line.find({one_side})->candidates == open);
    const int both = line.write_down("1990", 2, {a, b}, intent::decision);
    CHECK(line.find({one_side, both})->candidates == open);
    line.write_down("1991", 4, {both});
    CHECK(!line.find({one_side, both}));
}

TEST_CASE("a case that hangs on a base still on its way waits") {
    line_of_writes line(policy::evidence);
    const int a = line.write_down("1990", 2, {});
    const int b = line.write_down("1991", 2, {a});
    line.write_down("1992", 2, {b});
    const auto found = line.find({}, {b});
    REQUIRE(found);
    CHECK(found->waiting);
}

TEST_CASE("ONCE: the first value stays, any other is a case") {
    line_of_writes line(policy::once);
    const int a = line.write_down("P08", 2, {});
    CHECK(!line.find());
    line.write_down("P24", 2, {a});
    CHECK(line.winner() == "P08");
    CHECK(line.find());
}

TEST_CASE("KEEP_BOTH: two values written apart are both kept, and a case until one is left") {
    line_of_writes line(policy::keep_both);
    const int a = line.write_down("Blok A", 2, {});
    CHECK(!line.find());
    const int b = line.write_down("Blok B", 2, {});
    const auto found = line.find();
    REQUIRE(found);
    CHECK(found->candidates.size() == 2);
    // Who saw both and wrote one down for them.
    line.write_down("Blok B no. 3", 2, {a, b}, intent::decision);
    CHECK(!line.find());
}

TEST_CASE("LATEST, SET and OFFICE never open a case") {
    for (const auto merge : {policy::latest, policy::set, policy::office}) {
        line_of_writes line(merge);
        line.write_down("1", 2, {});
        line.write_down("2", 2, {});
        CHECK(!line.find());
    }
}

TEST_CASE("every loss has its rule") {
    line_of_writes line(policy::evidence);
    const int a = line.write_down("1990", 1, {});
    line.write_down("1991", 4, {});
    line.write_down("1992", 4, {a});
    const auto rules = explain(policy::evidence, line.graph());
    CHECK(rules[0] == "less_evidence");
    CHECK(rules[1] == "earlier");
    CHECK(rules[2] == "current");
}

TEST_CASE("cases do not depend on the order of the writes") {
    CHECK(rc::check("same set, same case", [](const std::uint8_t) {
        auto history = *arbitrary::any_history();
        const auto merge = *rc::gen::element(policy::evidence, policy::state, policy::once, policy::keep_both, policy::latest);
        std::vector<graph_write> graph;
        std::set<stamp> stamps;  // of which no two writes of a cell share one
        for (auto& w : history) {
            if (!stamps.insert(w.what.at).second) continue;
            graph.push_back({w.id(), w.what, w.seen, *rc::gen::weightedElement<bool>({{9, false}, {1, true}})});
        }
        auto told = [&](const std::vector<graph_write>& writes) {
            std::string out;
            if (const auto found = find_case(merge, writes)) {
                out = std::to_string(static_cast<int>(found->sort)) + (found->waiting ? "w" : "o");
                for (const auto i : found->candidates) out += to_string(writes[i].id);
            }
            return out;
        };
        const auto before = told(graph);
        std::vector<std::pair<int, std::size_t>> order;
        for (std::size_t i = 0; i < graph.size(); ++i) order.emplace_back(*rc::gen::arbitrary<int>(), i);
        std::sort(order.begin(), order.end());
        std::vector<graph_write> shuffled;
        for (const auto& [key, i] : order) shuffled.push_back(graph[i]);
        RC_ASSERT(told(shuffled) == before);
    }));
}

namespace {

// By the word of the rule: a head, and any write among all it has seen that is better founded and says otherwise.
std::optional<std::size_t> contradicted_by_search(const std::vector<graph_write>& writes) {
    std::map<write_id, std::size_t> place;
    for (std::size_t i = 0; i < writes.size(); ++i) place.emplace(writes[i].id, i);
    std::optional<std::size_t> found;
    for (const auto h : heads_of(writes)) {
        std::set<std::size_t> seen;
        std::vector<std::size_t> open{h};
        while (!open.empty()) {
            const auto at = open.back();
            open.pop_back();
            for (const auto& id : writes[at].seen) {
                if (const auto base = place.find(id); base != place.end() && seen.insert(base->second).second) open.push_back(base->second);
            }
        }
        for (const auto a : seen) {
            const auto& base = writes[a];
            if (base.link_only || base.what.content == writes[h].what.content) continue;
            if (base.what.at.generation != writes[h].what.at.generation || base.what.at.rank <= writes[h].what.at.rank) continue;
            if (!found || wins(base.what, writes[*found].what)) found = a;
        }
    }
    return found;
}

}  // namespace

TEST_CASE("a proposal is found as by searching everything a head has seen") {
    CHECK(rc::check("random graphs", [] {
        std::vector<graph_write> writes;
        const auto count = *rc::gen::inRange<std::size_t>(1, 14);
        for (std::size_t i = 0; i < count; ++i) {
            graph_write w;
            const auto name = sha256(std::to_string(i));
            w.id = write_id::from(name.view());
            // No two writes of a cell share their stamp: ranks and times may tie, replicas then tell.
            w.what.at = {*rc::gen::inRange(0u, 3u), *rc::gen::inRange<std::uint64_t>(0, 5), *rc::gen::inRange<std::uint64_t>(0, 4),
                         replica_id::from(name.view())};
            w.what.content = value::integer(*rc::gen::inRange(0, 3));
            for (std::size_t base = 0; base < i; ++base) {
                if (*rc::gen::inRange(0, 4) == 0) w.seen.push_back(writes[base].id);
            }
            std::sort(w.seen.begin(), w.seen.end());
            w.link_only = *rc::gen::inRange(0, 6) == 0;
            writes.push_back(std::move(w));
        }
        const auto finding = find_case(policy::evidence, writes);
        const auto expected = contradicted_by_search(writes);
        if (!finding) RC_ASSERT(!expected || heads_of(writes).empty());
        if (finding && finding->sort == case_sort::proposal) {
            RC_ASSERT(expected.has_value());
            RC_ASSERT(std::find(finding->candidates.begin(), finding->candidates.end(), *expected) != finding->candidates.end());
        }
    }));
}

TEST_CASE("a graph costs what it has writes and links") {
    // One tablet at odds with itself: every second line a head of weak evidence over the long chain before it. Searching
    // the ancestors of each head by itself would look at 200 million.
    std::vector<graph_write> writes;
    constexpr std::size_t count = 20'000;
    write_id last{};
    for (std::size_t i = 0; i < count; ++i) {
        graph_write w;
        w.id = write_id::from(sha256("long " + std::to_string(i)).view());
        const bool is_head = i % 2 == 1;
        w.what.at = {0, is_head ? 1u : 4u, i, {}};
        w.what.content = value::integer(is_head ? 7 : static_cast<std::int64_t>(i % 5));
        if (i > 0) w.seen.push_back(last);
        if (!is_head) last = w.id;
        writes.push_back(std::move(w));
    }
    const auto before = std::chrono::steady_clock::now();
    const auto finding = find_case(policy::evidence, writes);
    const auto took = std::chrono::steady_clock::now() - before;
    REQUIRE(finding.has_value());
    CHECK(finding->sort == case_sort::proposal);
    CHECK(took < std::chrono::seconds(3));  // searching took minutes
}

}  // namespace pendata
