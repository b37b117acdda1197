// Queues under their limits, and what design.md says of one that is full: nothing is refused, it is kept unread.
// The limits are those of the office (core/settle/intake.hpp, office_context) and of core/base/limits.hpp.
#pragma once

#include "tools/sim/scene/office_house.hpp"
#include "tools/sim/scene/sim_tablet.hpp"

namespace pendata::sim {

// What one device has waiting at the office: held writes, and whether it may add to what waits.
struct waiting_work {
    std::uint64_t held = 0;
    std::uint64_t unread = 0;  // batches
    bool has_room = true;
};

// Around the taking of a batch, inside its transaction: a device beyond its quota adds nothing to what waits.
result<waiting_work> waiting_of(office_transaction& to, const office_context& context, const device_id& device);
void check_quota_kept(stage& on, const device_id& device, const waiting_work& before, const waiting_work& after);
// At rest: what is kept unread belongs to devices that have no room, and can be read.
void check_unread(stage& on, office_house& office);
// What a tablet remembers, carries and stages.
void check_tablet_queues(stage& on, const sim_tablet& of);

}  // namespace pendata::sim
