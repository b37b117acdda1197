// Composing listener, connections, ticks and signals over one io_context.
#include "sync-server/net/sync_front.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <optional>
#include <unordered_map>
#include <vector>

#include "sync-server/net/sync_connection.hpp"
#include "sync-server/net/tls_context.hpp"
#include "sync-server/net/tls_listener.hpp"
#include "sync-server/office/keep_leaf.hpp"

namespace pendata {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds tick{1'000};    // timers of sessions, commits of other processes
constexpr std::uint64_t ticks_per_day = 24 * 3600;  // the certificate is looked at
// Telling followers of commits is never more than about a tenth of what the readers do.
constexpr int rests_after_telling = 9;  // times as long as it took
constexpr std::chrono::milliseconds rest_unmeasured{50};
constexpr std::chrono::milliseconds rest_at_most{500};

}  // namespace

class sync_front::impl final : public connection_roll {
public:
    impl() : guard_(asio::make_work_guard(io_)), signals_(io_), ticker_(io_), teller_(io_) {}

    ~impl() override {
        listener_.reset();
        // What was posted to connections goes before the io_context they hold timers of.
        io_.stop();
    }

    void post(std::function<void()> what) { asio::post(io_, std::move(what)); }

    result<void> open(const setup& with, const office_certificate& certificate) {
        with_.emplace(with);
        PENDATA_TRY(context, tls_context::create(certificate));
        context_ = std::move(context);
        listener_ = std::make_unique<tls_listener>(io_, *context_, with.allowed, [this](std::shared_ptr<tls_session> session) {
            return make_handler(std::move(session));
        });
        PENDATA_CHECK(listener_->listen(with.listen.host, with.listen.port));
        error_code ignored;
        signals_.add(SIGTERM, ignored);
        signals_.add(SIGINT, ignored);
        signals_.async_wait([this](const error_code& cancelled, int) {
            if (!cancelled) stop();
        });
        wait_tick();
        return {};
    }

    std::uint16_t port() const { return listener_->port(); }

    void run() { io_.run(); }

    void stop() {
        if (stopping_ || !listener_) return;
        stopping_ = true;
        with_->log.write(log_level::info, "stopping", {{"connections", std::uint64_t{connections_.size()}}});
        signals_.cancel();
        ticker_.cancel();
        listener_->stop([this] {
            teller_.cancel();
            guard_.reset();
        });
    }

    void tell_committed() {
        if (to_tell_ || stopping_) return;
        to_tell_ = true;
        wait_to_tell();
    }

    void joined(sync_connection& connection) override { connections_.emplace(&connection, connection.weak_from_this()); }
    void left(sync_connection& connection) override { connections_.erase(&connection); }

private:
    using clock = std::chrono::steady_clock;

    std::shared_ptr<session_handler> make_handler(std::shared_ptr<tls_session> session) {
        if (session->peer().alpn != "pendata/1") return nullptr;
        const office_services services{with_->of, with_->work, with_->log, with_->now_ms, with_->timer_ms};
        return std::make_shared<sync_connection>(std::move(session), services, *this);
    }

    // A connection may end, and leave the roll, in what it is told.
    void for_each(const std::function<void(sync_connection&)>& tell) {
        std::vector<std::shared_ptr<sync_connection>> all;
        for (const auto& [raw, weak] : connections_) {
            if (auto connection = weak.lock()) all.push_back(std::move(connection));
        }
        for (const auto& connection : all) tell(*connection);
    }

    // A single commit is told at once; those that follow on its heels are told together, the later the more it takes.
    void wait_to_tell() {
        teller_.expires_at(std::max(clock::now(), tell_from_));
        teller_.async_wait([this](const error_code& cancelled) {
            if (!cancelled && !stopping_) tell_followers();
        });
    }

    void tell_followers() {
        to_tell_ = false;
        const auto began = clock::now();
        tell_from_ = began + rest_unmeasured;
        for_each([](sync_connection& c) { c.on_commit(); });
        if (!with_->work.has_room(lane::read)) return;
        // Behind what the connections have just asked for: once it is answered, so are they.
        const auto last = [](office_view&, const office_context&) -> result<bool> { return true; };
        with_->work.read<bool>(last, [this, began](const result<bool>&) {
            const auto now = clock::now();
            tell_from_ = std::min(now + rests_after_telling * (now - began), began + rest_at_most);
            if (to_tell_ && !stopping_) wait_to_tell();
        });
    }

    void wait_tick() {
        ticker_.expires_after(tick);
        ticker_.async_wait([this](const error_code& cancelled) {
            if (cancelled || stopping_) return;
            on_tick();
            wait_tick();
        });
    }

    void on_tick() {
        with_->work.look_around();
        for_each([](sync_connection& c) { c.on_timer(); });
        if (++ticks_ % ticks_per_day == 0) renew_certificate();
    }

    void renew_certificate() {
        auto kept = keep_leaf(with_->of, with_->now_ms());
        if (kept.has_value() && kept->renewed) {
            if (const auto used = context_->use(kept->certificate); used.has_value()) return with_->log.write(log_level::info, "certificate_renewed");
        }
        if (kept.has_error()) with_->log.write(log_level::error, "certificate", {{"why", to_errc(kept.error())}});
    }

    asio::io_context io_;
    asio::executor_work_guard<asio::io_context::executor_type> guard_;
    asio::signal_set signals_;
    asio::steady_timer ticker_;
    asio::steady_timer teller_;
    std::optional<setup> with_;
    std::unique_ptr<tls_context> context_;
    std::unique_ptr<tls_listener> listener_;
    std::unordered_map<sync_connection*, std::weak_ptr<sync_connection>> connections_;
    std::uint64_t ticks_ = 0;
    clock::time_point tell_from_{};
    bool to_tell_ = false;  // there is news, and the teller waits
    bool stopping_ = false;
};

sync_front::sync_front() : impl_(std::make_unique<impl>()) {}
sync_front::~sync_front() = default;

void sync_front::post(std::function<void()> what) { impl_->post(std::move(what)); }
void sync_front::tell_committed() { impl_->tell_committed(); }
result<void> sync_front::open(const setup& with, const office_certificate& certificate) { return impl_->open(with, certificate); }
std::uint16_t sync_front::port() const { return impl_->port(); }
void sync_front::run() { impl_->run(); }
void sync_front::stop() {
    impl_->post([front = impl_.get()] { front->stop(); });
}

}  // namespace pendata
