// Telling the rule.
#include "core/cases/explain.hpp"

#include <algorithm>

#include "core/join/join.hpp"

namespace pendata {

namespace {

std::string_view rule_of(policy merge, std::span<const graph_write> writes, std::size_t i, std::size_t winner) {
    const auto& w = writes[i];
    if (w.link_only) return "held";
    if (i == winner) return w.what.why == intent::decision ? "decided" : "current";
    // What is held has replaced and overruled nothing yet.
    const auto saw_it = [&](const graph_write& other) {
        return !other.link_only && std::find(other.seen.begin(), other.seen.end(), w.id) != other.seen.end();
    };
    if (std::any_of(writes.begin(), writes.end(), [&](const graph_write& o) { return o.what.why == intent::decision && saw_it(o); })) {
        return "overruled";
    }
    const auto& best = writes[winner].what.at;
    if (w.what.at.generation < best.generation) {
        return std::any_of(writes.begin(), writes.end(), saw_it) ? "replaced" : "older_generation";
    }
    if (w.what.at.rank < best.rank) {
        if (merge == policy::evidence) return "less_evidence";
        if (merge == policy::state) return "lower_state";
        if (merge == policy::once) return "later";
    }
    return std::any_of(writes.begin(), writes.end(), saw_it) ? "replaced" : "earlier";
}

}  // namespace

std::vector<std::string_view> explain(policy merge, std::span<const graph_write> writes) {
    std::size_t winner = writes.size();
    for (std::size_t i = 0; i < writes.size(); ++i) {
        if (writes[i].link_only) continue;
        if (winner == writes.size() || wins(writes[i].what, writes[winner].what)) winner = i;
    }
    std::vector<std::string_view> rules;
    rules.reserve(writes.size());
    for (std::size_t i = 0; i < writes.size(); ++i) {
        rules.push_back(winner == writes.size() ? "held" : rule_of(merge, writes, i, winner));
    }
    return rules;
}

}  // namespace pendata
