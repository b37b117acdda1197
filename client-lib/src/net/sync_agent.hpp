// The agent that carries a tablet's writes to its office and brings what the office settled: once,
// when asked, or for as long as it is let. It runs on a thread that may wait; the app's thread
// never does.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "client-lib/src/engine/tablet.hpp"
#include "client-lib/src/net/cancel_token.hpp"
#include "client-lib/src/net/key_ring.hpp"
#include "client-lib/src/net/office_address.hpp"
#include "client-lib/src/net/session_outcome.hpp"

namespace pendata {

struct agent_wishes {
    std::optional<office_address>
        office;  // instead of the enrolled address; the pinned identity must match
    std::chrono::milliseconds timeout{0};                         // 0: only silence ends it
    std::function<void(const session_outcome& so_far)> progress;  // on the calling thread
    cancel_token* cancel = nullptr;
};

// One session (another with small segments where the first showed that large packets are
// swallowed), on the calling thread; whatever the outcome, what was settled is settled.
// `why`: not_enrolled and key_missing before anything is sent; else as the session ended.
session_outcome sync_once(const tablet& with, key_ring& keys, const agent_wishes& wishes);

// Uses an enrolment code, on the calling thread. Errors: code_malformed, already_enrolled (for
// another office or officer), those of the connection and what the office has against the code.
result<void> enrol(const tablet& with, key_ring& keys, std::string_view code,
                   std::string_view label, const agent_wishes& wishes);

}  // namespace pendata
