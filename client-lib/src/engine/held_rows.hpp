// What a repair begins with: every settled part of this tablet, read and digested once. A scan of the whole cache,
// made only when it was found to differ; no index is kept for it.
#pragma once

#include "client-lib/src/engine/view.hpp"
#include "core/reconcile/descent.hpp"

namespace pendata {

struct held_rows {
    held_parts held;   // but those whose eviction waits: they are the office's no more
    fingerprint sum;   // of everything, them included
};

result<held_rows> read_held(device_transaction& tx, const dictionary& words, const device_state& state);

// What the parts whose eviction waits for unsent writes add to the fingerprint.
result<fingerprint> sum_of_waiting(device_transaction& tx, const dictionary& words, const device_state& state);

}  // namespace pendata
