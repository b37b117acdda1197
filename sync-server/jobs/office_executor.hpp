// Where the office's work is done: one thread that writes, a few that read. The writer takes everything that waits
// into one transaction, so that a hundred batches cost one fsync; an answer goes out only after it is durable. Where
// the transaction fails, its jobs are tried one by one, so that one of them can not fail the others.
//
// Threads: submit from one thread, that of the connections; answers come back there, by the poster. Lifetime: the
// office and the log outlive it. Destroying it finishes what is queued.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "sync-server/jobs/contact_book.hpp"
#include "sync-server/jobs/event_log.hpp"
#include "sync-server/jobs/job_limits.hpp"
#include "sync-server/office/office.hpp"

namespace pendata {

// `prepare` is for reads that take long, one after another: nobody who only reads waits behind them.
enum class lane : std::uint8_t { write, read, prepare };

class office_executor {
public:
    // Runs a closure later on the connections' thread.
    using poster = std::function<void(std::function<void()>)>;
    using write_work = std::function<result<void>(office_transaction&, const office_context&)>;
    using read_work = std::function<void(office_view&, const office_context&)>;

    struct setup {
        std::size_t readers = 2;
        poster post;
        std::function<std::int64_t()> now_ms;
        std::function<void()> committed;  // posted after every commit, of this process or another
    };

    office_executor(office& of, const event_log& log, setup with);
    ~office_executor();
    office_executor(const office_executor&) = delete;
    office_executor& operator=(const office_executor&) = delete;

    // Only from the submitting thread, so what it says holds until something is submitted.
    bool has_room(lane of) const;
    // Posts `wake` once there is room again; first come, first woken.
    void when_room(lane of, std::function<void()> wake);

    // `work` may run more than once and must then do the same; it writes nothing where it fails by a rule of the
    // protocol or of enrolment. `done` is posted when the outcome is durable. `weight`: about the bytes it keeps in memory.
    template <class T>
    void write(std::function<result<T>(office_transaction&, const office_context&)> work,
               std::function<void(result<T>)> done, std::size_t weight);

    template <class T>
    void read(std::function<result<T>(office_view&, const office_context&)> work, std::function<void(result<T>)> done);

    // As read(), in the lane for what takes long.
    template <class T>
    void prepare(std::function<result<T>(office_view&, const office_context&)> work, std::function<void(result<T>)> done);

    contact_book& contacts() { return contacts_; }
    // Every second: puts contacts into the store where any wait; looks whether another process has committed, or made
    // room for what is kept unread; examines what is held once a day; looks at the clock.
    void look_around();

    // Finishes everything queued, contacts too, and ends the threads; gives up on it where another process keeps the
    // store to itself for limits::busy_wait_ms. Nothing may be submitted after.
    void finish();

private:
    struct write_job {
        write_work work;
        std::function<void(result<void>)> done;
        std::size_t weight = 0;  // about its bytes in memory
        errc refused = errc::ok;  // by a rule, in a transaction that went on
    };
    struct read_job {
        read_work work;
        std::function<void(errc)> failed;  // no view could be had
    };

    template <class T>
    read_job job_of(std::function<result<T>(office_view&, const office_context&)> work, std::function<void(result<T>)> done);
    void submit(write_job job);
    void submit(read_job job, lane to);
    void run_writer();
    void run_reader(lane of);
    std::deque<read_job>& queue_of(lane of) { return of == lane::prepare ? prepares_ : reads_; }
    std::condition_variable& work_for(lane of) { return of == lane::prepare ? work_for_preparer_ : work_for_readers_; }
    void run_group(std::vector<write_job>& group);
    result<void> attempt(std::vector<write_job>& group);
    bool is_finishing() const;
    void take_the_rest(std::vector<write_job>& group);
    void wake(lane of, std::size_t rooms);
    void note_head(sequence at);
    void examine_daily();
    void read_on();
    void note_clock(bool is_refused);
    // The office's own troubles go to the log.
    errc noted(errc code) const;

    office& of_;
    const event_log& log_;
    setup with_;
    contact_book contacts_;
    std::atomic<sequence> head_{0};
    // Only the submitting thread looks at these.
    std::int32_t examined_on_ = 0;  // a day
    bool examining_ = false;
    int examine_pause_ = 0;  // looks around to let pass
    bool reading_on_ = false;
    bool clock_is_refused_ = false;

    mutable std::mutex guard_;  // of everything below
    std::condition_variable work_for_writer_;
    std::condition_variable work_for_readers_;
    std::condition_variable work_for_preparer_;
    std::deque<write_job> writes_;
    std::deque<read_job> reads_;
    std::deque<read_job> prepares_;
    std::size_t queued_weight_ = 0;
    std::deque<std::function<void()>> waiting_[3];
    bool flush_ = false;
    bool finishing_ = false;
    std::vector<std::thread> threads_;
};

template <class T>
void office_executor::write(std::function<result<T>(office_transaction&, const office_context&)> work,
                            std::function<void(result<T>)> done, std::size_t weight) {
    const auto answer = std::make_shared<result<T>>(errc::cancelled);
    write_job job;
    job.work = [work = std::move(work), answer](office_transaction& to, const office_context& context) -> result<void> {
        *answer = work(to, context);
        PENDATA_CHECK(*answer);
        return {};
    };
    job.done = [done = std::move(done), answer](result<void> durable) {
        done(durable.has_error() ? result<T>(durable.error()) : std::move(*answer));
    };
    job.weight = weight;
    submit(std::move(job));
}

template <class T>
void office_executor::read(std::function<result<T>(office_view&, const office_context&)> work,
                           std::function<void(result<T>)> done) {
    submit(job_of<T>(std::move(work), std::move(done)), lane::read);
}

template <class T>
void office_executor::prepare(std::function<result<T>(office_view&, const office_context&)> work,
                              std::function<void(result<T>)> done) {
    submit(job_of<T>(std::move(work), std::move(done)), lane::prepare);
}

template <class T>
office_executor::read_job office_executor::job_of(std::function<result<T>(office_view&, const office_context&)> work,
                                                  std::function<void(result<T>)> done) {
    const auto shared_done = std::make_shared<std::function<void(result<T>)>>(std::move(done));
    read_job job;
    job.work = [this, work = std::move(work), shared_done](office_view& view, const office_context& context) {
        auto answer = std::make_shared<result<T>>(work(view, context));
        if (answer->has_error()) *answer = noted(to_errc(answer->error()));
        with_.post([shared_done, answer] { (*shared_done)(std::move(*answer)); });
    };
    job.failed = [this, shared_done](errc why) {
        with_.post([shared_done, why = noted(why)] { (*shared_done)(result<T>(why)); });
    };
    return job;
}

}  // namespace pendata
