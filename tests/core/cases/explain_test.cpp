// The rule by which a value is current or lost, one policy after another.
#include "core/cases/explain.hpp"

#include <doctest/doctest.h>

#include "core/base/sha256.hpp"

using namespace pendata;

namespace {

using rules = std::vector<std::string_view>;

// A write of a cell: what matters of it to the rules, and nothing else.
graph_write wrote(int number, std::uint32_t generation, std::uint64_t rank, stamp_time time, const std::vector<int>& saw = {},
                  intent why = intent::correction, bool link_only = false) {
    const auto id_of = [](int n) { return write_id::from(sha256("write " + std::to_string(n)).view()); };
    graph_write w;
    w.id = id_of(number);
    w.what.at = {generation, rank, time, replica_id{}};
    w.what.why = why;
    w.what.content = value::integer(number);
    for (const int s : saw) w.seen.push_back(id_of(s));
    w.link_only = link_only;
    return w;
}

rules rules_of(policy merge, std::vector<graph_write> writes) { return explain(merge, writes); }

}  // namespace

TEST_CASE("one value is current; one nobody settled is held") {
    CHECK(rules_of(policy::latest, {wrote(1, 0, 0, 10)}) == rules{"current"});
    CHECK(rules_of(policy::latest, {wrote(1, 0, 0, 10, {}, intent::correction, true)}) == rules{"held"});
    CHECK(rules_of(policy::latest, {}).empty());
}

TEST_CASE("who had seen a value replaced it; who had not was only later") {
    CHECK(rules_of(policy::latest, {wrote(1, 0, 0, 10), wrote(2, 0, 0, 20, {1})}) == rules{"replaced", "current"});
    CHECK(rules_of(policy::latest, {wrote(1, 0, 0, 10), wrote(2, 0, 0, 20)}) == rules{"earlier", "current"});
    CHECK(rules_of(policy::latest, {wrote(1, 0, 0, 10), wrote(2, 0, 0, 20, {1}, intent::correction, true)}) == rules{"current", "held"});
}

TEST_CASE("each policy names its own reason") {
    CHECK(rules_of(policy::evidence, {wrote(1, 0, 1, 20), wrote(2, 0, 4, 10)}) == rules{"less_evidence", "current"});
    CHECK(rules_of(policy::state, {wrote(1, 0, 10, 20), wrote(2, 0, 40, 10)}) == rules{"lower_state", "current"});
    CHECK(rules_of(policy::once, {wrote(1, 0, ~10ull, 10), wrote(2, 0, ~20ull, 20)}) == rules{"current", "later"});
    CHECK(rules_of(policy::evidence, {wrote(1, 0, 4, 10), wrote(2, 1, 2, 20)}) == rules{"older_generation", "current"});
}

TEST_CASE("a decision says of itself and of what it saw") {
    CHECK(rules_of(policy::evidence, {wrote(1, 0, 2, 10), wrote(2, 0, 2, 20), wrote(3, 1, 2, 30, {1, 2}, intent::decision)}) ==
          rules{"overruled", "overruled", "decided"});
    // A decision that was replaced itself is an earlier word like any other.
    CHECK(rules_of(policy::evidence, {wrote(1, 0, 2, 10), wrote(2, 1, 2, 20, {1}, intent::decision), wrote(3, 2, 2, 30, {2}, intent::change)}) ==
          rules{"overruled", "replaced", "current"});
}

TEST_CASE("what is held has replaced and overruled nothing") {
    CHECK(rules_of(policy::evidence, {wrote(1, 0, 2, 10), wrote(2, 0, 2, 20), wrote(3, 1, 2, 30, {1}, intent::decision, true)}) ==
          rules{"earlier", "current", "held"});
    CHECK(rules_of(policy::latest, {wrote(1, 0, 0, 10), wrote(2, 0, 0, 20), wrote(3, 0, 0, 30, {1}, intent::correction, true)}) ==
          rules{"earlier", "current", "held"});
}

TEST_CASE("rules do not depend on the order of the writes") {
    const std::vector<graph_write> writes{wrote(1, 0, 2, 10), wrote(2, 0, 4, 5), wrote(3, 0, 2, 20, {1})};
    CHECK(rules_of(policy::evidence, writes) == rules{"less_evidence", "current", "less_evidence"});
    CHECK(rules_of(policy::evidence, {writes[2], writes[1], writes[0]}) == rules{"less_evidence", "current", "less_evidence"});
}
