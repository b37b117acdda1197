// A disk that fails for the time of one action: which faults it draws, and which of them had an effect.
#pragma once

#include "tools/sim/disk/virtual_disk.hpp"
#include "tools/sim/scene/stage.hpp"

namespace pendata::sim {

struct disk_trouble {
    fault full, locked, unreadable;
    unsigned permille = 0;
};

inline disk_faults draw_disk_faults(stage& on, const disk_trouble& of, const virtual_disk& disk) {
    disk_faults now;
    if (on.faults.strikes(of.full, of.permille)) now.capacity = disk.used() + on.draw.below(3) * 4'096;
    if (on.faults.strikes(of.locked, of.permille)) now.locked = true;
    if (on.faults.strikes(of.unreadable, of.permille)) now.read_error.per_million = 300'000;
    return now;
}

inline void note_disk_faults(stage& on, const disk_trouble& of, const disk_counts& before, const disk_counts& now) {
    if (now.full > before.full) on.faults.happened(of.full);
    if (now.busy > before.busy) on.faults.happened(of.locked);
    if (now.read_errors > before.read_errors) on.faults.happened(of.unreadable);
}

}  // namespace pendata::sim
