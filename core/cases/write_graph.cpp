// Heads and case conditions.
#include "core/cases/write_graph.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/base/fault_switch.hpp"
#include "core/join/join.hpp"

namespace pendata {

namespace {

using indices = std::vector<std::size_t>;

// Where each write stands, by its id.
class write_places {
public:
    explicit write_places(std::span<const graph_write> writes) : writes_(writes) {
        for (std::size_t i = 0; i < writes.size(); ++i) place_.emplace(writes[i].id, i);
    }

    std::optional<std::size_t> of(const write_id& id) const {
        const auto at = place_.find(id);
        return at == place_.end() ? std::nullopt : std::optional(at->second);
    }
    bool misses_base(std::size_t i) const {
        return std::any_of(writes_[i].seen.begin(), writes_[i].seen.end(),
                           [&](const write_id& id) { return !place_.contains(id); });
    }

private:
    std::span<const graph_write> writes_;
    std::unordered_map<write_id, std::size_t> place_;
};

bool same_value(const graph_write& a, const graph_write& b) { return a.what.content == b.what.content; }

bool values_differ(std::span<const graph_write> writes, const indices& among) {
    return std::any_of(among.begin(), among.end(), [&](std::size_t i) { return !same_value(writes[i], writes[among.front()]); });
}

std::pair<std::uint32_t, std::uint64_t> level(const graph_write& w) { return {w.what.at.generation, w.what.at.rank}; }

// EVIDENCE: heads that differ where evidence can not tell them apart, or beside a decision or retraction that
// did not see them: those settle only what they saw.
bool evidence_conflict(std::span<const graph_write> writes, const indices& heads) {
    auto top = level(writes[heads.front()]);
    for (const auto i : heads) top = std::max(top, level(writes[i]));
    indices highest;
    for (const auto i : heads) {
        if (level(writes[i]) == top) highest.push_back(i);
    }
    if (values_differ(writes, highest)) return true;
    return std::any_of(heads.begin(), heads.end(), [&](std::size_t i) {
        const auto why = writes[i].what.why;
        return (why == intent::decision || why == intent::retraction) && values_differ(writes, heads);
    });
}

// The two greatest of some writes that differ in value: whatever value is asked for, one of them differs from it.
struct greatest_two {
    std::optional<std::size_t> first, second;

    void add(std::span<const graph_write> writes, std::size_t i) {
        if (!first) {
            first = i;
        } else if (same_value(writes[i], writes[*first])) {
            if (wins(writes[i].what, writes[*first].what)) first = i;
        } else if (wins(writes[i].what, writes[*first].what)) {
            second = std::exchange(first, i);
        } else if (!second || wins(writes[i].what, writes[*second].what)) {
            second = i;
        }
    }
    std::optional<std::size_t> unlike(std::span<const graph_write> writes, std::size_t i) const {
        return first && same_value(writes[*first], writes[i]) ? second : first;
    }
};

// Of everything a write has seen, directly or through others, the two greatest of each generation that a head is of.
// Every write is looked at once, so that a graph costs what it has writes and links. Links that lead in a circle are no
// honest tablet's; they are cut where the order of ids cuts them.
class ancestry {
public:
    using summary = std::map<std::uint32_t, greatest_two>;

    ancestry(std::span<const graph_write> writes, const write_places& places, const indices& heads)
        : writes_(writes), places_(places), done_(writes.size()), summaries_(writes.size()) {
        for (const auto h : heads) generations_.insert(writes[h].what.at.generation);
        indices order(heads);
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return writes[a].id < writes[b].id; });
        for (const auto h : order) walk(h);
    }

    const summary& of(std::size_t i) const { return summaries_[i]; }

private:
    enum class mark : unsigned char { untouched, open, done };

    void walk(std::size_t from) {
        std::vector<std::pair<std::size_t, std::size_t>> path{{from, 0}};  // a write, and how many of its bases are done
        done_[from] = mark::open;
        while (!path.empty()) {
            const std::size_t at = path.back().first;
            std::size_t& next = path.back().second;
            if (next == writes_[at].seen.size()) {
                done_[at] = mark::done;
                path.pop_back();
                if (!path.empty()) take(path.back().first, at);
                continue;
            }
            const auto base = places_.of(writes_[at].seen[next++]);
            if (!base || done_[*base] == mark::open) continue;
            if (done_[*base] == mark::done) {
                take(at, *base);
            } else {
                done_[*base] = mark::open;
                path.emplace_back(*base, 0);
            }
        }
    }

    void take(std::size_t into, std::size_t base) {
        const auto generation = writes_[base].what.at.generation;
        if (!writes_[base].link_only && generations_.contains(generation)) summaries_[into][generation].add(writes_, base);
        for (const auto& [of, two] : summaries_[base]) {
            auto& here = summaries_[into][of];
            if (two.first) here.add(writes_, *two.first);
            if (two.second) here.add(writes_, *two.second);
        }
    }

    std::span<const graph_write> writes_;
    const write_places& places_;
    std::set<std::uint32_t> generations_;
    std::vector<mark> done_;
    std::vector<summary> summaries_;
};

