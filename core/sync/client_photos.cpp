// The client session's handlers for photos: they go only while all else is equal, and what the app saves meanwhile goes
// before the next piece. In what order: core/photo/lane.hpp.
#include "core/sync/client_session.hpp"

#include "core/base/fault_switch.hpp"

namespace pendata {

namespace {

// What the office keeps of a photo is noted in steps of this, and at its end: a commit on flash costs more than a piece.
constexpr std::uint64_t noted_bytes = 8 * limits::photo_piece_bytes;

}  // namespace

void client_session::on_photos_wait() {
    if (state_ == state::ended || photos_rest_since_) return;
    photos_wait_ = true;
    lane_.look_again();
    if (state_ == state::following && office_takes_photos_) state_ = state::bringing;
    photos_on();
}

void client_session::photos_on() {
    if (state_ != state::bringing) return;
    // Records are being read or were sent: their checkpoint comes first.
    if (reading_ || !to_push_.empty() || !in_flight_.empty()) return;
    while (state_ == state::bringing) {
        const auto step = lane_.next(now_.monotonic_ms);
        if (!step) break;
        if (const auto* more = std::get_if<photo_step::read_errands>(&*step)) {
            actions_.push_back(tablet_action::read_photos{more->after, more->limit});
        } else if (const auto* offer = std::get_if<photo_step::offer>(&*step)) {
            send(message::photo_offer{offer->photo, offer->size});
        } else if (const auto* bring = std::get_if<photo_step::bring>(&*step)) {
            actions_.push_back(tablet_action::read_photo_piece{bring->photo, bring->size, bring->number});
        } else if (const auto* ask = std::get_if<photo_step::ask>(&*step)) {
            send(message::photo_ask{ask->photo, ask->record, ask->room, ask->number});
        }
    }
    if (state_ == state::bringing && lane_.is_done()) photos_done();
}

void client_session::photos_done() {
    photos_wait_ = false;
    be_equal();
}

void client_session::photos_on_timer() {
    if (photos_rest_since_ && now_.monotonic_ms - photos_rest_since_->monotonic_ms >= limits::photo_pause_ms) {
        photos_rest_since_.reset();
        lane_.resume();
    }
    // Nobody tells one who does not follow what is new. Photos may take hours: verdicts and what was erased come meanwhile.
    const bool is_told = follow_ || state_ != state::bringing;
    if (is_told || now_.monotonic_ms - equal_at_.monotonic_ms < limits::photo_look_ms) return;
    equal_at_ = now_;
    on_local_change();
}

bool client_session::leave_photos() {
    if (follow_ || state_ != state::bringing || reading_ || !to_push_.empty() || !in_flight_.empty()) return false;
    send(message::goodbye{});
    end(errc::ok);
    return true;
}

void client_session::on_photos(result<std::vector<photo_errand>> errands) {
    if (state_ == state::ended) return;
    if (errands.has_error()) return end(to_errc(errands.error()));
    lane_.take(std::move(*errands));
    photos_on();
}

void client_session::on_photo_piece(const digest& photo, result<std::optional<message::photo_piece>> piece) {
    if (state_ == state::ended) return;
    if (piece.has_error()) return end(to_errc(piece.error()));
    if (*piece) {
        progress_.photo_bytes_up += (*piece)->content.size();
        return send(**piece);
    }
    lane_.give_up(photo);
    passed_.erase(photo);
    ++progress_.photos_refused;
    request(tablet_action::note_photo_refused{photo, errc::corrupt});
    photos_on();
}

// False where it is not of photos, or was not asked for.
bool client_session::handle_photo(const message::any& content) {
    if (!office_takes_photos_) return false;
    using heard = photo_lane::heard;
    const auto now = now_.monotonic_ms;
    if (const auto* m = std::get_if<message::photo_wanted>(&content)) {
        const heard what = lane_.wanted(m->photo, m->size, m->missing);
        if (what == heard::unexpected) return false;
        std::uint64_t missing = 0;
        for (auto n = m->missing.first(); n; n = m->missing.first(*n + 1)) missing += piece_size(m->size, *n);
        if (what == heard::goes_on) {
            passed_[m->photo] = m->size - missing;
            request(tablet_action::note_photo_passed{m->photo, m->size - missing, std::nullopt});
        } else {
            ++progress_.photos_kept;
            request(tablet_action::note_photo_passed{m->photo, m->size, m->mark});
        }
    } else if (const auto* kept = std::get_if<message::photo_kept>(&content)) {
        const auto size = lane_.size_of(kept->photo);
        const heard what = lane_.kept(kept->photo, kept->number, kept->whole, now);
        if (what == heard::unexpected) return false;
        if (what != heard::late) note_passed(*kept, size, what == heard::done);
    } else if (const auto* piece = std::get_if<message::photo_piece>(&content)) {
        const heard what = lane_.came(piece->photo, piece->size, piece->number, piece->content.size(), now);
        if (what == heard::unexpected) return false;
        progress_.photo_bytes_down += piece->content.size();
        if (what == heard::done) ++progress_.photos_fetched;
        if (what == heard::late) return true;
        ++progress_.photo_pieces;
        request(tablet_action::keep_photo_piece{*piece});
    } else if (const auto* refused = std::get_if<message::photo_refused>(&content)) {
        const heard what = lane_.refused(refused->photo);
        if (what == heard::unexpected) return false;
        if (what == heard::done) {
            passed_.erase(refused->photo);
            ++progress_.photos_refused;
            request(tablet_action::note_photo_refused{refused->photo, refused->why});
            if (is_passing(refused->why)) {
                lane_.rest();
                photos_rest_since_ = now_;
            }
        }
    } else {
        return false;
    }
    photos_on();
    return true;
}

void client_session::note_passed(const message::photo_kept& kept, std::uint64_t size, bool done) {
    auto& passed = passed_[kept.photo];
    const std::uint64_t before = passed;
    ++progress_.photo_pieces;
    passed += piece_size(size, kept.number);
    if (kept.whole) {
        ++progress_.photos_kept;
        passed = size;
    }
    const bool is_kept = kept.whole || PENDATA_SWITCH(photo_told_kept);
    if (done || is_kept || passed / noted_bytes != before / noted_bytes) {
        const auto mark = is_kept ? std::optional(kept.mark) : std::nullopt;
        request(tablet_action::note_photo_passed{kept.photo, passed, mark});
    }
    if (done) passed_.erase(kept.photo);
}

}  // namespace pendata
