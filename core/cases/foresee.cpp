// Rebuilding the part of the write graph that a tablet knows.
#include "core/cases/foresee.hpp"

#include <algorithm>
#include <set>

namespace pendata {

namespace {

std::vector<graph_write> without_links(const record_id& record, std::span<const cell> cells) {
    std::vector<graph_write> out;
    for (const auto& c : cells) out.push_back({id_of(record, c), c, {}, false});
    return without_copies(std::move(out));
}

bool amounts_to(policy merge, std::span<const graph_write> graph, const told_case& told) {
    const auto found = find_case(merge, graph);
    return found && found->sort == told.sort && found->waiting == told.waiting;
}

// A case names its writes, not what they had seen. Of the graphs that make a case of these writes, one: heads that know
// nothing of each other; heads that had seen the value on top; or one that stands on what has not arrived.
std::vector<graph_write> graph_of(policy merge, const record_id& record, const told_case& told) {
    auto graph = without_links(record, told.candidates);
    if (graph.empty() || amounts_to(merge, graph, told)) return graph;
    for (std::size_t i = 1; i < graph.size(); ++i) graph[i].seen = {graph.front().id};
    if (amounts_to(merge, graph, told)) return graph;
    for (auto& w : graph) w.seen.clear();
    graph.back().seen = {unknown_base};
    return graph;
}

foreseen_case as_told(const told_case& told) { return {told.sort, told.waiting, told.candidates}; }

// Which of its candidates had seen which a case does not tell, so that only who has seen all of them ends it for sure.
bool has_seen_all(const record_id& record, const told_case& told, std::span<const graph_write> pending) {
    std::set<write_id> seen;
    for (const auto& w : pending) {
        if (!w.link_only) seen.insert(w.seen.begin(), w.seen.end());
    }
    return std::all_of(told.candidates.begin(), told.candidates.end(), [&](const cell& c) { return seen.contains(id_of(record, c)); });
}

}  // namespace

std::optional<foreseen_case> foresee(policy merge, const record_id& record, std::span<const cell> settled,
                                     const std::optional<told_case>& told, std::span<const graph_write> pending) {
    if (pending.empty()) return told ? std::optional(as_told(*told)) : std::nullopt;
    auto graph = told ? graph_of(merge, record, *told) : std::vector<graph_write>();
    std::set<write_id> known;
    for (const auto& w : graph) known.insert(w.id);
    for (auto& w : without_links(record, settled)) {
        if (known.insert(w.id).second) graph.push_back(std::move(w));
    }
    for (const auto& w : pending) known.insert(w.id);
    // What else these had seen is the office's already, and was replaced there: nothing waits for it.
    for (auto w : pending) {
        std::erase_if(w.seen, [&](const write_id& id) { return !known.contains(id); });
        graph.push_back(std::move(w));
    }
    graph = without_copies(std::move(graph));
    const auto found = find_case(merge, graph);
    if (!found) return told && !has_seen_all(record, *told, pending) ? std::optional(as_told(*told)) : std::nullopt;
    foreseen_case out{found->sort, found->waiting, {}};
    for (const auto i : found->candidates) out.candidates.push_back(graph[i].what);
    return out;
}

}  // namespace pendata
