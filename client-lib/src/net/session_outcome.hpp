// How a sync session went, so far or in the end.
#pragma once

#include "core/base/error.hpp"
#include "core/sync/agent_policy.hpp"
#include "core/sync/client_session.hpp"

namespace pendata {

struct session_outcome {
    errc why = errc::ok;  // ok: converged
    bool by_office = false;  // the office said so; else this side found it
    std::uint64_t retry_after_ms = 0;
    session_progress progress;
    std::uint64_t refused = 0;   // writes the office returned or rejected, as it told in this session
    std::uint64_t let_go = 0;    // records dropped because the grants on them had ended
    std::uint64_t bytes_up = 0;  // of TCP payload, TLS included
    std::uint64_t bytes_down = 0;
    std::uint64_t bytes_passed = 0;  // of both, known to have arrived
    bool answered = false;           // the secure connection stood
    bool fell_silent = false;        // nothing moved any more, although something was sent or owed
};

// As the agent's policy needs it.
session_report report_of(const session_outcome& outcome);

}  // namespace pendata
