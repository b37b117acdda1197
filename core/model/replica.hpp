// A replica names one chain of batches and says whose it is: 8 random bytes, then the first 8 of a digest over the
// device and those. Nobody can write under another device's replica, and a store that was put back from a backup
// still knows. docs/conflicts.md, "Chains".
#pragma once

#include <array>

#include "core/base/id.hpp"

namespace pendata {

// A fresh replica of the device.
replica_id make_replica(const device_id& of, const std::array<unsigned char, 8>& random);
bool is_replica_of(const replica_id& replica, const device_id& device);

// Where the office keeps what `by` sealed under a replica that is not its own: no replica of any device.
replica_id foreign_replica(const device_id& by, const replica_id& claimed);

}  // namespace pendata
