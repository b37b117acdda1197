// The executor alone: groups, bad jobs, room, contacts, commits of others, the end.
#include <doctest/doctest.h>

#include <condition_variable>
#include <future>

#include "core/settle/quota.hpp"
#include "sync-server/jobs/office_executor.hpp"
#include "tests/sync-server/office/office_fixture.hpp"

using namespace pendata;
using namespace pendata::test;

namespace {

// The connections' thread, played by the test.
class mailbox {
public:
    void post(std::function<void()> what) {
        const std::lock_guard lock(guard_);
        letters_.push_back(std::move(what));
        arrived_.notify_one();
    }
    // Runs what arrives until the condition holds.
    bool run_until(const std::function<bool()>& condition) {
        while (!condition()) {
            std::function<void()> next;
            {
                std::unique_lock lock(guard_);
                if (!arrived_.wait_for(lock, std::chrono::seconds(30), [&] { return !letters_.empty(); })) return false;
                next = std::move(letters_.front());
                letters_.pop_front();
            }
            next();
        }
        return true;
    }

private:
    std::mutex guard_;
    std::condition_variable arrived_;
    std::deque<std::function<void()>> letters_;
};

struct working_office : office_folder {
    mailbox box;
    int commits = 0;
    std::mutex said_guard;
    std::string said;  // to the log
    event_log log{log_level::debug, [this](const std::string& line) {
        const std::lock_guard lock(said_guard);
        said += line;
    }, [] { return noon_ms; }};
    office_executor work{*of, log, {2, [this](std::function<void()> f) { box.post(std::move(f)); }, [this] { return now_ms; }, [this] { ++commits; }}};

    // Holds the writer until the promise is kept, so that what comes meanwhile makes one group.
    void hold_writer(std::shared_future<void> until) {
        const auto held = std::make_shared<std::promise<void>>();
        auto started = held->get_future();
        work.write<int>([until, held, once = std::make_shared<bool>(false)](office_transaction&, const office_context&) -> result<int> {
            if (!std::exchange(*once, true)) held->set_value();
            until.wait();
            return 0;
        }, [](result<int>) {}, 0);
        started.wait();
    }
    office_executor::write_work noting(const std::string& name, std::shared_ptr<int> runs = nullptr) {
        return [name, runs](office_transaction& to, const office_context&) -> result<void> {
            if (runs) ++*runs;
            return to.put_note(name, "x");
        };
    }
    bool has_said(const std::string& what) {
        const std::lock_guard lock(said_guard);
        return said.find(what) != std::string::npos;
    }
    // One look around, and everything it led to.
    void look() {
        work.look_around();
        bool read = false, written = false;
        work.read<int>([](office_view&, const office_context&) -> result<int> { return 0; }, [&](const result<int>&) { read = true; });
        REQUIRE(box.run_until([&] { return read; }));
        work.write<int>([](office_transaction&, const office_context&) -> result<int> { return 0; }, [&](const result<int>&) { written = true; }, 1);
        REQUIRE(box.run_until([&] { return written; }));
    }
    bytes noted(const std::string& name) { return view()->note(name).value(); }
};

}  // namespace

TEST_CASE("one bad job does not fail the others of its group, and leaves nothing") {
    working_office f;
    std::promise<void> go;
    f.hold_writer(go.get_future().share());
    std::vector<errc> answers;
    const auto note = [&](result<int> r) { answers.push_back(code_of(r)); };
    const auto job = [&](const std::string& name, errc fails) {
        f.work.write<int>([name, fails](office_transaction& to, const office_context&) -> result<int> {
            PENDATA_CHECK(to.put_note(name, "x"));
            if (fails != errc::ok) return fails;
            return 1;
        }, note, 1);
    };
    job("a", errc::ok);
    job("b", errc::corrupt);
    job("c", errc::ok);
    job("d", errc::unknown_region);
    go.set_value();
    REQUIRE(f.box.run_until([&] { return answers.size() == 4; }));
    CHECK(answers == std::vector{errc::ok, errc::corrupt, errc::ok, errc::unknown_region});
    CHECK(f.noted("a") == "x");
    CHECK(f.noted("b").empty());
    CHECK(f.noted("c") == "x");
    CHECK(f.noted("d").empty());
}

TEST_CASE("what is refused by a rule costs its group nothing") {
    working_office f;
    std::promise<void> go;
    f.hold_writer(go.get_future().share());
    const auto runs = std::make_shared<int>(0);
    std::vector<errc> answers;
    for (int i = 0; i < 3; ++i) {
        f.work.write<int>([runs, i](office_transaction& to, const office_context&) -> result<int> {
            ++*runs;
            if (i == 1) return errc::bad_signature;
            PENDATA_CHECK(to.put_note("n" + std::to_string(i), "x"));
            return i;
        }, [&](result<int> r) { answers.push_back(code_of(r)); }, 1);
    }
    go.set_value();
    REQUIRE(f.box.run_until([&] { return answers.size() == 3; }));
    CHECK(answers == std::vector{errc::ok, errc::bad_signature, errc::ok});
    CHECK(*runs == 3);
    CHECK(f.noted("n2") == "x");
}

