// Does what the agent's policy says: connect and follow, wait, or end.
#include "client-lib/src/net/follower.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <tuple>

#include "client-lib/src/engine/contact_desk.hpp"
#include "client-lib/src/net/office_target.hpp"
#include "client-lib/src/net/session_driver.hpp"
#include "core/sync/agent_policy.hpp"

namespace pendata {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds short_of_memory{200};

}  // namespace

class follower::impl {
public:
    impl(const tablet& with, key_ring& keys, std::optional<office_address> office,
         follow_events events)
        : tablet_(with),
          keys_(keys),
          office_(std::move(office)),
          events_(std::move(events)),
          pause_(io_) {}

    result<void> start() {
        PENDATA_CHECK(office_target(tablet_, keys_, office_));
        PENDATA_TRY(path, contact_desk(tablet_).path());
        policy_ = agent_policy(path);
        asio::post(io_, [this] { take(policy_.start(now_ms())); });
        try {
            thread_ = std::thread([this] { run(); });
        } catch (const std::system_error&) {
            return errc::no_memory;
        }
        return {};
    }

    void stop() {
        {
            const std::lock_guard lock(ending_mutex_);
            is_ending_ = true;
        }
        ending_.notify_all();
        try {
            asio::post(io_, [this] {
                stopping_ = true;
                pause_.cancel();
                if (session_)
                    return session_->stop(errc::cancelled);
                work_.reset();
            });
        } catch (const std::bad_alloc&) {
            io_.stop();  // without a good-bye, for which there is no memory
        }
        if (thread_.joinable())
            thread_.join();
    }

    void on_local_change() {
        asio::post(io_, [this] {
            if (session_)
                return session_->on_local_change();
            take(policy_.on_local_change(now_ms()));
        });
    }

    void wake() {
        try {
            asio::post(io_, [this] { take(policy_.on_network(now_ms())); });
        } catch (const std::bad_alloc&) {
            // It tries again by itself.
        }
    }

private:
    std::int64_t now_ms() const { return tablet_.read_clock().monotonic_ms; }

    // Until there is nothing left to do. A handler without memory costs its session, as a broken link does.
    void run() {
        errc why = errc::ok;
        for (unsigned in_a_row = 0;;) {
            try {
                if (why != errc::ok)
                    let_go_of_session(why);
                why = errc::ok;
                in_a_row = 0;
                io_.run();
                return;
            } catch (const std::bad_alloc&) {
                why = errc::no_memory;
            } catch (...) {
                why = errc::internal;
            }
            if (++in_a_row > 1)
                wait_for_memory();
        }
    }

    // Not even the failure could be noted: others may give memory back.
    void wait_for_memory() {
        std::unique_lock lock(ending_mutex_);
        ending_.wait_for(lock, short_of_memory, [this] { return is_ending_; });
    }

    void let_go_of_session(errc why) {
        session_outcome broken;
        broken.why = why;
        on_finished(broken);
    }

    void take(const agent_action& next) {
        if (stopping_)
            return work_.reset();
        std::visit(*this, next);
    }

    // Asio's timer stands still while a tablet sleeps: it only asks the policy again.
    void pause(std::chrono::milliseconds wait) {
        pause_.expires_after(wait);
        pause_.async_wait([this](const boost::system::error_code& cancelled) {
            if (!cancelled)
                take(policy_.on_timer(now_ms()));
        });
    }

    void connect(const session_plan& plan) {
        pause_.cancel();
        auto office = office_target(tablet_, keys_, office_, plan);
        if (office.has_error()) {
            session_outcome not_begun;
            not_begun.why = to_errc(office.error());
            return on_finished(not_begun);
        }
        session_listener listener;
        listener.settled = events_.settled;
        listener.synced = [this](const session_outcome& so_far) {
            policy_.on_synced();
            events_.synced(so_far);
        };
        listener.finished = [this](const session_outcome& outcome) { on_finished(outcome); };
        session_ = std::make_shared<session_driver>(
            io_, tablet_, keys_, session_driver::setting{std::move(*office), true, {}},
            std::move(listener));
        session_->start();
    }

    void on_finished(const session_outcome& outcome) {
        session_.reset();
        if (stopping_)
            return work_.reset();
        bytes random(8, '\0');
        tablet_.fill_random({reinterpret_cast<unsigned char*>(random.data()), random.size()});
        std::uint64_t dice = 0;
        std::memcpy(&dice, random.data(), sizeof dice);
        const auto now = now_ms();
        const auto report = report_of(outcome);
        const auto next = policy_.on_ended(report, now, dice);
        const auto* wait = std::get_if<agent_step::wait>(&next);
        // A log that can not be written stops nothing: the file says so itself soon enough.
        std::ignore = contact_desk(tablet_).note_ended(report, wait ? wait->until_ms - now : 0,
                                                       policy_.path());
        if (wait)
            events_.waiting(wait->why, std::chrono::milliseconds(wait->until_ms - now));
        take(next);
    }

    // What the policy may say; called by std::visit.
public:
    void operator()(const agent_step::connect& step) { connect(step.with); }
    void operator()(const agent_step::wait& step) {
        pause(std::chrono::milliseconds(std::max<std::int64_t>(0, step.until_ms - now_ms())));
    }
    void operator()(const agent_step::rest&) {}
    void operator()(const agent_step::stop& step) {
        events_.ended(step.why);
        work_.reset();
    }

private:
    const tablet& tablet_;
    key_ring& keys_;
    std::optional<office_address> office_;
    follow_events events_;
    asio::io_context io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
    asio::steady_timer pause_;
    std::shared_ptr<session_driver> session_;
    std::thread thread_;
    agent_policy policy_;
    bool stopping_ = false;
    std::mutex ending_mutex_;
    std::condition_variable ending_;
    bool is_ending_ = false;
};

follower::follower(std::unique_ptr<impl> made) : impl_(std::move(made)) {}
follower::~follower() {
    impl_->stop();
}

result<std::unique_ptr<follower>> follower::start(const tablet& with, key_ring& keys,
                                                  std::optional<office_address> office,
                                                  follow_events events) {
    // Whole before its thread runs: nothing can fail once it does.
    std::unique_ptr<follower> made(new follower(std::make_unique<impl>(with, keys, std::move(office), std::move(events))));
    PENDATA_CHECK(made->impl_->start());
    return made;
}

void follower::on_local_change() {
    impl_->on_local_change();
}
void follower::wake() {
    impl_->wake();
}

}  // namespace pendata
