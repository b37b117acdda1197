// An office's ledger on a virtual disk.
#pragma once

#include <memory>
#include <string>

#include "sync-server/ledger/ledger_file.hpp"
#include "tools/sim/disk/disk_mount.hpp"

namespace pendata::sim {

// Lifetime: shorter than the mount. One thread: a lock that another has is busy at once.
std::unique_ptr<ledger_place> ledger_on(disk_mount& mount, std::string path);

}  // namespace pendata::sim
