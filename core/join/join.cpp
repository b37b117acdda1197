// Joining cells into parts and views.
#include "core/join/join.hpp"

#include <algorithm>
#include <tuple>

#include "core/base/fault_switch.hpp"

namespace pendata {

bool wins(const cell& a, const cell& b) {
    if (PENDATA_SWITCH(rank_alone) && a.at.rank != b.at.rank) return a.at.rank > b.at.rank;
    if (const auto order = a.at <=> b.at; order != 0) return order > 0;
    if (const auto order = a.content <=> b.content; order != 0) return order > 0;
    // The same stamp and value can differ only in what describes the write; the bytes decide, so that the join
    // is total whatever a peer sends.
    const auto described = [](const cell& c) {
        return std::tuple(c.save_number, c.author, c.evidence, c.why, c.effective_date, c.room);
    };
    return described(a) > described(b);
}

bool join_into(part& p, const cell& c, sequence changed_at) {
    if (const auto* present = p.find(c.key); present != nullptr && !wins(c, present->what)) {
        const bool tie = present->what.at.generation == c.at.generation && present->what.at.rank == c.at.rank;
        if (!PENDATA_SWITCH(last_arrival_wins) || !tie) return false;
    }
    p.put({c, changed_at});
    return true;
}

std::vector<cell> joined(std::span<const part> parts, std::span<const write> pending) {
    std::vector<cell> out;
    for (const auto& p : parts) {
        for (const auto& c : p.cells) out.push_back(c.what);
    }
    for (const auto& w : pending) out.push_back(w.what);
    std::sort(out.begin(), out.end(), [](const cell& a, const cell& b) {
        if (const auto order = a.key <=> b.key; order != 0) return order < 0;
        return wins(a, b);
    });
    const auto rest = std::unique(out.begin(), out.end(), [](const cell& a, const cell& b) { return a.key == b.key; });
    out.erase(rest, out.end());
    return out;
}

}  // namespace pendata
