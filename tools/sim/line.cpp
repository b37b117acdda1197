// Bytes on their way.
#include "tools/sim/line.hpp"

#include <algorithm>
#include <utility>

namespace pendata::sim {

void line::send(bytes_view data, const std::weak_ptr<void>& still) {
    given_ += data.size();
    if (gone_ || swallows_) return;
    if (quality_.swallows) {
        swallows_ = true;
        on_.faults.happened(fault::partition_one_way);
        return;
    }
    const std::size_t room = quality_.cut_after - std::min(quality_.cut_after, sent_);
    const bytes_view passes = data.substr(0, room);
    sent_ += passes.size();
    // A frame seldom arrives as it was sent.
    std::size_t from = 0;
    while (from < passes.size()) {
        const auto left = std::min(passes.size() - from, quality_.segment);
        const auto size = left > 1 && on_.draw.chance(200) ? 1 + on_.draw.below(static_cast<std::uint32_t>(left)) : left;
        if (size > quality_.passes) {
            swallows_ = true;
            on_.faults.happened(fault::large_swallowed);
            return;
        }
        const bool held = !held_.empty() || sent_ - passes.size() + from >= quality_.held_after;
        if (held) held_.emplace_back(passes.substr(from, size));
        else deliver_later(bytes(passes.substr(from, size)), still);
        from += size;
    }
    if (passes.size() == data.size()) return;
    gone_ = true;
    on_.faults.happened(quality_.cut_is);
    on_.time.at(std::max(free_at_ms_, on_.time.now_ms()) + quality_.latency_ms, [this, still] {
        if (const auto owner = still.lock()) breaks_();
    });
}

bool line::let_go(const std::weak_ptr<void>& still) {
    quality_.held_after = SIZE_MAX;
    const auto held = std::exchange(held_, {});
    for (const auto& piece : held) deliver_later(piece, still);
    return !held.empty();
}

void line::deliver_later(bytes piece, const std::weak_ptr<void>& still) {
    free_at_ms_ = std::max(free_at_ms_, on_.time.now_ms()) + static_cast<std::int64_t>(piece.size()) * 1000 / quality_.bytes_per_s;
    const auto given_ms = on_.time.now_ms();
    on_.time.at(free_at_ms_ + quality_.latency_ms, [this, still, given_ms, piece = std::move(piece)] {
        const auto owner = still.lock();
        if (!owner) return;
        note_wait(on_.time.now_ms() - given_ms);
        arrived_ += piece.size();
        arrives_(piece);
    });
}

void line::note_wait(std::int64_t ms) {
    std::erase_if(quality_.waits, [&](const line_quality::wait& w) {
        if (ms < w.beyond_ms) return false;
        on_.faults.happened(w.is);
        return true;
    });
}

}  // namespace pendata::sim
