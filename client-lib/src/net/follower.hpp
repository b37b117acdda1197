// A tablet that stays connected: one session after another on a thread of its own, with back-off
// between them (I11). Local saves and a returning network wake it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "client-lib/src/engine/tablet.hpp"
#include "client-lib/src/net/key_ring.hpp"
#include "client-lib/src/net/office_address.hpp"
#include "client-lib/src/net/session_outcome.hpp"

namespace pendata {

// On the follower's thread; none may be empty.
struct follow_events {
    std::function<void(const std::vector<record_id>& changed,
                       const std::vector<record_id>& evicted)>
        settled;
    std::function<void(const session_outcome& so_far)> synced;
    std::function<void(errc why, std::chrono::milliseconds next_try)> waiting;
    std::function<void(errc why)> ended;  // once, last: trying again would be of no use
};

class follower {
public:
    // Errors: not_enrolled, key_missing, no_memory; of the store. Lifetime: tablet and keys outlive
    // it.
    static result<std::unique_ptr<follower>> start(const tablet& with, key_ring& keys,
                                                   std::optional<office_address> office,
                                                   follow_events events);
    // Ends the connection and waits for the thread. Not from within an event.
    ~follower();

    // Threads: any. The app saved something: it goes out now, if there is a connection.
    void on_local_change();
    // Threads: any. The network may be back: does not wait any longer.
    void wake();

private:
    class impl;
    explicit follower(std::unique_ptr<impl> made);
    std::unique_ptr<impl> impl_;
};

}  // namespace pendata
