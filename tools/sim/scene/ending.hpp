// How a session ended, as the tablet saw it.
#pragma once

#include "core/sync/client_session.hpp"

namespace pendata::sim {

struct ending {
    errc why = errc::ok;
    std::uint64_t retry_after_ms = 0;
    session_progress progress;
    bool connected = false;         // somebody took the connection
    bool fell_silent = false;
    bool by_office = false;         // the office said so
    std::uint64_t bytes_passed = 0; // both ways
};

}  // namespace pendata::sim
