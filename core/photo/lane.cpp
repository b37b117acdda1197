// Steps and answers.
#include "core/photo/lane.hpp"

#include <algorithm>
#include <utility>

namespace pendata {

photo_lane::place photo_lane::find(const digest& photo) {
    return std::find_if(works_.begin(), works_.end(), [&](const work& w) { return w.what.photo == photo; });
}

// Of several pieces on their way each is answered, and the first answer may have ended it.
photo_lane::heard photo_lane::unawaited(const digest& photo) {
    const auto left = unanswered_.find(photo);
    if (left == unanswered_.end()) return heard::unexpected;
    if (--left->second == 0) unanswered_.erase(left);
    return heard::late;
}

void photo_lane::finish(place at, std::size_t settled) {
    in_flight_ -= at->out.size();
    if (at->out.size() > settled) unanswered_[at->what.photo] = at->out.size() - settled;
    if (reading_) done_meanwhile_.insert(at->what.photo);
    works_.erase(at);
}

std::uint64_t photo_lane::size_of(const digest& photo) {
    const auto at = find(photo);
    return at == works_.end() ? 0 : at->what.size;
}

void photo_lane::look_again() {
    look_again_ = true;
    all_read_ = false;
}

void photo_lane::rest() {
    rests_ = true;
    std::erase_if(works_, [](const work& w) { return !w.asked; });
}

void photo_lane::resume() {
    rests_ = false;
    look_again();
}

void photo_lane::take(std::vector<photo_errand> errands) {
    reading_ = false;
    if (rests_) errands.clear();
    // What was added while the last ones were read has a place among those passed already, or beyond: from the start.
    all_read_ = errands.empty() && !look_again_;
    for (auto& e : errands) {
        last_row_ = std::max(last_row_, e.row);
        // It is found again at the next look, where it still waits then.
        if (find(e.photo) != works_.end() || unanswered_.contains(e.photo) || done_meanwhile_.contains(e.photo)) continue;
        work w;
        w.what = std::move(e);
        works_.push_back(std::move(w));
    }
    done_meanwhile_.clear();
}

// A photo's first step.
photo_lane::step photo_lane::begin(work& of) {
    of.asked = true;
    return photo_step::offer{of.what.photo, of.what.size};
}

std::optional<photo_lane::step> photo_lane::next_piece(std::int64_t now_ms) {
    for (auto& w : works_) {
        const auto number = w.left.first();
        if (!number) continue;
        w.left.remove(*number);
        w.out.emplace(*number, now_ms);
        ++in_flight_;
        if (w.what.fetches) return photo_step::ask{w.what.photo, w.what.record, w.what.room, *number};
        return photo_step::bring{w.what.photo, w.what.size, *number};
    }
    return std::nullopt;
}

std::optional<photo_lane::step> photo_lane::next(std::int64_t now_ms) {
    for (auto& w : works_) {
        if (w.asked) continue;
        if (!w.what.fetches) return begin(w);
        w.asked = true;
        // Where the size is not known yet the first piece tells it.
        if (w.what.size > 0) w.left = piece_set::all_of(w.what.size).without(w.what.here);
        else w.left.add(0);
    }
    if (in_flight_ < window_) {
        if (auto piece = next_piece(now_ms)) return piece;
    }
    if (reading_ || all_read_ || rests_ || works_.size() >= limits::photo_errands_at_once) return std::nullopt;
    if (std::exchange(look_again_, false)) last_row_ = 0;
    reading_ = true;
    return photo_step::read_errands{last_row_, limits::photo_errands_at_once};
}

photo_lane::heard photo_lane::wanted(const digest& photo, std::uint64_t size, const piece_set& missing) {
    const auto at = find(photo);
    const bool awaited = at != works_.end() && at->asked && !at->what.fetches && at->left.is_empty() && at->out.empty();
    if (!awaited || at->what.size != size) return heard::unexpected;
    at->left = missing;
    if (!missing.is_empty()) return heard::goes_on;
    finish(at);
    return heard::done;
}

// A link that answers late has enough on it; one that answers at once may take more.
bool photo_lane::answered(work& of, std::uint32_t number, std::int64_t now_ms) {
    const auto sent = of.out.find(number);
    if (sent == of.out.end()) return false;
    const std::int64_t took = now_ms - sent->second;
    if (took > limits::photo_answer_goal_ms) window_ = std::max<std::size_t>(1, window_ / 2);
    else if (took < limits::photo_answer_goal_ms / 2) window_ = std::min(window_ + 1, limits::photo_pieces_in_flight);
    of.out.erase(sent);
    --in_flight_;
    return true;
}

photo_lane::heard photo_lane::kept(const digest& photo, std::uint32_t number, bool whole, std::int64_t now_ms) {
    const auto at = find(photo);
    if (at == works_.end()) return unawaited(photo);
    if (at->what.fetches || !answered(*at, number, now_ms)) return heard::unexpected;
    // Another connection of this tablet may have sent some: what it sent last makes it whole there.
    if (!whole && !(at->left.is_empty() && at->out.empty())) return heard::goes_on;
    finish(at);
    return heard::done;
}

photo_lane::heard photo_lane::came(const digest& photo, std::uint64_t size, std::uint32_t number, std::size_t length,
                                   std::int64_t now_ms) {
    const auto at = find(photo);
    if (at == works_.end()) return unawaited(photo);
    if (!at->what.fetches || !is_piece(size, number, length)) return heard::unexpected;
    const bool first = at->what.size == 0;
    if (!first && at->what.size != size) return heard::unexpected;
    if (!answered(*at, number, now_ms)) return heard::unexpected;
    at->what.here.add(number);
    if (first) {
        at->what.size = size;
        at->left = piece_set::all_of(size).without(at->what.here);
    }
    if (!at->left.is_empty() || !at->out.empty()) return heard::goes_on;
    finish(at);
    return heard::done;
}

photo_lane::heard photo_lane::refused(const digest& photo) {
    const auto at = find(photo);
    if (at == works_.end()) return unawaited(photo);
    if (!at->asked) return heard::unexpected;
    finish(at, 1);
    return heard::done;
}

void photo_lane::give_up(const digest& photo) {
    if (const auto at = find(photo); at != works_.end()) finish(at, 1);
    else static_cast<void>(unawaited(photo));  // another piece of it that is never sent
}

}  // namespace pendata
