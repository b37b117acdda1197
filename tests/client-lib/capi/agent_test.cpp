// The agent against offices that are away, silent, rude or not the pinned one: every wait ends, by itself or when
// told to, and nothing that was saved is touched.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "client-lib/src/net/follower.hpp"
#include "client-lib/src/store/sqlite_device_store.hpp"
#include "core/sync/enrolment_code.hpp"
#include "core/wire/frame.hpp"
#include "tests/client-lib/capi/tablet_file.hpp"
#include "tests/net/office_fixture.hpp"

namespace pendata::test {

namespace {

using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;
using testing::session_log;

// An office's door on a thread of its own; what stands behind it is up to the test.
class served_office {
public:
    explicit served_office(std::function<void(session_log&)> prepare) {
        door_.prepare = std::move(prepare);
        door_.open();
        thread_ = std::thread([this] { door_.io.run(); });
    }
    ~served_office() {
        door_.io.stop();
        thread_.join();
    }
    served_office(const served_office&) = delete;
    served_office& operator=(const served_office&) = delete;

    enrolment as_enrolled() const {
        enrolment out;
        const auto& key = door_.identity->public_key();
        out.office_identity.assign(reinterpret_cast<const char*>(key.data()), key.size());
        out.port = door_.listener->port();
        return out;
    }

private:
    testing::office door_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{door_.io.get_executor()};
    std::thread thread_;
};

void silent(session_log&) {}

void hangs_up(session_log& log) {
    log.on_received = [](session_log& self, bytes_view) { self.session->close(); };
}

void talks_nonsense(session_log& log) {
    log.on_received = [](session_log& self, bytes_view) { self.session->send(bytes(1000, '\xff')); };
}

void is_busy(session_log& log) {
    log.on_received = [](session_log& self, bytes_view) {
        self.session->send(*encode_frame(message::failure{errc::office_busy, 60'000}));
    };
}

pendata_sync_options options_with(std::int64_t timeout_us) {
    pendata_sync_options out{};
    out.struct_size = sizeof out;
    out.timeout_us = timeout_us;
    return out;
}

// Events of a follow, for the test's thread to wait for.
class heard {
public:
    client::event_handler handler() {
        return [this](std::int32_t event, std::string_view json) {
            const std::lock_guard lock(mutex_);
            events_.emplace_back(event, std::string(json));
            changed_.notify_all();
        };
    }
    // The next event's JSON; fails the test where another comes, or none.
    std::string wait_for(std::int32_t wanted) {
        std::unique_lock lock(mutex_);
        REQUIRE(changed_.wait_for(lock, 20s, [&] { return !events_.empty(); }));
        const auto [event, json] = events_.front();
        events_.pop_front();
        REQUIRE(event == wanted);
        return json;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::pair<std::int32_t, std::string>> events_;
};

}  // namespace

TEST_CASE("offline is said, the summary is there, nothing is lost") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    const auto id = added(t, "person", R"({"name":"Siti","village":"32.11.01.2001"})");
    const auto summary = t.sync();
    CHECK(summary.why().status == PENDATA_OFFLINE);
    CHECK(summary.why().retryable == 1);
    CHECK(member(*summary, "ok") == "false");
    CHECK(member(*summary, "status") == "300");
    CHECK(member(*summary, "pushed") == "0");
    CHECK(t.show(id).ok());
    CHECK(member(*t.status(), "pending") == "2");
}

TEST_CASE("another process hears why nothing moved, since when, and what is not the office's fault") {
    tablet_folder folder;
    const auto file = enrolled_file(folder, "a.db");
    const auto inside = [](const std::string& status, std::string_view object, std::string_view name) {
        return member(member(status, object), name);
    };
    {
        auto t = opened(file);
        added(t, "person", R"({"name":"Siti","village":"32.11.01.2001"})");
        CHECK(inside(*t.status(), "stuck", "reason") == "not_tried");
        CHECK(member(*t.status(), "last_attempt") == "null");
        CHECK(!t.sync().ok());
        CHECK(!t.sync().ok());
    }
    auto again = opened(file);
    const auto status = *again.status();
    CHECK(inside(status, "stuck", "reason") == "offline");
    CHECK(inside(status, "stuck", "text").find("kantor") != std::string::npos);
    CHECK(inside(status, "last_attempt", "status") == "300");
    CHECK(inside(status, "last_attempt", "failures") == "2");
    CHECK(inside(status, "last_attempt", "next_try_s") == "null");
    CHECK(member(status, "last_contact_s") == "null");
    CHECK(std::filesystem::remove(file + ".key"));
    CHECK(inside(*opened(file).status(), "stuck", "reason") == "key_missing");
}

TEST_CASE("a follow that waits says when it tries again") {
    tablet_folder folder;
    const served_office office(is_busy);
    auto t = enrolled_tablet(folder, "busy.db", office.as_enrolled());
    added(t, "person", R"({"name":"Siti","village":"32.11.01.2001"})");
    heard events;
    const auto following = t.follow("", events.handler());
    events.wait_for(PENDATA_EVENT_WAITING);
    const auto status = *t.status();
    CHECK(member(member(status, "stuck"), "reason") == "office_busy");
    const auto next = std::stod(member(member(status, "last_attempt"), "next_try_s"));
    CHECK(next > 30);
    CHECK(next <= 60);
}

TEST_CASE("an address that is none") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    for (const std::string_view address : {"nowhere", "nowhere:", ":7443", "::1:7443", "a b:1", "host:99999", "host:0"}) {
        auto options = options_with(0);
        options.office = client::view(address);
        CHECK(t.sync(&options).why().status == PENDATA_INVALID_ARGUMENT);
    }
    auto options = options_with(-1);
    CHECK(t.sync(&options).why().status == PENDATA_INVALID_ARGUMENT);
}

TEST_CASE("offices that misbehave") {
    tablet_folder folder;
    const auto sync_with = [&](std::function<void(session_log&)> behaviour, pendata_status expected) {
        const served_office office(std::move(behaviour));
        auto t = enrolled_tablet(folder, "t" + std::to_string(expected) + ".db", office.as_enrolled());
        const auto options = options_with(1'500'000);
        const auto start = clock_type::now();
        const auto summary = t.sync(&options);
        CHECK(summary.why().status == expected);
        CHECK(clock_type::now() - start < 10s);
        CHECK(member(*summary, "converged") == "false");
        CHECK(member(*summary, "bytes_up") != "0");
    };
    sync_with(silent, PENDATA_TIMED_OUT);
    sync_with(hangs_up, PENDATA_CONNECTION_LOST);
    sync_with(talks_nonsense, PENDATA_FRAME_TOO_LARGE);
    sync_with(is_busy, PENDATA_OFFICE_BUSY);
}

TEST_CASE("an office that is not the pinned one") {
    tablet_folder folder;
    const served_office office(silent);
    auto as = office.as_enrolled();
    as.office_identity[5] ^= 1;
    auto t = enrolled_tablet(folder, "t.db", as);
    CHECK(t.sync().why().status == PENDATA_WRONG_OFFICE);
}

TEST_CASE("a wait ends when another thread says so") {
    tablet_folder folder;
    client::cancel cancel;
    // The office itself tells when the tablet is there and waiting.
    const served_office office([&](session_log& log) {
        log.on_received = [&](session_log&, bytes_view) { cancel.request(); };
    });
    auto t = enrolled_tablet(folder, "t.db", office.as_enrolled());
    auto options = options_with(0);
    options.cancel = cancel.get();
    CHECK(t.sync(&options).why().status == PENDATA_CANCELLED);
    // The wish stands: what is begun with it ends at once.
    CHECK(t.sync(&options).why().status == PENDATA_CANCELLED);
    CHECK(t.enrol("PD1-XXXXX", "x", &options).why().status == PENDATA_CODE_MALFORMED);
}

TEST_CASE("progress is told on the calling thread") {
    tablet_folder folder;
    const served_office office(hangs_up);
    auto t = enrolled_tablet(folder, "t.db", office.as_enrolled());
    struct seen_progress {
        std::thread::id thread = std::this_thread::get_id();
        int calls = 0;
        bool elsewhere = false;
    } seen;
    auto options = options_with(0);
    options.progress_context = &seen;
    options.progress = [](void* context, const pendata_progress* progress) {
        auto& to = *static_cast<seen_progress*>(context);
        ++to.calls;
        to.elsewhere = to.elsewhere || std::this_thread::get_id() != to.thread || progress->struct_size != sizeof *progress;
    };
    CHECK(!t.sync(&options).ok());
    CHECK(seen.calls > 0);
    CHECK(!seen.elsewhere);
}

TEST_CASE("a follow waits, tries again when woken, and stops at once") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    heard events;
    {
        auto following = t.follow("", events.handler());
        REQUIRE(following.ok());
        const auto waiting = events.wait_for(PENDATA_EVENT_WAITING);
        CHECK(member(waiting, "status") == "300");
        CHECK(t.sync().why().status == PENDATA_BUSY);
        CHECK(t.follow("", {}).why().status == PENDATA_BUSY);
        // Saving and reading go on meanwhile.
        added(t, "person", R"({"name":"Siti","village":"32.11.01.2001"})");
        for (int i = 0; i < 3; ++i) {
            following->wake();
            events.wait_for(PENDATA_EVENT_WAITING);
        }
    }
    CHECK(t.sync().why().status == PENDATA_OFFLINE);
}

TEST_CASE("a follow ends while it is connected, and the office's wish for patience is heard") {
    tablet_folder folder;
    {
        const served_office office(silent);
        auto t = enrolled_tablet(folder, "silent.db", office.as_enrolled());
        const auto following = t.follow("", {});
        REQUIRE(following.ok());
    }
    const served_office office(is_busy);
    auto t = enrolled_tablet(folder, "busy.db", office.as_enrolled());
    heard events;
    const auto following = t.follow("", events.handler());
    const auto waiting = events.wait_for(PENDATA_EVENT_WAITING);
    CHECK(member(waiting, "status") == "307");
    CHECK(std::stod(member(waiting, "retry_in_s")) >= 60);
}

TEST_CASE("running out of memory while it follows ends the session, and the next one is tried") {
    tablet_folder folder;
    const served_office office(silent);
    const auto file = enrolled_file(folder, "a.db", office.as_enrolled());
    const auto store = *sqlite_device_store::open(file, builtin_dictionary());
    key_ring keys(make_file_key_store(file));
    const auto now = [] { return clock_reading{testing::october_ms, clock_type::now().time_since_epoch() / 1ms, "boot"}; };
    const auto fill = [](std::span<unsigned char> out) { std::ranges::fill(out, static_cast<unsigned char>(7)); };
    std::atomic<int> tried = 0;
    const tablet engine{*store, builtin_dictionary(), now, fill, [&](bytes_view) -> result<signature> {
                            ++tried;
                            throw std::bad_alloc();
                        }};
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<errc> waits;
    follow_events events;
    events.settled = [](const auto&, const auto&) {};
    events.synced = [](const session_outcome&) {};
    events.ended = [](errc) {};
    events.waiting = [&](errc why, std::chrono::milliseconds) {
        const std::lock_guard lock(mutex);
        waits.push_back(why);
        changed.notify_all();
    };
    const auto following = *follower::start(engine, keys, std::nullopt, events);
    std::unique_lock lock(mutex);
    for (std::size_t n = 1; n <= 2; ++n) {
        REQUIRE(changed.wait_for(lock, 20s, [&] { return waits.size() >= n; }));
        CHECK(waits[n - 1] == errc::no_memory);
        following->wake();
    }
    CHECK(tried >= 2);
}

TEST_CASE("closing the tablet ends its follow") {
    tablet_folder folder;
    pendata_tablet* tablet = nullptr;
    const auto file = enrolled_file(folder, "a.db");
    REQUIRE(pendata_tablet_open(client::view(file), nullptr, &tablet, nullptr) == PENDATA_OK);
    pendata_follow* follow = nullptr;
    REQUIRE(pendata_follow_start(tablet, nullptr, &follow, nullptr) == PENDATA_OK);
    pendata_tablet_close(tablet);
}

TEST_CASE("without an enrolment or a key nothing is begun") {
    tablet_folder folder;
    auto fresh = opened(folder.file("fresh.db"));
    CHECK(fresh.sync().why().status == PENDATA_NOT_ENROLLED);
    CHECK(fresh.follow("", {}).why().status == PENDATA_NOT_ENROLLED);
    enrolment keyless;
    keyless.with_key = false;
    auto t = enrolled_tablet(folder, "keyless.db", keyless);
    CHECK(t.follow("", {}).why().status == PENDATA_KEY_MISSING);
}

TEST_CASE("an enrolment that gets no answer uses nothing up and leaves no enrolment") {
    tablet_folder folder;
    auto t = opened(folder.file("fresh.db"));
    const served_office office(silent);
    const auto as = office.as_enrolled();
    enrolment_code code;
    code.host = "127.0.0.1";
    code.port = as.port;
    std::memcpy(code.office.data(), as.office_identity.data(), code.office.size());
    const auto options = options_with(700'000);
    const auto enrolled = t.enrol(write_enrolment_code(code), "tablet", &options);
    CHECK(enrolled.why().status == PENDATA_TIMED_OUT);
    CHECK(member(*t.status(), "enrolled") == "false");
    // The key was durable before the code was sent: the next try is the same device's.
    CHECK(std::filesystem::exists(folder.file("fresh.db.key")));
}

}  // namespace pendata::test
