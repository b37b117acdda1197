// I12, one device, one history: two contents for one number of a chain are told to somebody as a fork.
// At rest, with an open office.
#include <map>
#include <set>

#include "core/base/assert.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

void check_chains(stage& on, office_house& office) {
    auto view = office.of().view();
    PENDATA_ASSERT(view.has_value());
    std::set<digest> batches;
    visit_records(**view, [&](const office_record& r) {
        const auto rows = (*view)->history_of(r.id);
        PENDATA_ASSERT(rows.has_value());
        for (const auto& row : *rows) {
            if (!row.batch.is_zero()) batches.insert(row.batch);
        }
    });
    std::map<std::pair<replica_id, std::uint64_t>, std::pair<int, bool>> numbers;  // how many, and whether one was told
    for (const auto& hash : batches) {
        const auto row = (*view)->batch(hash);
        PENDATA_ASSERT(row.has_value());
        if (!*row) continue;
        auto& [count, told] = numbers[{(*row)->replica, (*row)->number}];
        ++count;
        told = told || (*row)->answer.forked;
    }
    for (const auto& [key, found] : numbers) {
        if (found.first > 1 && !found.second) {
            on.told.broken("I12", "two batches " + std::to_string(key.second) + " of replica " + to_string(key.first) + ", and nobody was told");
        }
    }
}

}  // namespace pendata::sim
