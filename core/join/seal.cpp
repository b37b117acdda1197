// Final times at sealing (I8).
#include "core/join/seal.hpp"

#include <algorithm>
#include <unordered_map>

#include "core/join/author.hpp"

namespace pendata {

batch_content seal(std::span<const unsealed_write> writes, const chain_head& head,
                   const std::optional<clock_anchor>& anchor, const clock_reading& now,
                   const std::function<std::optional<stamp_time>(const write_id&)>& time_of_base) {
    batch_content out;
    out.replica = head.replica;
    out.number = head.number + 1;
    out.previous = head.hash;
    out.anchor = anchor ? to_stamp_time(anchor->office_ms) : 0;
    out.writes.reserve(writes.size());

    const std::int64_t latest_ms = correct(now, anchor).ms;
    std::unordered_map<write_id, stamp_time> sealed_here;
    stamp_time last = head.last_time;
    for (std::size_t from = 0; from < writes.size();) {
        // The writes of one save share one time: it is one act, and its stamp is stored once.
        const auto save = writes[from].what.what.save_number;
        const corrected_time saved = correct(writes[from].read, anchor);
        stamp_time time = std::max(to_stamp_time(std::min(saved.ms, latest_ms)), last + 1);
        std::size_t to = from;
        for (; to < writes.size() && writes[to].what.what.save_number == save; ++to) {
            for (const auto& base : writes[to].what.seen) {
                const auto here = sealed_here.find(base);
                const auto known = here != sealed_here.end() ? std::optional(here->second) : time_of_base(base);
                if (known) time = std::max(time, *known + 1);
            }
        }
        for (; from < to; ++from) {
            write w = writes[from].what;
            w.trust = saved.trust;
            set_time(w.what, time);
            sealed_here.emplace(w.id(), time);
            out.writes.push_back(std::move(w));
        }
        last = time;
    }
    return out;
}

stamp_time last_time_of(const batch_content& content) {
    stamp_time last = 0;
    for (const auto& w : content.writes) last = std::max(last, w.what.at.time);
    return last;
}

}  // namespace pendata
