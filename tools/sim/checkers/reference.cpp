// The rules, by their words.
#include "tools/sim/checkers/reference.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

namespace pendata::sim::reference {

namespace {

using one = const graph_write*;

// "(generation, rank, time, replica, value bytes) compared in this order", and of one time and value the later save.
bool greater(one a, one b) {
    const auto key = [](one w) {
        return std::tuple(w->what.at.generation, w->what.at.rank, w->what.at.time, w->what.at.replica, w->what.content.encoded(), w->what.save_number);
    };
    return key(a) > key(b);
}

class line_of_writes {
public:
    explicit line_of_writes(const std::vector<graph_write>& writes) : writes_(writes) {
        for (const auto& w : writes) by_id_.emplace(w.id, &w);
    }

    // Known writes that it has seen, directly or through others.
    std::set<one> seen_by(one w) const {
        std::set<one> found;
        const std::function<void(one)> walk = [&](one at) {
            for (const auto& id : at->seen) {
                const auto base = by_id_.find(id);
                if (base != by_id_.end() && base->second != w && found.insert(base->second).second) walk(base->second);
            }
        };
        walk(w);
        return found;
    }

    bool misses_base(one w) const {
        for (const auto& id : w->seen) {
            if (!by_id_.contains(id)) return true;
        }
        return false;
    }

    std::vector<one> heads() const {
        std::set<write_id> seen;
        for (bool more = true; more;) {
            more = false;
            for (const auto& w : writes_) {
                if (w.link_only && !seen.contains(w.id)) continue;
                for (const auto& id : w.seen) more = (id != w.id && seen.insert(id).second) || more;
            }
        }
        std::vector<one> out;
        for (const auto& w : writes_) {
            if (!w.link_only && !seen.contains(w.id)) out.push_back(&w);
        }
        return out;
    }

private:
    const std::vector<graph_write>& writes_;
    std::map<write_id, one> by_id_;
};

bool differ(const std::vector<one>& among) {
    for (const auto a : among) {
        if (a->what.content != among.front()->what.content) return true;
    }
    return false;
}

std::vector<one> highest(const std::vector<one>& among) {
    std::pair<std::uint32_t, std::uint64_t> top{0, 0};
    const auto level = [](one w) { return std::pair(w->what.at.generation, w->what.at.rank); };
    for (const auto w : among) top = std::max(top, level(w));
    std::vector<one> out;
    for (const auto w : among) {
        if (level(w) == top) out.push_back(w);
    }
    return out;
}

// A better founded value of the same generation that a head saw and contradicts; of several the greatest.
one contradicted(const line_of_writes& line, const std::vector<one>& heads) {
    one found = nullptr;
    for (const auto head : heads) {
        for (const auto base : line.seen_by(head)) {
            const bool contradicts = !base->link_only && base->what.content != head->what.content &&
                                     base->what.at.generation == head->what.at.generation &&
                                     base->what.at.rank > head->what.at.rank;
            if (contradicts && (found == nullptr || greater(base, found))) found = base;
        }
    }
    return found;
}

expected_case case_of(const line_of_writes& line, const std::vector<one>& among, case_sort sort) {
    expected_case out{sort, false, {}};
    for (const auto w : among) {
        out.candidates.insert(w->id);
        out.waiting = out.waiting || line.misses_base(w);
    }
    return out;
}

std::optional<expected_case> of_evidence(const line_of_writes& line, std::vector<one> heads) {
    if (heads.empty()) return std::nullopt;
    bool in_conflict = differ(highest(heads));
    for (const auto w : heads) {
        const bool settles = w->what.why == intent::decision || w->what.why == intent::retraction;
        in_conflict = in_conflict || (differ(heads) && (settles || line.misses_base(w)));
    }
    if (in_conflict) return case_of(line, heads, case_sort::conflict);
    const auto base = contradicted(line, heads);
    if (base == nullptr) return std::nullopt;
    heads.push_back(base);
    return case_of(line, heads, case_sort::proposal);
}

}  // namespace

const graph_write* winner(const std::vector<graph_write>& writes) {
    one best = nullptr;
    for (const auto& w : writes) {
        if (!w.link_only && (best == nullptr || greater(&w, best))) best = &w;
    }
    return best;
}

std::string_view rule(policy merge, const std::vector<graph_write>& writes, const graph_write& of) {
    const auto* best = winner(writes);
    if (best == nullptr || of.link_only) return "held";
    const bool decides = best->what.why == intent::decision;
    if (best->id == of.id) return decides ? "decided" : "current";
    bool replaced = false;
    bool overruled = false;
    for (const auto& w : writes) {
        if (w.link_only || std::count(w.seen.begin(), w.seen.end(), of.id) == 0) continue;
        (w.what.why == intent::decision ? overruled : replaced) = true;
    }
    if (overruled) return "overruled";
    const bool same_generation = of.what.at.generation == best->what.at.generation;
    if (same_generation && of.what.at.rank != best->what.at.rank) {
        // Only these three give ranks.
        if (merge == policy::evidence) return "less_evidence";
        if (merge == policy::state) return "lower_state";
        if (merge == policy::once) return "later";
    }
    if (replaced) return "replaced";
    return same_generation ? "earlier" : "older_generation";
}

std::optional<expected_case> expected(policy merge, const std::vector<graph_write>& writes) {
    const line_of_writes line(writes);
    auto heads = line.heads();
    const auto* best = winner(writes);
    if (best == nullptr) return std::nullopt;
    switch (merge) {
        case policy::evidence:
            return of_evidence(line, heads);
        case policy::once:
            heads.push_back(best);
            return differ(heads) ? std::optional(case_of(line, heads, case_sort::conflict)) : std::nullopt;
        case policy::state:
            return !heads.empty() && differ(heads) ? std::optional(case_of(line, heads, case_sort::conflict)) : std::nullopt;
        case policy::keep_both:
            std::erase_if(heads, [](one w) { return w->what.content.is_cleared(); });
            return heads.size() > 1 ? std::optional(case_of(line, heads, case_sort::conflict)) : std::nullopt;
        case policy::latest:
        case policy::set:
        case policy::office:
            break;
    }
    return std::nullopt;
}

}  // namespace pendata::sim::reference
