// Damaging: one part or cell chosen by the dice, changed through the store behind the engine's back.
// What is then expected of the engine: docs/testing.md, "Damage".
#include "tools/sim/scene/damage.hpp"

#include <vector>

#include "client-lib/src/engine/settled_layer.hpp"
#include "core/base/assert.hpp"

namespace pendata::sim {

namespace {

// A settled part and its record's kind.
using kept_part = std::pair<std::uint16_t, part>;

std::string damage_cell(part& of, dice& draw) {
    auto& cell = of.cells[draw.below(static_cast<std::uint32_t>(of.cells.size()))];
    switch (draw.below(3)) {
        case 0:
            cell.what.at.time ^= stamp_time{1} << draw.below(40);
            return "a bit is flipped in a stamp";
        case 1:
            cell.what.at.time -= std::min<stamp_time>(cell.what.at.time, to_stamp_time(day_ms));
            cell.changed_at = 1;
            return "a cell is as it was";
        default:
            cell.what.at.time ^= stamp_time{1} << draw.below(40);
            cell.changed_at += 1'000'000;
            return "a cell that is none claims a later commit";
    }
}

}  // namespace

std::string damage_cache(const sim_tablet& of, dice& draw) {
    std::string what;
    const auto done = of.engine().store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        std::vector<kept_part> all;
        PENDATA_CHECK(tx.visit_settled([&](std::uint16_t kind, const part& p) -> result<void> {
            all.emplace_back(kind, p);
            return {};
        }));
        if (all.empty()) return {};
        auto& [kind, chosen] = all[draw.below(static_cast<std::uint32_t>(all.size()))];
        const auto way = draw.below(6);
        if (way == 0) {
            what = "the sum is wrong";
            state.holds.add(state.holds);
            return tx.put_state(state);
        }
        if (way == 1) {
            what = "a part is lost";
            PENDATA_CHECK(tx.erase_settled(chosen.record, chosen.room));
        } else if (way == 2) {
            what = "a part is there twice, once under an id that nobody has";
            auto id = bytes(chosen.record.view());
            id.back() = static_cast<char>(id.back() ^ 1);
            chosen.record = record_id::from(id);
            PENDATA_CHECK(tx.put_settled(kind, chosen));
        } else {
            what = damage_cell(chosen, draw);
            PENDATA_CHECK(tx.put_settled(kind, chosen));
        }
        if (draw.chance(500)) return {};
        what += ", its sum too";
        PENDATA_CHECK(settled_layer(tx, of.engine().words, state).count_again());
        return tx.put_state(state);
    });
    PENDATA_ASSERT(done.has_value());
    return what;
}

}  // namespace pendata::sim
