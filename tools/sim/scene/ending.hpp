// How a session ended, as the tablet saw it.
#pragma once

#include "core/sync/client_session.hpp"

namespace pendata::sim {

struct ending {
    errc why = errc::ok;
    std::uint64_t retry_after_ms = 0;
    session_progress progress;
};

}  // namespace pendata::sim
