// The client session's handlers, one an input.
#include "core/sync/client_session.hpp"

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/base/limits.hpp"
#include "core/sync/short_welcome.hpp"

namespace pendata {

client_session::client_session(bool follow, bool photos) : follow_(follow), photos_(photos), photos_wait_(photos) {}

std::optional<client_action> client_session::next_action() {
    if (actions_.empty()) return std::nullopt;
    client_action next = std::move(actions_.front());
    actions_.pop_front();
    return next;
}

void client_session::send(const message::any& content) {
    auto frame = encode_frame(content);
    if (frame.has_error()) return end(to_errc(frame.error()));
    last_sent_ = now_;
    all_is_said_ = false;
    kept_alive_ = std::holds_alternative<message::keepalive>(content);
    actions_.push_back(tablet_action::send{std::move(*frame)});
}

// A change of the store that is answered by `on_done`; then `ack` goes out.
void client_session::request(client_action action, std::optional<message::any> ack) {
    acks_.push_back(std::move(ack));
    actions_.push_back(std::move(action));
}

void client_session::end(errc why, std::uint64_t retry_after_ms, bool by_office) {
    if (state_ == state::ended) return;
    state_ = state::ended;
    actions_.push_back(tablet_action::finish{why, retry_after_ms, by_office});
}

void client_session::start(const clock_reading& now) {
    now_ = now;
    actions_.push_back(tablet_action::load_facts{});
}

void client_session::on_facts(result<hello_facts> facts) {
    if (state_ == state::ended) return;
    if (facts.has_error()) return end(to_errc(facts.error()));
    facts_ = std::move(*facts);
    facts_.hello.follow = follow_;
    facts_.hello.photos = photos_;
    // An office that holds all it may of this device takes no cells of others: what it has for us must not wait for that.
    const bool last = facts_.hello.told_by_office && facts_.hello.told_trouble == errc::limit_exceeded;
    gives_back_ = facts_.gives_back && !last;
    gives_last_ = facts_.gives_back && last;
    say_hello();
}

void client_session::say_hello() {
    const bool first = !hello_again_;
    hello_again_ = false;
    state_ = state::greeting;
    asked_ = now_;
    ++progress_.exchanges;
    send(facts_.hello);
    // With a good clock the batches follow at once and the whole sync is one flight each way; else the welcome
    // brings the time first, so that what is sealed is sealed at the right one.
    if (first && facts_.hello.has_pending && facts_.clock_is_good) want_batches();
}

void client_session::want_batches() {
    if (reading_) return;
    reading_ = true;
    pushing_ = true;
    std::vector<digest> sent;
    for (const auto& [hash, writes] : in_flight_) sent.push_back(hash);
    actions_.push_back(tablet_action::read_batches{std::move(sent), limits::pushes_in_flight});
}

void client_session::on_batches(result<std::vector<sealed_batch>> batches) {
    reading_ = false;
    if (state_ == state::ended) return;
    if (batches.has_error()) return end(to_errc(batches.error()));
    all_read_ = batches->empty();
    for (auto& batch : *batches) to_push_.push_back(std::move(batch));
    push_more();
}

void client_session::push_more() {
    while (!to_push_.empty() && in_flight_.size() < limits::pushes_in_flight) {
        in_flight_.emplace(to_push_.front().hash, to_push_.front().content.writes.size());
        ++progress_.batches_sent;
        send(message::push{std::move(to_push_.front())});
        to_push_.pop_front();
    }
    if (to_push_.empty() && !all_read_ && !reading_) return want_batches();
    // Own batches first: they say more than cells do. Nothing is given back before the welcome.
    const bool may_give = state_ == state::syncing || state_ == state::following || state_ == state::bringing;
    if (to_push_.empty() && all_read_ && gives_back_ && may_give) return want_cut_cells();
    if (to_push_.empty() && all_read_ && !mail_asked_) return want_mail();
    maybe_checkpoint();
}

void client_session::want_mail() {
    mail_asked_ = true;
    reading_ = true;
    actions_.push_back(tablet_action::read_mail{mail_sent_, limits::pushes_in_flight});
}

void client_session::want_cut_cells() {
    if (reading_ || giving_) return;
    reading_ = true;
    actions_.push_back(tablet_action::read_cut_cells{});
}

void client_session::on_cut_cells(result<message::give_back> cells) {
    reading_ = false;
    if (state_ == state::ended) return;
    if (cells.has_error()) return end(to_errc(cells.error()));
    gives_back_ = !cells->wanted.empty();
    if (!gives_back_) return push_more();
    giving_ = cells->number;
    ++progress_.exchanges;
    send(*cells);
}

void client_session::handle_given_back(const message::given_back& answer) {
    // Another number would mark what was never sent, or nothing: the same handful would go round for ever.
    if (std::exchange(giving_, std::nullopt) != answer.number) return end(errc::unexpected_message);
    progress_.given_back += answer.taken;
    request(tablet_action::mark_given_back{answer});
    push_more();
}

// Whether the answer is to one that waits for it, which waits no more.
bool client_session::is_mail_answered(const digest& batch) { return std::erase(mail_sent_, batch) > 0; }

// The checkpoint behind a handful of mail says that the office has seen them all, and the next handful may go.
void client_session::on_mail(result<std::vector<sealed_batch>> batches) {
    reading_ = false;
    if (state_ == state::ended) return;
    if (batches.has_error()) return end(to_errc(batches.error()));
    mail_left_ = batches->size() >= limits::pushes_in_flight;
    const auto reached = std::exchange(reached_, std::nullopt);
    if (reached && batches->empty()) return compare_at(*reached);
    for (auto& batch : *batches) {
        mail_sent_.push_back(batch.hash);
        send(message::carry{std::move(batch)});
    }
    maybe_checkpoint();
}

// Everything this tablet has is sent: the office is asked to answer when all of it is settled.
void client_session::maybe_checkpoint() {
    const bool equal_before = state_ == state::following || state_ == state::bringing;
    const bool in_session = state_ == state::greeting || state_ == state::syncing || equal_before;
    if (!in_session || hello_again_ || checkpoint_asked_ || reading_ || gives_back_ || giving_ || !to_push_.empty() || !all_read_) return;
    if (!facts_.hello.has_pending && checkpoint_ == 0) return;  // the hello itself was the checkpoint
    if (in_flight_.size() >= limits::pushes_in_flight) return;
    checkpoint_asked_ = true;
    ++progress_.exchanges;
    send(message::checkpoint{++checkpoint_});
    if (equal_before) state_ = state::syncing;
}

void client_session::receive(bytes_view data, const clock_reading& now) {
    if (state_ == state::ended) return;
    now_ = now;
    reader_.feed(data);
    while (state_ != state::ended) {
        auto message = reader_.next();
        if (message.has_error()) return end(to_errc(message.error()));
        if (!*message) return;
        handle(std::move(**message));
    }
}

void client_session::handle(message::any content) {
    if (const auto* failure = std::get_if<message::failure>(&content)) return end(failure->code, failure->retry_after_ms, true);
    if (auto* welcome = std::get_if<message::welcome>(&content)) {
        if (state_ != state::greeting) return end(errc::unexpected_message);
        return handle_welcome(std::move(*welcome));
    }
    // Only what answers a batch may come before the welcome, and only where batches were sent along.
    const bool answers_push = std::holds_alternative<message::receipted>(content) || std::holds_alternative<message::carried>(content) ||
                              std::holds_alternative<message::not_carried>(content);
    if (const auto* found = std::get_if<message::fork_point>(&content)) return handle_fork(*found);
    const bool before_welcome = state_ == state::starting || state_ == state::greeting || state_ == state::forking;
    if (before_welcome && !answers_push) return end(errc::unexpected_message);
    if (const auto* receipted = std::get_if<message::receipted>(&content)) return handle_receipt(receipted->of);
    if (auto* carried = std::get_if<message::carried>(&content)) {
        if (!is_mail_answered(carried->batch)) return end(errc::unexpected_message);
        ++progress_.mail_carried;
        actions_.push_back(tablet_action::mail_carried{std::move(*carried)});
        return;
    }
    if (const auto* refused = std::get_if<message::not_carried>(&content)) {
        if (!is_mail_answered(refused->batch)) return end(errc::unexpected_message);
        actions_.push_back(tablet_action::mail_refused{refused->batch, refused->why});
        return;
    }
    if (const auto* given = std::get_if<message::given_back>(&content)) return handle_given_back(*given);
    // A load that was cut off is never taken for complete: nothing follows it before its last chunk.
    if (auto* chunk = std::get_if<message::snapshot_chunk>(&content)) return handle_chunk(std::move(*chunk));
    if (auto* head = std::get_if<message::snapshot_head>(&content)) return handle_snapshot(std::move(*head));
    if (auto* pull = std::get_if<message::pull>(&content)) return handle_pull(std::move(*pull));
    if (auto* news = std::get_if<message::custody_news>(&content)) return request(tablet_action::apply_news{std::move(*news)});
    if (const auto* reached = std::get_if<message::checkpoint_reached>(&content)) {
        const bool due = state_ == state::syncing || (state_ == state::repairing && !descent_);
        if (!due || is_loading()) return end(errc::unexpected_message);
        checkpoint_asked_ = false;
        if (!mail_left_) return compare_at(*reached);
        reached_ = *reached;
        return want_mail();
    }
    if (const auto* told = std::get_if<message::repair_told>(&content)) return handle_told(*told);
    if (std::holds_alternative<message::keepalive>(content)) return;
    if (handle_photo(content)) return;
    end(errc::unexpected_message);
}

void client_session::compare_at(const message::checkpoint_reached& reached) {
    state_ = state::comparing;
    actions_.push_back(tablet_action::compare{reached.at, reached.holds});
}

void client_session::handle_welcome(message::welcome told) {
    const auto welcome = spelled_out(std::move(told), facts_.hello);
    if (welcome.version != message::protocol_version) return end(errc::unsupported_version);
    if (const auto anchor = anchor_from(welcome.office_ms, asked_, now_)) request(tablet_action::set_anchor{*anchor});
    office_takes_photos_ = photos_ && welcome.photos;
    request(tablet_action::learn{welcome});
    // The office has batches of ours that we do not: this file was rolled back or cloned.
    if (welcome.replica_head > facts_.hello.last_sealed) {
        request(tablet_action::take_new_replica{facts_.hello.replica, welcome.replica_head});
    }
    if (!welcome.lineage_known && !welcome.ledger_behind) return ask_fork();
    if (welcome.ledger_behind) gives_back_ = gives_last_ = false;  // nothing could be shown in their place
    if (welcome.grants && welcome.lineage_known) {
        // Greet again once the grants are known here: what left them is dropped, what joined them is loaded.
        hello_again_ = true;
        actions_.push_back(tablet_action::load_facts{});
        state_ = state::starting;
        return;
    }
    state_ = state::syncing;
    all_is_said_ = welcome.equal;
    if (welcome.equal) {
        actions_.push_back(tablet_action::compare{*welcome.head, facts_.hello.holds});
        state_ = state::comparing;
        return;
    }
    if (facts_.hello.has_pending && !pushing_) return want_batches();
    if (gives_back_) return push_more();
    maybe_checkpoint();
}

// Once on a connection: an office that does not know what it has just told was copied back again.
void client_session::ask_fork() {
    if (std::exchange(progress_.went_back, true)) return end(errc::lineage_broken);
    state_ = state::forking;
    actions_.push_back(tablet_action::read_positions{});
}

void client_session::on_positions(result<message::fork_ask> told) {
    if (state_ == state::ended) return;
    if (told.has_error()) return end(to_errc(told.error()));
    ++progress_.exchanges;
    send(*told);
}

void client_session::handle_fork(const message::fork_point& found) {
    if (state_ != state::forking) return end(errc::unexpected_message);
    request(tablet_action::go_back_to{found.at});
    // What was said so far came before the fork was known: greet anew, push what is queued again, ask anew.
    pushing_ = all_read_ = mail_asked_ = checkpoint_asked_ = false;
    checkpoint_ = 0;
    hello_again_ = true;
    state_ = state::starting;
    for (const auto& answer : std::exchange(after_going_back_, {})) handle_receipt(answer);
    actions_.push_back(tablet_action::load_facts{});
}

void client_session::handle_receipt(const receipt& answer) {
    // Not into the journal before it has gone back: the tablet would no longer know what it was told before.
    if (state_ == state::forking) return after_going_back_.push_back(answer);
    const auto sent = in_flight_.find(answer.batch);
    if (sent == in_flight_.end()) return end(errc::unexpected_message);
    ++progress_.batches_receipted;
    progress_.writes_receipted += sent->second;
    // What the law took waits for nobody.
    progress_.writes_held += static_cast<std::uint64_t>(
        std::count_if(answer.held.begin(), answer.held.end(), [](const held_write& h) { return h.reason != hold_reason::erased_by_law; }));
    in_flight_.erase(sent);
    request(tablet_action::apply_receipt{answer});
    push_more();
}

void client_session::handle_pull(message::pull pull) {
    // What was given back may be answered meanwhile: that moves no cursor.
    const bool stays = pull.node.empty() && pull.reached == facts_.hello.pulled;
    if (is_loading() && !stays) return end(errc::unexpected_message);
    if (pull.mends && state_ != state::repairing) return end(errc::unexpected_message);
    if (pull.mends) progress_.repaired += pull.parts.size() + pull.evictions.size();
    progress_.parts_pulled += pull.parts.size();
    progress_.evicted += pull.evictions.size();
    message::pull_ack ack{pull.node, pull.reached};
    request(tablet_action::apply_pull{std::move(pull)}, std::move(ack));
}

// What was to be stored after something that failed would leave a hole; what was to be said may still go out.
void client_session::drop_what_follows() {
    std::erase_if(actions_, [](const client_action& a) {
        return !std::holds_alternative<tablet_action::send>(a) && !std::holds_alternative<tablet_action::finish>(a);
    });
}

void client_session::on_done(result<void> done) {
    if (done.has_error()) drop_what_follows();
    if (state_ == state::ended) return;
    if (done.has_error()) return end(to_errc(done.error()));
    const auto ack = std::move(acks_.front());
    acks_.pop_front();
    if (!ack) return;
    ++progress_.pulls_applied;
    send(*ack);
}

void client_session::on_compared(result<bool> equal) {
    if (state_ == state::ended) return;
    if (equal.has_error()) return end(to_errc(equal.error()));
    progress_.converged = *equal;
    if (*equal) return be_equal();
    // What the office committed meanwhile may have hidden a difference, and marks were cut short: once more, with
    // whole ones, and once more. Then it is said.
    if (descents_ >= limits::repair_descents) return end(errc::unequal);
    ++descents_;
    actions_.push_back(tablet_action::collect_rows{});
}

void client_session::be_equal() {
    descents_ = 0;
    const bool photos_come_first = office_takes_photos_ && photos_wait_;
    // It may end the session: not before photos, and whoever follows would never get further.
    if (!photos_come_first && !follow_ && std::exchange(gives_last_, false)) {
        gives_back_ = true;
        state_ = state::syncing;
        return push_more();
    }
    if (photos_come_first) {
        state_ = state::bringing;
        equal_at_ = now_;
        if (std::exchange(local_change_, false)) return on_local_change();
        return photos_on();
    }
    if (!follow_) {
        // Where the welcome was the last word of both, nothing is under way that hanging up could cut.
        if (!all_is_said_) send(message::goodbye{});
        return end(errc::ok);
    }
    state_ = state::following;
    if (std::exchange(local_change_, false)) on_local_change();
}

void client_session::on_rows(result<repair_start> start) {
    if (state_ == state::ended) return;
    if (start.has_error()) return end(to_errc(start.error()));
    state_ = state::repairing;
    descent_.emplace(start->grants, std::move(start->held), descents_ == 1 ? short_width : full_width);
    ask_on();
}

void client_session::ask_on() {
    auto ask = descent_->next();
    PENDATA_ASSERT(ask.has_value());
    ++progress_.exchanges;
    told_awaited_ = !ask->last;
    if (ask->last) descent_.reset();
    send(*ask);
}

void client_session::handle_told(const message::repair_told& told) {
    if (!descent_ || !std::exchange(told_awaited_, false)) return end(errc::unexpected_message);
    if (const auto taken = descent_->take(told); taken.has_error()) return end(to_errc(taken.error()));
    ask_on();
}

void client_session::on_local_change() {
    const bool open = follow_ || state_ == state::bringing;
    if (!open || state_ == state::ended) return;
    if (state_ != state::following && state_ != state::bringing) {
        local_change_ = true;
        return;
    }
    all_read_ = false;
    mail_asked_ = false;
    facts_.hello.has_pending = true;
    want_batches();
}

void client_session::on_timer(const clock_reading& now) {
    if (state_ == state::ended) return;
    now_ = now;
    // The office may take its time to prepare a snapshot: what it waits for is a sign that we are here.
    // On a slow link a frame that mends takes longer to come than the office's patience lasts.
    const bool waits = (follow_ && state_ == state::following) || state_ == state::syncing || state_ == state::repairing ||
                       state_ == state::bringing;
    if (waits && now.monotonic_ms - last_sent_.monotonic_ms > limits::keepalive_ms) send(message::keepalive{});
    photos_on_timer();
}

void client_session::stop(errc why) { end(why); }

}  // namespace pendata
