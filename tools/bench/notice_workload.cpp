// How soon a connected tablet knows what the office has just accepted from another one.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "tools/bench/measuring.hpp"
#include "tools/bench/told.hpp"
#include "tools/bench/workloads.hpp"

namespace pendata::bench {

namespace {

using clock = std::chrono::steady_clock;
constexpr std::size_t notices_at_most = 100;
constexpr std::chrono::seconds notice_patience{60};

// A byte to another thread and back.
checked<double> loopback_ms() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return failed("tidak ada soket", "no socket");
    std::thread echo([other = ends[1]] {
        for (char c = 0; ::read(other, &c, 1) == 1 && ::write(other, &c, 1) == 1;) {
        }
    });
    std::vector<double> each;
    for (int i = 0; i < 200; ++i) {
        char c = 1;
        const auto from = clock::now();
        const bool whole = ::write(ends[0], &c, 1) == 1 && ::read(ends[0], &c, 1) == 1;
        if (whole) each.push_back(std::chrono::duration<double, std::milli>(clock::now() - from).count());
    }
    ::close(ends[0]);
    echo.join();
    ::close(ends[1]);
    if (each.empty()) return failed("soket rusak", "a broken socket");
    return at_share(std::move(each), 0.5);
}

// Told by one thread, waited for by another.
class bell {
public:
    void ring() {
        const std::lock_guard lock(mutex_);
        if (!at_) at_ = clock::now();
        rung_.notify_all();
    }
    std::optional<clock::time_point> wait() {
        std::unique_lock lock(mutex_);
        rung_.wait_for(lock, notice_patience, [&] { return at_.has_value(); });
        return std::exchange(at_, std::nullopt);
    }

private:
    std::mutex mutex_;
    std::condition_variable rung_;
    std::optional<clock::time_point> at_;
};

}  // namespace

checked<void> measure_notice(field_day& day, const progress& tell, report& into) {
    PENDATA_TRY(teller, day.new_tablet("teller", true));
    PENDATA_TRY(hearer, day.new_tablet("hearer", true));
    const auto& address = day.office().address();
    bell connected, heard;
    PENDATA_CHECK(hearer->follow(address, [&] { connected.ring(); }, [&] { heard.ring(); }));
    if (!connected.wait()) return failed("tablet tidak tersambung", "the tablet did not connect");
    const std::size_t count = std::min(notices_at_most, day.data().lines.size());
    std::vector<double> each_ms;
    for (std::size_t i = 0; i < count; ++i) {
        PENDATA_CHECK(teller->add(day.data().lines[i]));
        std::optional<clock::time_point> accepted;
        PENDATA_CHECK(teller->sync(address, [&](std::uint64_t receipted, std::uint64_t) {
            if (receipted > 0 && !accepted) accepted = clock::now();
        }));
        const auto at = heard.wait();
        if (!at || !accepted) return failed("perubahan tidak sampai", "the change did not arrive");
        each_ms.push_back(std::max(0.0, std::chrono::duration<double, std::milli>(*at - *accepted).count()));
        tell.at("notice", i + 1, count);
    }
    hearer->stop_following();
    PENDATA_TRY(limit, loopback_ms());
    into.add({"notice_median", at_share(each_ms, 0.5), "ms", limit, limit_kind::loopback});
    into.add({"notice_worst", at_share(each_ms, 1), "ms", limit, limit_kind::loopback});
    return {};
}

}  // namespace pendata::bench
