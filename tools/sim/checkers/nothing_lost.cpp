// I2, no lost write.
#include <set>

#include "core/base/assert.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

void check_nothing_lost(stage& on, office_house& office, const oracle& promises) {
    auto view = office.of().view();
    PENDATA_ASSERT(view.has_value());
    std::map<record_id, std::set<write_id>> kept;
    const auto is_kept = [&](const record_id& record, const write_id& id) {
        auto [at, fresh] = kept.try_emplace(record);
        if (fresh) at->second = writes_at(**view, record);
        return at->second.contains(id);
    };
    // Erased, or following what was, and never settled here.
    const auto is_gone_by_law = [&](const record_id& record) {
        if (promises.erased().contains(record)) return true;
        if (!promises.follows_erased(record)) return false;
        const auto there = (*view)->find(record);
        PENDATA_ASSERT(there.has_value());
        return !*there || (*there)->parts.empty();
    };
    for (const auto& [id, promised] : promises.promises()) {
        if (!promised.excused.empty() || is_gone_by_law(promised.record) || is_kept(promised.record, id)) continue;
        on.told.broken("I2", "a write of tablet-" + std::to_string(promised.tablet) + " to " + to_string(promised.record) + ", saved " +
                                 std::to_string((on.time.now_ms() - promised.at_ms) / minute_ms) + " min ago, is neither in history nor in custody");
    }
    for (const auto& [id, there] : promises.expected_back()) {
        if (there.holders.empty() || is_gone_by_law(there.record) || is_kept(there.record, id)) continue;
        on.told.broken("I2", "tablet-" + std::to_string(there.holders.begin()->first) + " held a write of kind " + std::to_string(there.key.kind) + ", field " +
                                 std::to_string(there.key.field) + " to " + to_string(there.record) + " that the office lost, and it is neither in history nor in custody");
    }
}

}  // namespace pendata::sim