// A head that contradicts a better founded value of its own generation, knowing it. Gives that value; of several
// the greatest, so that the answer does not hang on the order of the writes.
std::optional<std::size_t> contradicted(std::span<const graph_write> writes, const write_places& places, const indices& heads) {
    const ancestry seen(writes, places, heads);
    std::optional<std::size_t> found;
    for (const auto h : heads) {
        const auto at = seen.of(h).find(writes[h].what.at.generation);
        const auto base = at == seen.of(h).end() ? std::nullopt : at->second.unlike(writes, h);
        if (!base || writes[*base].what.at.rank <= writes[h].what.at.rank) continue;
        if (!found || wins(writes[*base].what, writes[*found].what)) found = base;
    }
    return found;
}

std::size_t winner_of(std::span<const graph_write> writes) {
    std::size_t best = writes.size();
    for (std::size_t i = 0; i < writes.size(); ++i) {
        if (writes[i].link_only) continue;
        if (best == writes.size() || wins(writes[i].what, writes[best].what)) best = i;
    }
    return best;
}

case_finding as_finding(std::span<const graph_write> writes, const write_places& seen, indices candidates, case_sort sort) {
    case_finding out;
    out.sort = sort;
    out.waiting = std::any_of(candidates.begin(), candidates.end(), [&](std::size_t i) { return seen.misses_base(i); });
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    std::sort(candidates.begin(), candidates.end(),
              [&](std::size_t a, std::size_t b) { return wins(writes[a].what, writes[b].what); });
    out.candidates = std::move(candidates);
    return out;
}

}  // namespace

std::vector<graph_write> without_copies(std::vector<graph_write> writes) {
    std::vector<graph_write> out;
    std::unordered_map<write_id, std::size_t> place;
    out.reserve(writes.size());
    const auto is_unknown = [](const graph_write& w) {
        return std::find(w.seen.begin(), w.seen.end(), unknown_base) != w.seen.end();
    };
    for (auto& w : writes) {
        const auto [at, first] = place.emplace(w.id, out.size());
        if (first) {
            out.push_back(std::move(w));
            continue;
        }
        auto& kept = out[at->second];
        const bool known = !is_unknown(kept) || !is_unknown(w);
        kept.seen.insert(kept.seen.end(), w.seen.begin(), w.seen.end());
        std::sort(kept.seen.begin(), kept.seen.end());
        kept.seen.erase(std::unique(kept.seen.begin(), kept.seen.end()), kept.seen.end());
        if (known) std::erase(kept.seen, unknown_base);
        kept.link_only = kept.link_only && w.link_only;
    }
    return out;
}

bool opens_cases(policy merge) {
    return merge == policy::evidence || merge == policy::state || merge == policy::once || merge == policy::keep_both;
}

std::vector<std::size_t> heads_of(std::span<const graph_write> writes) {
    // What was seen through others was seen directly by one of them. What only a link has seen nobody has answered: a
    // link counts where something that settled stands on it.
    std::unordered_multimap<write_id, std::size_t> links;
    for (std::size_t i = 0; i < writes.size(); ++i) {
        if (writes[i].link_only) links.emplace(writes[i].id, i);
    }
    std::unordered_set<write_id> seen;
    indices open;
    for (std::size_t i = 0; i < writes.size(); ++i) {
        if (!writes[i].link_only || PENDATA_SWITCH(links_answer)) open.push_back(i);
    }
    while (!open.empty()) {
        const auto& w = writes[open.back()];
        open.pop_back();
        for (const auto& id : w.seen) {
            if (id == w.id || !seen.insert(id).second) continue;
            const auto [first, last] = links.equal_range(id);
            for (auto at = first; at != last; ++at) open.push_back(at->second);
        }
    }
    indices heads;
    for (std::size_t i = 0; i < writes.size(); ++i) {
        const bool is_link = writes[i].link_only && !PENDATA_SWITCH(held_heads);
        if (!seen.contains(writes[i].id) && !is_link) heads.push_back(i);
    }
    return heads;
}

std::optional<case_finding> find_case(policy merge, std::span<const graph_write> writes) {
    if (!opens_cases(merge)) return std::nullopt;
    indices heads = heads_of(writes);
    const std::size_t winner = winner_of(writes);
    if (winner == writes.size()) return std::nullopt;
    const write_places seen(writes);
    switch (merge) {
        case policy::evidence:
            if (heads.empty()) return std::nullopt;
            if (evidence_conflict(writes, heads)) return as_finding(writes, seen, heads, case_sort::conflict);
            // A head that claims to stand on something unknown has not earned its generation yet.
            if (values_differ(writes, heads) &&
                std::any_of(heads.begin(), heads.end(), [&](std::size_t i) { return seen.misses_base(i); })) {
                return as_finding(writes, seen, heads, case_sort::conflict);
            }
            if (const auto base = contradicted(writes, seen, heads); base && !PENDATA_SWITCH(proposal_forgotten)) {
                heads.push_back(*base);
                return as_finding(writes, seen, heads, case_sort::proposal);
            }
            return std::nullopt;
        case policy::state:
            if (heads.empty() || !values_differ(writes, heads)) return std::nullopt;
            return as_finding(writes, seen, heads, case_sort::conflict);
        case policy::once:
            heads.push_back(winner);
            if (!values_differ(writes, heads)) return std::nullopt;
            return as_finding(writes, seen, heads, case_sort::conflict);
        case policy::keep_both:
            // Each element is a write; a seen one was cleared by who saw it.
            std::erase_if(heads, [&](std::size_t i) { return writes[i].what.content.is_cleared(); });
            if (heads.size() < 2) return std::nullopt;
            return as_finding(writes, seen, heads, case_sort::conflict);
        case policy::latest:
        case policy::set:
        case policy::office:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace pendata
