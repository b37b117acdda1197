// I4 at the office's door: what is said goes to somebody who may hear it now, whatever they might when they came.
#include "core/base/assert.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

void check_served(stage& on, office_view& view, const office_context& office, const device_id& to, const message::pull& pull) {
    if (pull.parts.empty()) return;
    const auto device = view.device(to);
    const auto head = view.head();
    PENDATA_ASSERT(device.has_value() && *device && head.has_value());
    const auto today = day_of(std::max(office.now_ms, head->latest_ms));
    const auto granted = (*device)->revoked ? grant_list() : office.who.grants_of((*device)->officer, today);
    for (const auto& p : pull.parts) {
        const auto record = view.find(p.content.record);
        PENDATA_ASSERT(record.has_value());
        const auto atoms = *record ? (*record)->atoms() : atom_set();
        if (!contains(granted_rooms(granted, atoms), p.content.room)) {
            on.told.broken("I4", "the office gives S" + std::to_string(p.content.room) + " of " + to_string(p.content.record) + " to " + (*device)->label + ", who may not hold it");
        }
    }
}

}  // namespace pendata::sim
