// The threads and their queues.
#include "sync-server/jobs/office_executor.hpp"

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/sync/stuck.hpp"

namespace pendata {

namespace {

// Found before the first write: the transaction may go on without this job.
bool refused_by_rule(errc code) {
    const int number = static_cast<int>(code);
    return (number >= 100 && number < 200) || (number >= 400 && number < 500) || code == errc::not_allowed;
}

}  // namespace

office_executor::office_executor(office& of, const event_log& log, setup with) : of_(of), log_(log), with_(std::move(with)) {
    examined_on_ = day_of(with_.now_ms());
    if (const auto view = of_.view(); view.has_value()) {
        if (const auto head = (*view)->head(); head.has_value()) head_ = head->at;
    }
    threads_.emplace_back([this] { run_writer(); });
    for (std::size_t i = 0; i < std::max<std::size_t>(1, with_.readers); ++i) threads_.emplace_back([this] { run_reader(lane::read); });
    threads_.emplace_back([this] { run_reader(lane::prepare); });
}

office_executor::~office_executor() { finish(); }

errc office_executor::noted(errc code) const {
    if (is_own_trouble(code)) log_.write(log_level::error, "trouble", {{"why", code}});
    return code;
}

bool office_executor::has_room(lane of) const {
    const std::lock_guard lock(guard_);
    if (of == lane::read) return reads_.size() < limits::queued_reads;
    if (of == lane::prepare) return prepares_.size() < limits::queued_reads;
    return writes_.size() < limits::queued_writes && queued_weight_ < limits::queued_write_bytes;
}

void office_executor::when_room(lane of, std::function<void()> wake_up) {
    {
        const std::lock_guard lock(guard_);
        auto& line = waiting_[static_cast<std::size_t>(of)];
        line.push_back(std::move(wake_up));
        // The threads may have emptied the queue since it was seen full.
        const bool stands = of == lane::write ? !writes_.empty() : !queue_of(of).empty();
        if (stands) return;
    }
    wake(of, 1);
}

void office_executor::wake(lane of, std::size_t rooms) {
    std::vector<std::function<void()>> woken;
    {
        const std::lock_guard lock(guard_);
        auto& line = waiting_[static_cast<std::size_t>(of)];
        while (woken.size() < rooms && !line.empty()) {
            woken.push_back(std::move(line.front()));
            line.pop_front();
        }
    }
    for (auto& one : woken) with_.post(std::move(one));
}

void office_executor::submit(write_job job) {
    const std::lock_guard lock(guard_);
    PENDATA_ASSERT(!finishing_);
    queued_weight_ += job.weight;
    writes_.push_back(std::move(job));
    work_for_writer_.notify_one();
}

void office_executor::submit(read_job job, lane to) {
    const std::lock_guard lock(guard_);
    PENDATA_ASSERT(!finishing_);
    queue_of(to).push_back(std::move(job));
    work_for(to).notify_one();
}

void office_executor::run_writer() {
    while (true) {
        std::vector<write_job> group;
        {
            std::unique_lock lock(guard_);
            work_for_writer_.wait(lock, [&] { return !writes_.empty() || flush_ || finishing_; });
            while (!writes_.empty() && group.size() < limits::writes_per_group) {
                queued_weight_ -= writes_.front().weight;
                group.push_back(std::move(writes_.front()));
                writes_.pop_front();
            }
            flush_ = false;
            if (group.empty() && finishing_ && contacts_.is_empty()) return;
        }
        wake(lane::write, group.size());
        run_group(group);
        if (group.empty()) {
            const std::lock_guard lock(guard_);
            // Contacts that a full disk keeps out are told again; they do not keep the office open.
            if (finishing_ && writes_.empty()) return;
        }
    }
}

void office_executor::run_group(std::vector<write_job>& group) {
    const auto is_busy = [](const result<void>& r) { return r.has_error() && to_errc(r.error()) == errc::busy; };
    auto outcome = attempt(group);
    for (int tries = 1; tries < limits::busy_tries && is_busy(outcome) && !is_finishing(); ++tries) outcome = attempt(group);
    const bool alone = group.size() == 1;
    const bool busy = is_busy(outcome);
    if (busy && is_finishing()) take_the_rest(group);
    for (auto& job : group) {
        result<void> durable = outcome;
        if (outcome.has_error() && !alone && !busy) {
            std::vector<write_job> one;
            one.push_back(std::move(job));
            durable = attempt(one);
            job = std::move(one.front());
        }
        if (durable.has_value() && job.refused != errc::ok) durable = job.refused;
        if (durable.has_error()) durable = noted(to_errc(durable.error()));
        with_.post([done = std::move(job.done), durable] { done(durable); });
    }
}

bool office_executor::is_finishing() const {
    const std::lock_guard lock(guard_);
    return finishing_;
}

// The end is not put off by another process that does not let go: what has no receipt is sent again.
void office_executor::take_the_rest(std::vector<write_job>& group) {
    const std::lock_guard lock(guard_);
    std::move(writes_.begin(), writes_.end(), std::back_inserter(group));
    writes_.clear();
}

result<void> office_executor::attempt(std::vector<write_job>& group) {
    auto facts = contacts_.take();
    sequence at = 0;
    auto outcome = of_.transact(with_.now_ms(), [&](office_transaction& to, const office_context& context) -> result<void> {
        for (auto& job : group) {
            job.refused = errc::ok;
            const auto done = job.work(to, context);
            if (done.has_value()) continue;
            if (!refused_by_rule(to_errc(done.error()))) return done;
            job.refused = to_errc(done.error());
        }
        PENDATA_CHECK(contact_book::store(to, facts));
        PENDATA_TRY(head, to.head());
        at = head.at;
        return {};
    });
    if (outcome.has_error()) {
        contacts_.put_back(std::move(facts));
        return outcome;
    }
    note_head(at);
    return outcome;
}

void office_executor::note_head(sequence at) {
    if (head_.exchange(at) != at) with_.post(with_.committed);
}

void office_executor::run_reader(lane of) {
    auto& queue = queue_of(of);
    while (true) {
        read_job job;
        {
            std::unique_lock lock(guard_);
            work_for(of).wait(lock, [&] { return !queue.empty() || finishing_; });
            if (queue.empty()) return;
            job = std::move(queue.front());
            queue.pop_front();
        }
        wake(of, 1);
        auto view = of_.view();
        if (view.has_error()) {
            job.failed(to_errc(view.error()));
            continue;
        }
        // What it says of duties and of the time goes by the clock as well.
        const auto believed = of_.look_at_clock(**view, with_.now_ms());
        const auto now = believed.has_error() ? result<office_bearings>(believed.error()) : of_.bearings(**view, with_.now_ms());
        if (now.has_error()) {
            job.failed(to_errc(now.error()));
            continue;
        }
        job.work(**view, now->context);
    }
}

void office_executor::look_around() {
    {
        const std::lock_guard lock(guard_);
        if (finishing_) return;
        if (!contacts_.is_empty()) {
            flush_ = true;
            work_for_writer_.notify_one();
        }
    }
    examine_daily();
    if (!has_room(lane::read)) return;
    const auto work = [this](office_view& view, const office_context&) -> result<bool> {
        PENDATA_TRY(head, view.head());
        // A snapshot may be older than a commit of the writer's: only what is newer is news.
        if (head.at > head_.load()) note_head(head.at);
        return may_read_on(view);
    };
    read<bool>(work, [this](result<bool> more) {
        note_clock(more.has_error() && to_errc(more.error()) == clock_refused);
        if (more.has_value() && *more) read_on();
    });
}

// Whoever judged what was held may have made room for more than one transaction reads. Others write in between.
void office_executor::read_on() {
    if (reading_on_ || is_finishing() || !has_room(lane::write)) return;
    reading_on_ = true;
    const auto work = [](office_transaction& to, const office_context& context) { return read_unread(to, context); };
    write<std::size_t>(work, [this](result<std::size_t> read) {
        reading_on_ = false;
        if (!read.has_value()) return;
        if (*read > 0) log_.write(log_level::info, "read_unread", {{"batches", std::uint64_t{*read}}});
        if (*read == limits::unread_at_once) read_on();
    }, 0);
}

// Said once, and once when it is over: every request meets it.
void office_executor::note_clock(bool is_refused) {
    if (is_refused == clock_is_refused_) return;
    clock_is_refused_ = is_refused;
    log_.write(is_refused ? log_level::error : log_level::info, is_refused ? "clock_refused" : "clock_right");
}

// Duties begin and end with a day, and dates cease to lie ahead. A day whose examination failed is examined later.
void office_executor::examine_daily() {
    const std::int32_t today = day_of(with_.now_ms());
    if (today == examined_on_ || examining_ || !has_room(lane::write)) return;
    if (examine_pause_ > 0 && --examine_pause_ > 0) return;
    examining_ = true;
    const auto work = [](office_transaction& to, const office_context& context) -> result<std::size_t> {
        PENDATA_TRY(held, to.custody_in(custody_state::held));
        if (!held.empty()) PENDATA_CHECK(examine_held(to, context));
        PENDATA_CHECK(read_unread(to, context));
        return held.size();
    };
    write<std::size_t>(work, [this, today](result<std::size_t> done) {
        examining_ = false;
        examine_pause_ = done.has_value() ? 0 : limits::examine_pause_ticks;
        if (done.has_value()) examined_on_ = today;
        if (done.has_value() && *done > 0) log_.write(log_level::info, "examined", {{"held", std::uint64_t{*done}}});
    }, 0);
}

void office_executor::finish() {
    of_.stop_preparing();
    {
        const std::lock_guard lock(guard_);
        if (finishing_) return;
        finishing_ = true;
    }
    work_for_writer_.notify_all();
    work_for_readers_.notify_all();
    work_for_preparer_.notify_all();
    for (auto& thread : threads_) thread.join();
}

}  // namespace pendata
