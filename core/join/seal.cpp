// Final times at sealing (I8).
#include "core/join/seal.hpp"

#include <algorithm>
#include <unordered_map>

#include "core/join/author.hpp"

namespace pendata {

namespace {

// A reading of the anchor's own boot is corrected exactly, be it older. Of another boot there is nothing better than
// what was made of it at the save, when the anchor of that time may have known its boot.
corrected_time time_of_save(const unsealed_write& w, const std::optional<clock_anchor>& anchor) {
    if (!anchor || w.read.boot == anchor->at.boot) return correct(w.read, anchor);
    return {to_unix_ms(w.what.what.at.time), w.what.trust};
}

}  // namespace

batch_content seal(std::span<const unsealed_write> writes, const chain_head& head,
                   const std::optional<clock_anchor>& anchor, const clock_reading& now,
                   const std::function<std::optional<known_base>(const write_id&)>& find_base) {
    batch_content out;
    out.replica = head.replica;
    out.number = head.number + 1;
    out.previous = head.hash;
    out.anchor = std::max(anchor ? to_stamp_time(anchor->office_ms) : 0, head.proven);
    out.writes.reserve(writes.size());

    const std::int64_t latest_ms = correct(now, anchor).ms;
    std::unordered_map<write_id, stamp_time> sealed_here;
    stamp_time last = head.last_time;
    for (std::size_t from = 0; from < writes.size();) {
        // The writes of one save share one time: it is one act, and its stamp is stored once.
        const auto save = writes[from].what.what.save_number;
        const corrected_time saved = time_of_save(writes[from], anchor);
        stamp_time time = std::max(to_stamp_time(std::min(saved.ms, latest_ms)), last + 1);
        std::size_t to = from;
        for (; to < writes.size() && writes[to].what.what.save_number == save; ++to) {
            for (const auto& base : writes[to].what.seen) {
                if (const auto here = sealed_here.find(base); here != sealed_here.end()) {
                    time = std::max(time, here->second + 1);
                } else if (const auto known = find_base(base)) {
                    time = std::max(time, known->time + 1);
                    if (known->is_settled) out.anchor = std::max(out.anchor, known->time);
                }
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

std::uint32_t save_index(std::span<const write> writes, std::size_t at, std::uint32_t before) {
    if (at == 0) return 0;
    const cell& now = writes[at].what;
    const cell& past = writes[at - 1].what;
    return before + (now.save_number == past.save_number && now.at.replica == past.at.replica ? 0 : 1);
}

chain_head after(const chain_head& head, const batch_content& content, const digest& hash) {
    chain_head out{content.replica, content.number, hash, std::max(head.last_time, last_time_of(content)), content.anchor};
    std::uint32_t saves = 0;
    for (std::size_t i = 0; i < content.writes.size(); ++i) saves = save_index(content.writes, i, saves);
    out.proven += saves + 1;
    return out;
}

stamp_time last_time_of(const batch_content& content) {
    stamp_time last = 0;
    for (const auto& w : content.writes) last = std::max(last, w.what.at.time);
    return last;
}

}  // namespace pendata