TEST_CASE("who finds no room waits and is woken") {
    working_office f;
    std::promise<void> go;
    f.hold_writer(go.get_future().share());
    std::size_t done = 0, queued = 0;
    while (f.work.has_room(lane::write)) {
        f.work.write<int>([](office_transaction&, const office_context&) -> result<int> { return 0; }, [&](result<int>) { ++done; }, 1);
        ++queued;
    }
    CHECK(queued == limits::queued_writes);
    int woken = 0;
    for (int i = 0; i < 3; ++i) f.work.when_room(lane::write, [&] { ++woken; });
    CHECK(f.work.has_room(lane::read));
    go.set_value();
    REQUIRE(f.box.run_until([&] { return woken == 3; }));
    REQUIRE(f.box.run_until([&] { return done == queued; }));
    CHECK(f.work.has_room(lane::write));

    // Bytes count too.
    std::promise<void> again;
    f.hold_writer(again.get_future().share());
    f.work.write<int>([](office_transaction&, const office_context&) -> result<int> { return 0; }, [&](result<int>) { ++done; }, limits::queued_write_bytes);
    CHECK_FALSE(f.work.has_room(lane::write));
    again.set_value();
    REQUIRE(f.box.run_until([&] { return done == queued + 1; }));

    // Nobody is forgotten where the queue was emptied in between.
    f.work.when_room(lane::write, [&] { ++woken; });
    REQUIRE(f.box.run_until([&] { return woken == 4; }));
}

TEST_CASE("reads see commits, and run beside a write") {
    working_office f;
    std::promise<void> go;
    f.hold_writer(go.get_future().share());
    std::optional<sequence> seen;
    f.work.read<sequence>([](office_view& view, const office_context&) -> result<sequence> {
        PENDATA_TRY(head, view.head());
        return head.at;
    }, [&](result<sequence> r) { seen = r.value(); });
    REQUIRE(f.box.run_until([&] { return seen.has_value(); }));
    CHECK(*seen == f.view()->head().value().at);
    go.set_value();
    std::optional<errc> failed;
    f.work.read<int>([](office_view&, const office_context&) -> result<int> { return errc::io_error; }, [&](result<int> r) { failed = code_of(r); });
    REQUIRE(f.box.run_until([&] { return failed.has_value(); }));
    CHECK(*failed == errc::io_error);
}

