// I2 for loads by snapshot: nothing of one is seen before it is whole, and then all of it is.
#include "core/base/assert.hpp"
#include "core/model/canonical.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

void check_staging_unseen(stage& on, const sim_tablet& of, const device_state& before) {
    const auto now = of.state();
    if (!(now.holds == before.holds) || !(now.pulled == before.pulled)) {
        on.told.broken("I2", of.name() + " shows something of a snapshot that is not whole");
    }
}

void check_visible_whole(stage& on, office_house& office, const sim_tablet& of, const message::snapshot_head& head) {
    std::map<std::pair<record_id, compartment>, digest> held;
    const auto read = of.engine().store.read([&](device_transaction& tx) {
        return tx.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
            held[{p.record, p.room}] = part_digest(p);
            return {};
        });
    });
    PENDATA_ASSERT(read.has_value());
    auto view = office.of().view();
    PENDATA_ASSERT(view.has_value());
    const grant_list scope{{head.node, head.rooms}};
    visit_records(**view, [&](const office_record& r) {
        const auto rooms = granted_rooms(scope, r.atoms_at(head.at.at)) & granted_rooms(scope, r.atoms());
        for (const auto& p : r.parts) {
            // What has changed since comes with the tail.
            if (!contains(static_cast<compartment_mask>(rooms), p.room) || p.newest() > head.at.at) continue;
            const auto at = held.find({p.record, p.room});
            if (at == held.end() || at->second != part_digest(p)) {
                on.told.broken("I2", of.name() + " was loaded with " + head.node + " and lacks " + to_string(p.record) + "/S" + std::to_string(p.room));
            }
        }
    });
}

}  // namespace pendata::sim
