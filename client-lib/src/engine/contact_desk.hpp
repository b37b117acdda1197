// The tablet's log of contacts (core/storage/contact_log.hpp): what the agent remembers between sessions and
// processes, and what `status` tells. Each call is one transaction of its own, outside any session's.
#pragma once

#include <cstdint>

#include "client-lib/src/engine/tablet.hpp"
#include "core/storage/contact_log.hpp"
#include "core/sync/agent_policy.hpp"

namespace pendata {

// How long the oldest unsent write has waited. No wall clock makes it older than the last moment at which nothing was
// unsent, nor younger than this boot where it was saved before.
std::int64_t oldest_unsent_ms(const pending_summary& pending, const device_state& state, const clock_reading& now);

class contact_desk {
public:
    explicit contact_desk(const tablet& t) : tablet_(t) {}

    // Of the path, as far as it holds in this boot.
    result<path_memory> path();

    // A session ended, or could not begin. `retry_in_ms` 0: nobody tries by itself.
    result<void> note_ended(const session_report& how, std::int64_t retry_in_ms, const path_memory& path);

private:
    const tablet& tablet_;
};

}  // namespace pendata
