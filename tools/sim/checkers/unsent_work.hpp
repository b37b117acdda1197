// I4, the other side: a part stays on the tablet as long as work on its record is unsent, whatever leaves the grants.
#pragma once

#include <map>

#include "core/sync/client_session.hpp"
#include "tools/sim/scene/sim_tablet.hpp"

namespace pendata::sim {

// What a tablet holds of the records it has unsent work on.
class unsent_work {
public:
    // Requires: is open, on a disk that is well.
    explicit unsent_work(const sim_tablet& of);
    // Of what the office is about to call erased by law nothing has to stay.
    void leave_out_erased(const client_action& next);
    // After a step of a sync that sends nothing: all of it is still there.
    void check_kept(stage& on, const sim_tablet& of) const;

private:
    std::map<record_id, compartment_mask> held_;
};

}  // namespace pendata::sim
