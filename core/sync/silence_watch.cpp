// Two clocks: one for what is on the way, one for what is owed.
#include "core/sync/silence_watch.hpp"

#include <algorithm>

#include "core/base/limits.hpp"

namespace pendata {

link_health silence_watch::on_sample(const link_sample& now, std::int64_t now_ms) {
    const std::uint64_t arrived = now.bytes_up - std::min(now.bytes_up, now.in_flight);
    if (now.in_flight == 0 || arrived != arrived_) moved_ms_ = now_ms;
    // While following, only the office's own bytes count: our keepalives must not keep a dead link. Otherwise a slow
    // upload is a sign of life too.
    const std::uint64_t heard = now.bytes_down + (now.following ? 0 : arrived);
    if (heard != heard_ || now.busy) heard_ms_ = now_ms;
    arrived_ = arrived;
    heard_ = heard;
    following_ = now.following;
    if (now_ms - moved_ms_ > limits::stall_timeout_ms) return link_health::stalled;
    return now_ms - heard_ms_ > limits::idle_timeout_ms ? link_health::silent : link_health::alive;
}

bool silence_watch::is_doubtful(std::int64_t now_ms) const {
    const bool owed = !following_ && now_ms - heard_ms_ > limits::owed_doubt_ms;
    return owed || now_ms - moved_ms_ > limits::doubt_ms;
}

}  // namespace pendata
