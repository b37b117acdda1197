// The queue of events.
#include "tools/sim/scene/schedule.hpp"

#include <algorithm>

namespace pendata::sim {

void schedule::at(std::int64_t ms, std::function<void()> what) {
    waiting_.push({std::max(ms, now_ms_), ++planned_, std::move(what)});
}

void schedule::run_until(std::int64_t ms) {
    while (!waiting_.empty() && waiting_.top().ms <= ms) {
        const auto next = waiting_.top().what;
        now_ms_ = waiting_.top().ms;
        waiting_.pop();
        next();
    }
    now_ms_ = std::max(now_ms_, ms);
}

}  // namespace pendata::sim
