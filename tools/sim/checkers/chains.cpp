// I12, one device, one history: two contents for one number of a chain are told to somebody as a fork.
// At rest, with an open office.
#include <map>
#include <set>

#include "core/base/assert.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

namespace {

// Those that something has settled of.
std::vector<batch_row> settled_batches(office_view& view) {
    std::set<digest> hashes;
    visit_records(view, [&](const office_record& r) {
        const auto rows = view.history_of(r.id);
        PENDATA_ASSERT(rows.has_value());
        for (const auto& row : *rows) {
            if (!row.batch.is_zero()) hashes.insert(row.batch);
        }
    });
    std::vector<batch_row> out;
    for (const auto& hash : hashes) {
        const auto row = view.batch(hash);
        PENDATA_ASSERT(row.has_value());
        if (*row) out.push_back(**row);
    }
    return out;
}

}  // namespace

void check_chains(stage& on, office_house& office) {
    auto view = office.of().view();
    PENDATA_ASSERT(view.has_value());
    std::map<std::pair<replica_id, std::uint64_t>, std::pair<int, bool>> numbers;  // how many, and whether one was told
    for (const auto& row : settled_batches(**view)) {
        auto& [count, told] = numbers[{row.replica, row.number}];
        ++count;
        told = told || row.answer.forked;
    }
    for (const auto& [key, found] : numbers) {
        if (found.first > 1 && !found.second) {
            on.told.broken("I12", "two batches " + std::to_string(key.second) + " of replica " + to_string(key.first) + ", and nobody was told");
        }
    }
}

void check_forks_heeded(stage& on, office_house& office, const std::vector<const sim_tablet*>& tablets) {
    auto view = office.of().view();
    PENDATA_ASSERT(view.has_value());
    for (const auto& row : settled_batches(**view)) {
        if (!row.answer.forked) continue;
        for (const auto* of : tablets) {
            const auto state = of->state();
            if (state.device != row.from || state.chain.replica != row.replica) continue;
            const auto read = of->engine().store.read([&](device_transaction& tx) -> result<void> {
                PENDATA_TRY(sealed, tx.journal(row.hash));
                if (sealed && sealed->receipted && sealed->answer.forked) on.told.broken("I12", of->name() + " goes on with a chain that it was told has forked");
                return {};
            });
            PENDATA_ASSERT(read.has_value());
        }
    }
}

}  // namespace pendata::sim
