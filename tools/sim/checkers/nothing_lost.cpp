// I2, no lost write.
#include <set>

#include "core/base/assert.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

void check_nothing_lost(stage& on, office_house& office, const oracle& promises) {
    auto view = office.of().view();
    PENDATA_ASSERT(view.has_value());
    std::map<record_id, std::set<write_id>> kept;
    for (const auto& [id, promised] : promises.promises()) {
        auto [at, fresh] = kept.try_emplace(promised.record);
        if (fresh) at->second = writes_at(**view, promised.record);
        if (at->second.contains(id) || !promised.excused.empty()) continue;
        on.told.broken("I2", "a write of tablet-" + std::to_string(promised.tablet) + " to " + to_string(promised.record) + ", saved " +
                                 std::to_string((on.time.now_ms() - promised.at_ms) / minute_ms) + " min ago, is neither in history nor in custody");
    }
}

}  // namespace pendata::sim
