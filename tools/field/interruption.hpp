// Ctrl-C and SIGTERM as something a waiting command hears: the wait ends in good order, nothing is torn.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <thread>

namespace field {

// While it lives, the first SIGINT or SIGTERM is heard here instead of ending the process; a second one ends it.
// One at a time.
class interruption {
public:
    interruption();
    ~interruption();
    interruption(const interruption&) = delete;
    interruption& operator=(const interruption&) = delete;

    // Calls `work` on a thread of its own when a signal comes. Once.
    void when_heard(std::function<void()> work);
    // Waits for a signal or for `give_up`, whichever comes first; no limit where none is given.
    void wait(std::optional<std::chrono::milliseconds> limit);
    // Ends a wait.
    void give_up();

private:
    std::thread listener_;
};

}  // namespace field
