// The power goes: a disk forgets and tears what was not synced, and the run's counters tell how much.
#pragma once

#include "tools/sim/disk/virtual_disk.hpp"
#include "tools/sim/scene/stage.hpp"

namespace pendata::sim {

inline void crash_and_count(stage& on, virtual_disk& disk) {
    const disk_counts before = disk.counts();
    disk.crash();
    const disk_counts& now = disk.counts();
    for (auto n = before.forgotten_writes; n < now.forgotten_writes; ++n) on.faults.happened(fault::write_forgotten);
    for (auto n = before.torn_writes; n < now.torn_writes; ++n) on.faults.happened(fault::write_torn);
}

}  // namespace pendata::sim