TEST_CASE("contacts go along with the next writes, or by themselves") {
    working_office f;
    const auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    contact_facts facts;
    facts.at_ms = f.now_ms + 5;
    facts.pending = 7;
    facts.oldest_s = 60;
    f.work.contacts().note(tablet.device, facts);
    facts = {};
    facts.at_ms = f.now_ms + 9;
    facts.pulled = f.view()->head().value().where();
    f.work.contacts().note(tablet.device, facts);
    f.work.contacts().note(device_id{}, facts);  // unknown: no matter
    f.work.look_around();
    std::optional<errc> done;
    f.work.write<int>([](office_transaction&, const office_context&) -> result<int> { return 0; }, [&](result<int> r) { done = code_of(r); }, 1);
    REQUIRE(f.box.run_until([&] { return done.has_value(); }));
    const auto row = f.view()->device(tablet.device).value();
    CHECK(row->told_pending == 7);
    CHECK(row->told_oldest_s == 60);
    CHECK(row->last_contact_ms == f.now_ms + 9);
    CHECK(row->pulled == f.view()->head().value().where());
    CHECK(status_of(*f.of, *f.view(), f.now_ms + 9 + 10'000)->oldest_unsent_s == 70);
}

TEST_CASE("commits are announced, also those of another process") {
    working_office f;
    auto other = office::open(f.of->folder());
    REQUIRE(code_of(other) == errc::ok);
    REQUIRE(code_of(add_officer(**other, "Ani", role::psm, {{village_a}, {}, {}, {}}, f.now_ms)) == errc::ok);
    CHECK(f.commits == 0);
    f.work.look_around();
    REQUIRE(f.box.run_until([&] { return f.commits == 1; }));
    bool done = false;
    f.work.write<position>([](office_transaction& to, const office_context& context) { return start_segment(to, segment_id{}, context.now_ms); },
                           [&](result<position>) { done = true; }, 1);
    REQUIRE(f.box.run_until([&] { return done && f.commits == 2; }));
}

TEST_CASE("what is kept unread is read on, piece by piece, without anybody's batch") {
    working_office f;
    auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    constexpr int many = static_cast<int>(limits::unread_at_once) * 2 + 3;
    REQUIRE(code_of(f.of->transact(f.now_ms, [&](office_transaction& to, const office_context&) -> result<void> {
        for (int n = 0; n < many; ++n) PENDATA_CHECK(to.put(sealed_up(f.person(tablet, n, village_a, "Siti"), arrival::sync, f.now_ms)));
        return {};
    })) == errc::ok);
    const auto unread = [&] {
        std::uint64_t batches = 0;
        for (const auto& of : f.view()->unread().value()) batches += of.batches;
        return batches;
    };
    CHECK(status_of(*f.of, *f.view(), f.now_ms + 5'000)->unread == many);
    CHECK(status_of(*f.of, *f.view(), f.now_ms + 5'000)->unread_s == 5);
    CHECK(devices_of(*f.of, *f.view(), f.now_ms).value().front().standing.reason == device_reason::unread);
    CHECK(summary_of(*f.of, *f.view(), tablet.device, f.now_ms).value().standing.unread_writes == 2 * many);
    f.look();
    CHECK(unread() == many);  // nobody has made room that is known of
    // Another process judges what is held, and reads as much as one transaction may.
    REQUIRE(code_of(f.of->transact(f.now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_CHECK(read_unread(to, context));
        return {};
    })) == errc::ok);
    REQUIRE(unread() == many - limits::unread_at_once);
    f.work.look_around();
    REQUIRE(f.box.run_until([&] { return unread() == 0; }));
    CHECK(f.view()->find(numbered_record(many - 1)).value().has_value());
}

TEST_CASE("a clock that jumps while the office is open is refused, once said, and costs nothing but the wait") {
    working_office f;
    auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    f.take(f.person(tablet, 1, "32.11.77.2001", "Siti"));  // held: nobody knows the place
    const auto before_ms = f.of->latest_known_ms().value();
    const auto answer = [&](auto&& ask) {
        std::optional<errc> out;
        ask(out);
        REQUIRE(f.box.run_until([&] { return out.has_value(); }));
        return *out;
    };
    const auto write = [&] {
        return answer([&](std::optional<errc>& out) {
            f.work.write<int>([](office_transaction&, const office_context&) -> result<int> { return 0; }, [&](result<int> r) { out = code_of(r); }, 1);
        });
    };
    const auto read = [&] {
        return answer([&](std::optional<errc>& out) {
            f.work.read<int>([](office_view&, const office_context&) -> result<int> { return 0; }, [&](result<int> r) { out = code_of(r); });
        });
    };
    f.now_ms += 61 * day_ms;
    CHECK(write() == clock_refused);
    CHECK(read() == clock_refused);
    f.look();  // a new day, and what falls due in it is not examined
    CHECK(f.has_said("\"clock_refused\""));
    CHECK_FALSE(f.has_said("\"examined\""));
    CHECK(f.of->latest_known_ms().value() == before_ms);
    CHECK(status_of(*f.of, *f.view(), f.now_ms)->clock_ahead_days == 61);
    CHECK(to_json(*status_of(*f.of, *f.view(), f.now_ms)).find("--clock-is-right") != std::string::npos);
    CHECK(status_of(*f.of, *f.view(), f.now_ms - 61 * day_ms)->clock_ahead_days == 0);
    // It was right after all: from here on it is believed, and the day is examined by and by.
    f.of->clock_is_right(f.now_ms);
    CHECK(write() == errc::ok);
    CHECK(read() == errc::ok);
    for (int n = 0; n <= limits::examine_pause_ticks && !f.has_said("\"examined\""); ++n) f.look();
    CHECK(f.has_said("\"examined\""));
    CHECK(f.has_said("\"clock_right\""));
    // Days that pass while it is open are no jump.
    for (int n = 0; n < 4; ++n) {
        f.now_ms += 50 * day_ms;
        CHECK(write() == errc::ok);
    }
}

TEST_CASE("what is queued is finished before the end") {
    std::size_t done = 0;
    {
        working_office f;
        std::promise<void> go;
        f.hold_writer(go.get_future().share());
        for (int i = 0; i < 200; ++i) {
            f.work.write<int>([i](office_transaction& to, const office_context&) -> result<int> {
                PENDATA_CHECK(to.put_note("n" + std::to_string(i), "x"));
                return 0;
            }, [&](result<int> r) { done += r.has_value(); }, 1);
        }
        go.set_value();
        f.work.finish();
        CHECK(f.noted("n199") == "x");
        REQUIRE(f.box.run_until([&] { return done == 200; }));
    }
}
