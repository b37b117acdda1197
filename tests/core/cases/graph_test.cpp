// Cases as a pure function of the set of writes (I3, I6): the conditions of each policy, and laws over random
// histories in any order.
#include "core/cases/write_graph.hpp"

#include <doctest/doctest.h>

#include <algorithm>
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
        for (auto& w : history) graph.push_back({w.id(), w.what, w.seen, *rc::gen::weightedElement<bool>({{9, false}, {1, true}})});
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

}  // namespace pendata
