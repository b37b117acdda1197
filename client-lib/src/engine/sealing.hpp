// Sealing on the tablet: unsealed writes become signed batches in the chain, durable before the first byte leaves.
#pragma once

#include "client-lib/src/engine/tablet.hpp"

namespace pendata {

// Seals up to `most` batches of what is unsealed; how many.
result<std::size_t> seal_some(device_transaction& tx, const tablet& with, std::size_t most);

}  // namespace pendata
