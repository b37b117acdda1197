// Action by action, at the office.
#include "tools/sim/office_end.hpp"

#include <algorithm>

#include "sync-server/office/sync_answers.hpp"
#include "tools/sim/checkers/checkers.hpp"
#include "tools/sim/checkers/queues.hpp"
#include "tools/sim/scene/disk_trouble.hpp"

namespace pendata::sim {

office_end::office_end(stage& on, office_house& house, setup with)
    : on_(on), house_(house), with_(std::move(with)), session_(with_.exporter, with_.resumed, on.time.now_ms()) {}

template <class Input>
void office_end::feed(Input input) {
    if (dead_) return;
    input(session_);
    pump();
}

void office_end::receive(bytes_view data) {
    feed([&](server_session& s) { s.receive(data, on_.time.now_ms()); });
}
void office_end::on_commit() {
    feed([](server_session& s) { s.on_commit(); });
}
void office_end::on_timer() {
    feed([&](server_session& s) { s.on_timer(on_.time.now_ms()); });
}

void office_end::pump() {
    if (std::exchange(pumping_, true)) return;
    while (!dead_) {
        auto action = session_.next_action();
        if (!action) break;
        std::visit([this](auto& a) { act(a); }, *action);
    }
    pumping_ = false;
}

void office_end::later(lane of, std::function<void()> work) {
    auto& free_at = lane_free_ms_[static_cast<int>(of)];
    free_at = std::max(free_at, on_.time.now_ms()) + on_.draw.between(1, 12);
    on_.time.at(free_at, [this, still = with_.still, work = std::move(work)] {
        const auto here = still.lock();
        if (here && !dead_ && house_.is_open()) work();
    });
}

template <class T>
result<T> office_end::read(const std::function<result<T>(office_view&, const office_context&)>& work) {
    PENDATA_TRY(view, house_.of().view());
    PENDATA_TRY(bearings, house_.of().bearings(*view, house_.now_ms()));
    return work(*view, bearings.context);
}

void office_end::act(office_action::greet& a) {
    later(lane::read, [this, hello = std::move(a.hello)] {
        auto answer = read<greeting>([&](office_view& view, const office_context& context) {
            auto greeted = sync_answers::greet(house_.of(), view, context, hello, session_.exporter(), session_.resumed());
            if (greeted.has_value() && greeted->first) check_served(on_, view, context, hello.device, greeted->first->pull);
            return greeted;
        });
        if (with_.stranger && answer.has_value()) on_.told.broken("I4", "the office greets somebody who has no key");
        if (answer.has_value() && answer->welcome.ledger_behind) house_.note_newer_ledger(hello.ledger);
        feed([&](server_session& s) { s.on_greeting(std::move(answer)); });
    });
}

namespace {

constexpr disk_trouble of_the_disk{fault::office_disk_full, fault::office_disk_locked, fault::office_read_error, 6};

}  // namespace

std::optional<result<void>> office_end::commit(const office::work& what) {
    if (on_.faults.strikes(fault::office_killed_at_step, 6)) house_.die_at_step(on_.draw.below(10) + 1);
    house_.arm_disk(draw_disk_faults(on_, of_the_disk, house_.disk()));
    const disk_counts before = house_.disk().counts();
    const auto done = house_.of().transact(house_.now_ms(), what);
    house_.die_at_step(0);
    house_.arm_disk({});
    note_disk_faults(on_, of_the_disk, before, house_.disk().counts());
    if (!house_.has_died()) return done;
    on_.faults.happened(fault::office_killed_at_step);
    return std::nullopt;
}

void office_end::act(office_action::enrol& a) {
    later(lane::write, [this, request = std::move(a.request)] {
        message::enrolled out;
        const auto tried = commit([&](office_transaction& to, const office_context& context) -> result<void> {
            PENDATA_TRY(enrolled, sync_answers::enrol(house_.of(), to, context, request, session_.exporter()));
            out = std::move(enrolled);
            return {};
        });
        if (!tried) return with_.killed();
        feed([&](server_session& s) { s.on_enrolled(tried->has_error() ? result<message::enrolled>(tried->error()) : out); });
    });
}

void office_end::act(office_action::settle& a) {
    later(lane::write, [this, batch = std::move(a.batch), path = a.path] { take(batch, path); });
}

void office_end::take(const sealed_batch& batch, arrival path) {
    if (with_.stranger) on_.told.broken("I4", "the office takes a batch from somebody who has no key");
    receipt out;
    if (!batch.receipts.empty()) house_.came_again(batch.hash);
    const auto tried = commit([&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_TRY(before, waiting_of(to, context, batch.device));
        PENDATA_TRY(taken, take_batch(to, context, batch, path));
        PENDATA_TRY(after, waiting_of(to, context, batch.device));
        check_quota_kept(on_, batch.device, before, after);
        out = std::move(taken);
        return {};
    });
    if (!tried) return with_.killed();
    const result<void>& done = *tried;
    if (done.has_value()) house_.tell_committed(), on_.told.receipt_due();
    if (done.has_value() && on_.faults.strikes(fault::closed_after_commit, on_.size.receipts_lost)) {
        on_.faults.happened(fault::closed_after_commit);
        return with_.lost();
    }
    if (on_.faults.strikes(fault::office_killed, 4)) {
        on_.faults.happened(fault::office_killed);
        return with_.killed();
    }
    later(lane::write, [this, hash = batch.hash, path, answer = done.has_error() ? result<receipt>(done.error()) : result<receipt>(out)] {
        feed([&](server_session& s) { s.on_settled(hash, path, answer); });
    });
}

void office_end::act(office_action::read_changes& a) {
    later(lane::read, [this, question = std::move(a.question)] {
        auto answer = read<changes_answer>([&](office_view& view, const office_context& context) {
            auto changes = sync_answers::read_changes(view, context, question);
            if (changes.has_value()) check_served(on_, view, context, question.device, changes->pull);
            return changes;
        });
        feed([&](server_session& s) { s.on_changes(std::move(answer)); });
    });
}

void office_end::act(office_action::read_repair& a) {
    later(lane::read, [this, asked = std::move(a)] {
        auto answer = read<repair_answer>([&](office_view& view, const office_context& context) {
            auto repair = sync_answers::read_repair(view, context, asked);
            if (repair.has_value()) check_served(on_, view, context, asked.question.device, repair->mends);
            return repair;
        });
        feed([&](server_session& s) { s.on_repair(std::move(answer)); });
    });
}

void office_end::act(office_action::find_fork& a) {
    later(lane::write, [this, device = a.device, told = std::move(a.told)] {
        position point;
        const auto tried = commit([&](office_transaction& to, const office_context& context) -> result<void> {
            PENDATA_TRY(found, sync_answers::find_fork(to, context, device, told));
            point = found;
            return {};
        });
        if (!tried) return with_.killed();
        feed([&](server_session& s) { s.on_fork_point(tried->has_error() ? result<position>(tried->error()) : point); });
    });
}

void office_end::act(office_action::take_back& a) {
    later(lane::write, [this, asked = std::move(a)] {
        returned_answer answer;
        const auto tried = commit([&](office_transaction& to, const office_context& context) -> result<void> {
            PENDATA_TRY(taken, sync_answers::take_back(to, context, asked.device, asked.given, asked.serve));
            check_served(on_, to, context, asked.device, taken.whole);
            answer = std::move(taken);
            return {};
        });
        if (!tried) return with_.killed();
        if (tried->has_value()) house_.tell_committed();
        feed([&](server_session& s) { s.on_taken_back(tried->has_error() ? result<returned_answer>(tried->error()) : answer); });
    });
}

void office_end::act(office_action::open_snapshot& a) {
    later(lane::read, [this, question = std::move(a.question), want = std::move(a.want)] {
        auto offer = read<snapshot_offer>([&](office_view& view, const office_context& context) {
            return sync_answers::open_snapshot(house_.of(), view, context, question, want);
        });
        feed([&](server_session& s) { s.on_snapshot(std::move(offer)); });
    });
}

void office_end::act(office_action::read_chunk& a) {
    later(lane::read, [this, question = std::move(a.question), snapshot = a.snapshot, number = a.number] {
        auto chunk = read<message::snapshot_chunk>([&](office_view& view, const office_context& context) {
            auto read = sync_answers::read_chunk(house_.of(), view, context, question, snapshot, number);
            if (read.has_value()) check_chunk_served(on_, view, context, question.device, *read);
            return read;
        });
        feed([&](server_session& s) { s.on_chunk(std::move(chunk)); });
    });
}

void office_end::act(office_action::weigh_photo& a) {
    later(lane::read, [this, asked = a] {
        auto answer = read<message::any>([&](office_view& view, const office_context& context) {
            return sync_answers::weigh_photo(view, context, asked);
        });
        feed([&](server_session& s) { s.on_photo(std::move(answer)); });
    });
}

void office_end::act(office_action::take_photo& a) {
    later(lane::write, [this, asked = std::move(a)] {
        message::any answer;
        const auto tried = commit([&](office_transaction& to, const office_context& context) -> result<void> {
            PENDATA_TRY(taken, sync_answers::take_photo(to, context, asked));
            answer = std::move(taken);
            return {};
        });
        if (!tried) return with_.killed();
        feed([&](server_session& s) { s.on_photo(tried->has_error() ? result<message::any>(tried->error()) : answer); });
    });
}

void office_end::act(office_action::read_photo& a) {
    later(lane::read, [this, asked = std::move(a)] {
        auto answer = read<message::any>([&](office_view& view, const office_context& context) {
            return sync_answers::read_photo(view, context, asked);
        });
        feed([&](server_session& s) { s.on_photo(std::move(answer)); });
    });
}

void office_end::act(office_action::close& a) {
    if (a.why != errc::ok) on_.told.tell("office", "ends a session: " + std::string(text_of(a.why, false)));
    with_.close();
}

}  // namespace pendata::sim
