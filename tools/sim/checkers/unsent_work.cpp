// What was saved or sealed and has no receipt, found without the index that evictions ask.
#include "tools/sim/checkers/unsent_work.hpp"

#include <set>

#include "core/base/assert.hpp"

namespace pendata::sim {

namespace {

compartment_mask rooms_of(const std::optional<device_record>& record) {
    compartment_mask out = 0;
    if (!record) return out;
    for (const auto& p : record->settled) {
        out = static_cast<compartment_mask>(out | mask_of(p.room));
    }
    return out;
}

// What somebody has decided against, and the author was told so. Its batch is offered again after a fork, for the
// office's sake; nobody works on it here any more.
result<std::set<write_id>> ended_writes(device_transaction& tx) {
    PENDATA_TRY(notices, tx.notices());
    std::set<write_id> out;
    for (const auto& n : notices) {
        if (n.state == message::verdict::rejected || n.state == message::verdict::returned) out.insert(n.id);
    }
    return out;
}

}  // namespace

unsent_work::unsent_work(const sim_tablet& of) {
    constexpr std::size_t all = 1 << 20;
    const auto read = of.engine().store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(unsealed, tx.unsealed(all));
        PENDATA_TRY(sealed, tx.unreceipted(0, all));
        for (const auto& p : unsealed) held_.emplace(p.what.record, 0);
        PENDATA_TRY(ended, ended_writes(tx));
        for (const auto& batch : sealed) {
            for (const auto& w : batch.content.writes) {
                if (!ended.contains(w.id())) held_.emplace(w.record, 0);
            }
        }
        for (auto& [id, rooms] : held_) {
            PENDATA_TRY(record, tx.find(id));
            rooms = rooms_of(record);
        }
        return {};
    });
    PENDATA_ASSERT(read.has_value());
}

void unsent_work::leave_out_erased(const client_action& next) {
    const auto* pull = std::get_if<tablet_action::apply_pull>(&next);
    if (pull == nullptr) return;
    for (const auto& e : pull->pull.evictions) {
        if ((e.rooms & gone_by_law) != 0) held_.erase(e.record);
    }
}

void unsent_work::check_kept(stage& on, const sim_tablet& of) const {
    const auto read = of.engine().store.read([&](device_transaction& tx) -> result<void> {
        for (const auto& [id, rooms] : held_) {
            PENDATA_TRY(record, tx.find(id));
            if ((rooms & ~rooms_of(record)) != 0) on.told.broken("I4", of.name() + " drops parts of " + to_string(id) + " before its work on it is sent");
        }
        return {};
    });
    PENDATA_ASSERT(read.has_value());
}

}  // namespace pendata::sim
