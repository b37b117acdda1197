// Virtual time: what happens when, in one thread. Two events of one moment happen in the order they were planned.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

namespace pendata::sim {

inline constexpr std::int64_t second_ms = 1'000;
inline constexpr std::int64_t minute_ms = 60 * second_ms;
inline constexpr std::int64_t hour_ms = 60 * minute_ms;
inline constexpr std::int64_t day_ms = 24 * hour_ms;

class schedule {
public:
    explicit schedule(std::int64_t begins_ms) : now_ms_(begins_ms) {}

    std::int64_t now_ms() const { return now_ms_; }
    void at(std::int64_t ms, std::function<void()> what);
    void after(std::int64_t ms, std::function<void()> what) { at(now_ms_ + ms, std::move(what)); }
    // Lets everything planned up to then happen.
    void run_until(std::int64_t ms);

private:
    struct event {
        std::int64_t ms = 0;
        std::uint64_t number = 0;
        std::function<void()> what;
        bool operator>(const event& other) const { return ms != other.ms ? ms > other.ms : number > other.number; }
    };

    std::int64_t now_ms_;
    std::uint64_t planned_ = 0;
    std::priority_queue<event, std::vector<event>, std::greater<>> waiting_;
};

}  // namespace pendata::sim
