// The server session's handlers, one an input.
#include "core/sync/server_session.hpp"

#include <algorithm>

#include "core/base/fault_switch.hpp"
#include "core/base/limits.hpp"
#include "core/sync/short_welcome.hpp"
#include "core/sync/stuck.hpp"

namespace pendata {

namespace {

// A tablet need not think that its own disk is full. What else is wrong in the office's house stays in its log; a clock
// that it does not go by, bad_setting, is of that house too.
errc told_outside(errc why) {
    if (why == errc::busy || why == errc::no_memory) return errc::office_busy;
    return is_own_trouble(why) || why == errc::bad_setting ? errc::office_storage : why;
}

}  // namespace

server_session::server_session(bytes exporter, std::optional<device_id> resumed, std::int64_t now_ms)
    : exporter_(std::move(exporter)), resumed_(resumed), heard_ms_(now_ms), awaits_hello_ms_(now_ms) {}

std::optional<server_action> server_session::next_action() {
    if (actions_.empty()) return std::nullopt;
    server_action next = std::move(actions_.front());
    actions_.pop_front();
    return next;
}

void server_session::send(const message::any& content) {
    auto frame = encode_frame(content);
    if (frame.has_error()) {
        fail(to_errc(frame.error()));
        return;
    }
    actions_.push_back(office_action::send{std::move(*frame)});
}

void server_session::fail(errc why) {
    if (state_ == state::closed) return;
    state_ = state::closed;
    const auto frame = encode_frame(message::failure{told_outside(why), 0});
    if (frame.has_value()) actions_.push_back(office_action::send{*frame});
    actions_.push_back(office_action::close{why});
}

void server_session::receive(bytes_view data, std::int64_t now_ms) {
    if (state_ == state::closed || stopping_) return;
    heard_ms_ = now_ms;
    reader_.feed(data);
    while (state_ != state::closed) {
        auto message = reader_.next();
        if (message.has_error()) return fail(to_errc(message.error()));
        if (!*message) return;
        handle(std::move(**message));
    }
}

void server_session::handle(message::any content) {
    if (std::holds_alternative<message::goodbye>(content)) {
        state_ = state::closed;
        actions_.push_back(office_action::close{errc::ok});
        return;
    }
    if (auto* hello = std::get_if<message::hello>(&content)) return handle_hello(std::move(*hello));
    if (auto* enrol = std::get_if<message::enrol>(&content)) {
        if (state_ != state::awaiting_hello || device_) return fail(errc::unexpected_message);
        state_ = state::answering;
        actions_.push_back(office_action::enrol{std::move(*enrol)});
        return;
    }
    // Pushes may follow the hello before it is answered; everything else waits for the welcome.
    if (auto* push = std::get_if<message::push>(&content)) return handle_push(std::move(push->batch), arrival::sync);
    if (auto* carry = std::get_if<message::carry>(&content)) return handle_push(std::move(carry->batch), arrival::carried);
    if (auto* point = std::get_if<message::checkpoint>(&content)) {
        if (state_ == state::awaiting_hello) return fail(errc::unexpected_message);
        checkpoint_ = point->number;
        return reach_checkpoint();
    }
    if (state_ != state::serving) return fail(errc::unexpected_message);
    if (auto* ack = std::get_if<message::pull_ack>(&content)) {
        if (unacknowledged_ == 0) return fail(errc::unexpected_message);
        --unacknowledged_;
        if (ack->node.empty()) actions_.push_back(office_action::note_pulled{*device_, ack->reached});
        return read_more();
    }
    if (auto* told = std::get_if<message::fork_ask>(&content)) return handle_fork(std::move(*told));
    if (auto* given = std::get_if<message::give_back>(&content)) return handle_give_back(std::move(*given));
    if (std::holds_alternative<message::snapshot_ack>(content)) return handle_snapshot_ack();
    if (auto* ask = std::get_if<message::repair_ask>(&content)) return handle_repair(std::move(*ask));
    if (std::holds_alternative<message::keepalive>(content)) return send(message::keepalive{});
    if (handle_photo(content)) return;
    fail(errc::unexpected_message);
}

void server_session::handle_hello(message::hello hello) {
    // A second hello follows a welcome that changed the grants, or a fork point.
    const bool again = state_ == state::serving && hello_again_ && !forked_ && device_ == hello.device;
    if (state_ != state::awaiting_hello && !again) return fail(errc::unexpected_message);
    state_ = state::answering;
    hello_ = hello;
    if (again) resumed_ = device_;
    actions_.push_back(office_action::greet{std::move(hello)});
}

void server_session::handle_push(sealed_batch batch, arrival path) {
    if (state_ == state::awaiting_hello) return fail(errc::unexpected_message);
    // A batch of another device is not refused: a tablet whose key was lost hands in what its old key sealed.
    // Who wrote it is proved by the batch's own signature.
    if (settling_ + early_.size() >= limits::pushes_in_flight * 2) return fail(errc::limit_exceeded);
    if (state_ == state::answering) {
        // Nothing of a device reaches the writer before the device has proved itself.
        early_.emplace_back(std::move(batch), path);
        return;
    }
    ++settling_;
    caught_up_ = false;
    actions_.push_back(office_action::settle{std::move(batch), path});
}

void server_session::on_greeting(result<greeting> answer) {
    if (state_ == state::closed) return;
    if (answer.has_error()) return fail(to_errc(answer.error()));
    welcome_tablet(std::move(*answer));
}

void server_session::welcome_tablet(greeting answer) {
    device_ = answer.device;
    state_ = state::serving;
    if (answer.proved_now) actions_.push_back(office_action::issue_ticket{answer.device});
    const auto& told = answer.welcome;
    question_ = {answer.device, {}, answer.grants, hello_.pulled.at, false, hello_.after_fork, hello_.pulled, std::move(answer.former)};
    served_ = hello_.pulled;
    revoked_ = answer.revoked;
    photos_ = told.photos;
    loading_ = answer.loading;
    serves_pull_ = answer.first.has_value();
    why_no_pull_ = answer.revoked ? errc::device_revoked : answer.officer_lost ? errc::officer_unknown : errc::lineage_broken;
    if (told.ledger_behind) why_no_pull_ = errc::ledger_behind;
    forked_ = !told.lineage_known && !told.ledger_behind;
    hello_again_ = forked_ || (!answer.revoked && told.lineage_known && told.grants.has_value());
    const bool equal = told.equal;
    send(shortened(told, hello_));
    if (answer.revoked && !hello_.has_pending && !forked_) return fail(errc::device_revoked);
    for (auto& [batch, path] : std::exchange(early_, {})) handle_push(std::move(batch), path);
    if (hello_again_) return;
    if (!hello_.has_pending && !checkpoint_) checkpoint_ = 0;  // the hello was the checkpoint
    if (!serves_pull_) return reach_checkpoint();
    if (equal) {
        served_ = *told.head;
        question_.cursor = served_.at;
        caught_up_ = true;
        checkpoint_.reset();
        return;
    }
    snapshots_.assign(answer.snapshots.begin(), answer.snapshots.end());
    if (!snapshots_.empty()) {
        send_news(answer.first->news);
        return read_more();
    }
    // What was read for the greeting is as good as a read of its own, unless a push came in between.
    reading_ = true;
    on_changes(std::move(*answer.first));
}

// Everything the tablet sent so far came before it knew of the fork: it asks for its checkpoint anew.
void server_session::handle_fork(message::fork_ask told) {
    if (!std::exchange(forked_, false)) return fail(errc::unexpected_message);
    checkpoint_.reset();
    actions_.push_back(office_action::find_fork{*device_, std::move(told)});
}

void server_session::on_fork_point(result<position> point) {
    if (state_ == state::closed) return;
    if (point.has_error()) return fail(to_errc(point.error()));
    send(message::fork_point{*point});
}

void server_session::handle_give_back(message::give_back given) {
    if (hello_again_ || settling_ >= limits::pushes_in_flight * 2) return fail(errc::unexpected_message);
    // An office behind its ledger can not tell what may come back.
    if (!serves_pull_ && why_no_pull_ == errc::ledger_behind) return fail(errc::unexpected_message);
    ++settling_;
    caught_up_ = false;
    auto serve = serves_pull_ ? std::optional(question_.grants) : std::nullopt;
    actions_.push_back(office_action::take_back{*device_, std::move(given), std::move(serve)});
}

// The whole parts first: once the tablet hears that its cells were taken it asks for these no more.
void server_session::on_taken_back(result<returned_answer> answer) {
    if (settling_ > 0) --settling_;
    if (state_ == state::closed) return;
    if (answer.has_error()) return fail(to_errc(answer.error()));
    if (!answer->whole.parts.empty() || !answer->whole.evictions.empty()) {
        answer->whole.reached = served_;
        send_pull(answer->whole, served_);
        if (state_ == state::closed) return;
    }
    send(answer->answer);
    if (stopping_ && settling_ == 0) return fail(errc::office_busy);
    reach_checkpoint();
    read_more();
}

void server_session::on_enrolled(result<message::enrolled> answer) {
    if (state_ == state::closed) return;
    if (answer.has_error()) return fail(to_errc(answer.error()));
    state_ = state::awaiting_hello;
    send(*answer);
}

void server_session::on_settled(const digest& batch, arrival path, result<receipt> answer) {
    if (settling_ > 0) --settling_;
    if (state_ == state::closed) return;
    const errc why = answer.has_error() ? to_errc(answer.error()) : errc::ok;
    // What is wrong with a carried batch is not the carrier's fault, and no reason to keep the rest waiting.
    const bool is_for_another = path == arrival::carried && (why == errc::bad_signature || why == errc::device_unknown);
    if (is_for_another) {
        send(message::not_carried{batch, why});
    } else if (answer.has_error()) {
        return fail(why);
    } else if (path == arrival::carried) {
        send(message::carried{batch, std::move(*answer)});
    } else {
        send(message::receipted{std::move(*answer)});
    }
    if (stopping_ && settling_ == 0) return fail(errc::office_busy);
    caught_up_ = false;
    reach_checkpoint();
    read_more();
}

void server_session::on_commit() {
    if (state_ != state::serving || !hello_.follow) return;
    committed_since_read_ = true;
    caught_up_ = false;
    read_more();
}

void server_session::read_more() {
    if (state_ != state::serving || !serves_pull_ || reading_ || stopping_) return;
    if (!snapshots_.empty()) return load_more();
    if (unacknowledged_ >= limits::pulls_in_flight && !PENDATA_SWITCH(window_ignored)) return;
    if (repair_) {
        reading_ = true;
        question_.stands = served_;
        actions_.push_back(office_action::read_repair{question_, repair_, repair_at_});
        return;
    }
    if (descending_) return;
    if (caught_up_ && loading_.empty() && !checkpoint_) return;
    changes_question next = question_;
    if (!loading_.empty()) {
        next.node = loading_.front().node;
        next.cursor = loading_.front().reached.at;
    }
    next.want_sum = checkpoint_.has_value() && settling_ == 0;
    next.stands = served_;
    reading_ = true;
    committed_since_read_ = false;
    actions_.push_back(office_action::read_changes{std::move(next)});
}

void server_session::reach_checkpoint() {
    if (state_ != state::serving || !checkpoint_ || settling_ > 0 || hello_again_) return;
    if (!serves_pull_) {
        // Uploads are in; there is nothing this tablet may be told.
        return fail(why_no_pull_);
    }
    read_more();
}

void server_session::on_changes(result<changes_answer> answer) {
    reading_ = false;
    if (state_ == state::closed) return;
    if (answer.has_error()) return fail(to_errc(answer.error()));
    send_changes(std::move(*answer));
    read_more();
}

void server_session::send_changes(changes_answer answer) {
    send_news(answer.news);
    const auto& pull = answer.pull;
    if (!pull.node.empty()) {
        position before;
        if (!loading_.empty() && loading_.front().node == pull.node) {
            before = std::exchange(loading_.front().reached, pull.reached);
            if (pull.caught_up) loading_.erase(loading_.begin());
        }
        return send_pull(pull, before);
    }
    const bool moved = pull.reached.at != question_.cursor || !pull.parts.empty() || !pull.evictions.empty();
    question_.cursor = pull.reached.at;
    question_.all_news = false;
    caught_up_ = pull.caught_up && settling_ == 0 && !committed_since_read_;
    if (moved && (checkpoint_ || !pull.parts.empty() || !pull.evictions.empty())) {
        send_pull(pull, served_);
        served_ = pull.reached;
    }
    if (checkpoint_ && answer.sum && settling_ == 0) {
        send(message::checkpoint_reached{*checkpoint_, pull.reached, *answer.sum});
        checkpoint_.reset();
    }
}

void server_session::send_news(const message::custody_news& news) {
    constexpr std::size_t entries_per_message = 512;
    for (std::size_t from = 0; from < news.entries.size(); from += entries_per_message) {
        const auto to = std::min(news.entries.size(), from + entries_per_message);
        message::custody_news piece;
        piece.at = news.at;
        piece.entries.assign(news.entries.begin() + static_cast<std::ptrdiff_t>(from),
                             news.entries.begin() + static_cast<std::ptrdiff_t>(to));
        send(piece);
    }
}

// One commit, or a repair, may be too large for one frame: it goes in pieces then, and the position moves with the
// last one only.
void server_session::send_pull(const message::pull& pull, const position& before) {
    const auto rows = pull.parts.size() + pull.evictions.size();
    auto frame = encode_frame(pull);
    if (frame.has_value() || rows < 2) {
        ++unacknowledged_;
        if (frame.has_error()) return fail(to_errc(frame.error()));
        actions_.push_back(office_action::send{std::move(*frame)});
        return;
    }
    message::pull first, second;
    first.mends = second.mends = pull.mends;
    first.node = second.node = pull.node;
    first.reached = before;
    second.reached = pull.reached;
    second.caught_up = pull.caught_up;
    const auto parts = static_cast<std::ptrdiff_t>((pull.parts.size() + 1) / 2);
    const auto evictions = static_cast<std::ptrdiff_t>(pull.evictions.size() / 2);
    first.parts.assign(pull.parts.begin(), pull.parts.begin() + parts);
    second.parts.assign(pull.parts.begin() + parts, pull.parts.end());
    first.evictions.assign(pull.evictions.begin(), pull.evictions.begin() + evictions);
    second.evictions.assign(pull.evictions.begin() + evictions, pull.evictions.end());
    send_pull(first, before);
    if (state_ != state::closed) send_pull(second, before);
}

void server_session::handle_repair(message::repair_ask ask) {
    if (!serves_pull_ || repair_ || !snapshots_.empty()) return fail(errc::unexpected_message);
    if (++repair_asks_ > limits::repair_asks) return fail(errc::limit_exceeded);
    descending_ = true;
    repair_ = std::make_shared<const message::repair_ask>(std::move(ask));
    repair_at_ = {};
    read_more();
}

void server_session::on_repair(result<repair_answer> answer) {
    reading_ = false;
    if (state_ == state::closed) return;
    if (answer.has_error()) return fail(to_errc(answer.error()));
    auto& mends = answer->mends;
    // The position stays: only what the events say moves it, and they come behind.
    mends.reached = served_;
    if (!mends.parts.empty() || !mends.evictions.empty()) send_pull(mends, served_);
    if (state_ == state::closed) return;
    if (answer->next) {
        repair_at_ = *answer->next;
    } else if (std::exchange(repair_, nullptr)->last) {
        descending_ = false;
        checkpoint_ = checkpoint_.value_or(0);
    } else {
        send(*answer->told);
    }
    read_more();
}

void server_session::on_timer(std::int64_t now_ms) {
    if (state_ == state::closed) return;
    // What the office takes for its own part is not the tablet's silence.
    if (state_ == state::answering) awaits_hello_ms_ = now_ms;
    if (is_at_work()) heard_ms_ = now_ms;
    if (!device_ && now_ms - awaits_hello_ms_ > limits::hello_timeout_ms) return fail(errc::timed_out);
    if (now_ms - heard_ms_ > limits::idle_timeout_ms) return fail(errc::timed_out);
}

bool server_session::is_at_work() const {
    return state_ == state::answering || reading_ || settling_ > 0 || photo_requests_ > 0;
}

void server_session::stop() {
    stopping_ = true;
    if (settling_ == 0 && state_ != state::closed) fail(errc::office_busy);
}

}  // namespace pendata
