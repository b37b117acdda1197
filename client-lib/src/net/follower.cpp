// Connect, follow, wait, again.
#include "client-lib/src/net/follower.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstring>
#include <system_error>
#include <thread>

#include "client-lib/src/net/office_target.hpp"
#include "client-lib/src/net/session_driver.hpp"
#include "core/sync/backoff.hpp"

namespace pendata {

namespace asio = boost::asio;

namespace {

// What another try does not mend: a damaged file, or a tablet that has to be enrolled anew.
bool is_final(errc why) {
    return persistence_of(why) == persistence::fatal || why == errc::not_enrolled ||
           why == errc::key_missing || why == errc::device_revoked;
}

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
        asio::post(io_, [this] { connect(); });
        try {
            thread_ = std::thread([this] { io_.run(); });
        } catch (const std::system_error&) {
            return errc::no_memory;
        }
        return {};
    }

    void stop() {
        asio::post(io_, [this] {
            stopping_ = true;
            pause_.cancel();
            if (session_)
                return session_->stop(errc::cancelled);
            work_.reset();
        });
        if (thread_.joinable())
            thread_.join();
    }

    void on_local_change() {
        asio::post(io_, [this] {
            if (session_)
                session_->on_local_change();
        });
    }

    void wake() {
        asio::post(io_, [this] { pause_.cancel(); });
    }

private:
    void connect() {
        if (stopping_)
            return work_.reset();
        auto office = office_target(tablet_, keys_, office_);
        if (office.has_error()) {
            session_outcome not_begun;
            not_begun.why = to_errc(office.error());
            return on_finished(not_begun);
        }
        session_listener listener;
        listener.settled = events_.settled;
        listener.synced = [this](const session_outcome& so_far) {
            failures_ = 0;
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
        if (is_final(outcome.why)) {
            events_.ended(outcome.why);
            return work_.reset();
        }
        bytes random(8, '\0');
        tablet_.fill_random({reinterpret_cast<unsigned char*>(random.data()), random.size()});
        std::uint64_t dice = 0;
        std::memcpy(&dice, random.data(), sizeof dice);
        const std::chrono::milliseconds wait(backoff_ms(++failures_, dice, outcome.retry_after_ms));
        events_.waiting(outcome.why, wait);
        // Cancelled by `wake` and `stop`: either way it is time to look again.
        pause_.expires_after(wait);
        pause_.async_wait([this](const boost::system::error_code&) { connect(); });
    }

    const tablet& tablet_;
    key_ring& keys_;
    std::optional<office_address> office_;
    follow_events events_;
    asio::io_context io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
    asio::steady_timer pause_;
    std::shared_ptr<session_driver> session_;
    std::thread thread_;
    unsigned failures_ = 0;
    bool stopping_ = false;
};

follower::follower(std::unique_ptr<impl> made) : impl_(std::move(made)) {}
follower::~follower() {
    impl_->stop();
}

result<std::unique_ptr<follower>> follower::start(const tablet& with, key_ring& keys,
                                                  std::optional<office_address> office,
                                                  follow_events events) {
    auto made = std::make_unique<impl>(with, keys, std::move(office), std::move(events));
    PENDATA_CHECK(made->start());
    return std::unique_ptr<follower>(new follower(std::move(made)));
}

void follower::on_local_change() {
    impl_->on_local_change();
}
void follower::wake() {
    impl_->wake();
}

}  // namespace pendata
