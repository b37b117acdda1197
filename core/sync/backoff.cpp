// Full jitter over a doubling window.
#include "core/sync/backoff.hpp"

#include <algorithm>

#include "core/base/limits.hpp"

namespace pendata {

std::int64_t backoff_ms(unsigned failures, std::uint64_t random, std::uint64_t wished_ms) {
    constexpr unsigned doublings_at_most = 20;
    const auto doublings = std::min(failures == 0 ? 0U : failures - 1, doublings_at_most);
    const std::int64_t window = std::min(limits::backoff_cap_ms, limits::backoff_base_ms << doublings);
    const auto wait = static_cast<std::int64_t>(random % static_cast<std::uint64_t>(window)) + 1;
    const auto wished = static_cast<std::int64_t>(std::min<std::uint64_t>(wished_ms, limits::backoff_cap_ms));
    return std::max(wait, wished);
}

}  // namespace pendata
