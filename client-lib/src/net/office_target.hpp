// Where the enrolled office is and what is known of it, as a connection needs it.
#pragma once

#include <optional>

#include "client-lib/src/engine/tablet.hpp"
#include "client-lib/src/net/key_ring.hpp"
#include "client-lib/src/net/office_address.hpp"
#include "client-lib/src/net/tls_connection.hpp"
#include "core/sync/agent_policy.hpp"

namespace pendata {

// `instead`: go there; the pinned identity stays. Errors: not_enrolled, key_missing, of the store.
result<tls_connection::target> office_target(const tablet& with, key_ring& keys,
                                             const std::optional<office_address>& instead,
                                             const session_plan& plan = {});

}  // namespace pendata
