// The agent's rules one by one, and as properties: whatever happened before, work flows within one back-off after the
// fault heals, and nobody is asked more often than the rules allow.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/base/limits.hpp"
#include "core/sync/agent_policy.hpp"

using namespace pendata;

namespace {

constexpr std::uint64_t longest_dice = ~std::uint64_t{0};

bool connects(const agent_action& a) { return std::holds_alternative<agent_step::connect>(a); }
bool connects_small(const agent_action& a) {
    const auto* c = std::get_if<agent_step::connect>(&a);
    return c != nullptr && c->with.small_segments;
}
bool rests(const agent_action& a) { return std::holds_alternative<agent_step::rest>(a); }
std::int64_t until(const agent_action& a) {
    REQUIRE(std::holds_alternative<agent_step::wait>(a));
    return std::get<agent_step::wait>(a).until_ms;
}

session_report failed(errc why) {
    session_report out;
    out.why = why;
    return out;
}

// Greeted, then silence with the first large write on the way.
session_report swallowed() {
    session_report out;
    out.why = errc::timed_out;
    out.connected = out.answered = out.fell_silent = true;
    out.bytes_passed = 3'000;
    return out;
}

session_report well() {
    session_report out;
    out.connected = out.answered = out.progress = true;
    out.bytes_passed = 200'000;
    return out;
}

}  // namespace

TEST_CASE("connects at once, rests after a good end, and again when something was saved") {
    agent_policy p;
    CHECK(connects(p.start(0)));
    CHECK(rests(p.start(0)));
    CHECK(rests(p.on_local_change(1)));  // the session itself pushes it
    CHECK(rests(p.on_ended(well(), 10, 1)));
    CHECK(rests(p.on_timer(1'000'000)));
    CHECK(connects(p.on_local_change(20)));
    CHECK(rests(p.on_ended(well(), 30, 1)));
    CHECK(connects(p.on_network(40)));
}

TEST_CASE("failures without progress double the window up to the cap, with full jitter") {
    agent_policy p;
    p.start(0);
    std::int64_t window = limits::backoff_base_ms;
    for (int n = 0; n < 14; ++n) {
        agent_policy shortest = p, longest = p;
        CHECK(until(shortest.on_ended(failed(errc::offline), 0, 0)) == 1);
        const auto at = until(longest.on_ended(failed(errc::offline), 0, static_cast<std::uint64_t>(window) - 1));
        CHECK(at == window);
        CHECK(rests(p.on_local_change(at)));
        p.on_ended(failed(errc::offline), 0, 5);
        CHECK(p.failures() == static_cast<unsigned>(n + 1));
        CHECK(connects(p.on_timer(limits::backoff_cap_ms)));
        window = std::min(window * 2, limits::backoff_cap_ms);
    }
    CHECK(window == limits::backoff_cap_ms);
}

TEST_CASE("a session with progress, or one that was equal, resets the failures") {
    agent_policy p;
    p.start(0);
    for (int n = 0; n < 9; ++n) {
        p.on_ended(failed(errc::offline), 0, longest_dice);
        p.on_timer(limits::backoff_cap_ms);
    }
    auto cut = failed(errc::connection_lost);
    cut.progress = true;
    CHECK(until(p.on_ended(cut, 0, longest_dice)) <= limits::backoff_base_ms);
    CHECK(connects(p.on_timer(limits::backoff_base_ms)));
    p.on_ended(failed(errc::offline), 0, 0);
    CHECK(p.failures() == 2);
    p.on_timer(limits::backoff_cap_ms);
    p.on_synced();
    p.on_ended(failed(errc::connection_lost), 0, 0);
    CHECK(p.failures() == 1);
}

TEST_CASE("repairing again and again is no progress") {
    agent_policy p;
    p.start(0);
    auto unequal = failed(errc::unequal);
    unequal.progress = true;
    for (unsigned n = 1; n < 12; ++n) {
        until(p.on_ended(unequal, 0, 0));
        CHECK(p.failures() == n);
        p.on_timer(limits::backoff_cap_ms);
    }
}

TEST_CASE("the office's own wish is the least, also when the network comes back") {
    agent_policy p;
    p.start(0);
    auto busy = failed(errc::office_busy);
    busy.retry_after_ms = 20'000;
    CHECK(until(p.on_ended(busy, 100, 0)) == 20'100);
    CHECK(until(p.on_network(200)) == 20'100);
    CHECK(rests(agent_policy(p).on_timer(20'100)) == false);
    CHECK_FALSE(connects(agent_policy(p).on_timer(20'099)));
    // A wish of a year is not obeyed for longer than the cap.
    p.on_timer(20'100);
    busy.retry_after_ms = 365ULL * 24 * 3600 * 1000;
    CHECK(until(p.on_ended(busy, 0, 0)) == limits::backoff_cap_ms);
}

TEST_CASE("the network's return ends the wait") {
    agent_policy p;
    p.start(0);
    for (int n = 0; n < 12; ++n) {
        p.on_ended(failed(errc::offline), 0, longest_dice);
        CHECK(connects(p.on_network(n + 1)));
    }
}

TEST_CASE("refusals that somebody may lift are tried rarely, never given up") {
    for (const auto why : {errc::device_revoked, errc::device_unknown, errc::bad_proof, errc::wrong_office, errc::lineage_broken, errc::ledger_behind,
                           errc::unsupported_version, errc::malformed, errc::limit_exceeded, errc::read_only, errc::not_allowed}) {
        CAPTURE(static_cast<int>(why));
        agent_policy p;
        p.start(0);
        auto refused = failed(why);
        refused.connected = refused.answered = true;
        for (int n = 0; n < 20; ++n) {
            agent_policy other = p;
            CHECK(until(p.on_ended(refused, 0, 0)) > limits::backoff_cap_ms / 2);
            CHECK(until(other.on_ended(refused, 0, longest_dice)) <= limits::backoff_cap_ms);
            CHECK(connects(p.on_timer(limits::backoff_cap_ms)));
        }
    }
}

TEST_CASE("an office whose grants changed breaks off, and is asked again soon") {
    agent_policy p;
    p.start(0);
    CHECK(until(p.on_ended(failed(errc::cancelled), 0, longest_dice)) <= limits::backoff_base_ms);
}

TEST_CASE("what is fatal to the office is not fatal to the tablet") {
    for (const auto why : {errc::corrupt, errc::internal, errc::not_enrolled}) {
        agent_policy p;
        p.start(0);
        auto told = failed(why);
        told.by_office = true;
        CHECK(until(p.on_ended(told, 0, longest_dice)) <= limits::backoff_cap_ms);
    }
}

TEST_CASE("what only a person at the tablet can mend stops it, with the reason") {
    for (const auto why : {errc::not_enrolled, errc::key_missing, errc::newer_format, errc::foreign_file, errc::corrupt, errc::internal}) {
        agent_policy p;
        p.start(0);
        for (const auto& action : {p.on_ended(failed(why), 0, 0), p.on_network(1), p.on_timer(1'000'000), p.on_local_change(2), p.start(3)}) {
            REQUIRE(std::holds_alternative<agent_step::stop>(action));
            CHECK(std::get<agent_step::stop>(action).why == why);
        }
    }
}

TEST_CASE("a path that swallows large packets: small segments at once, kept, and large ones tried again") {
    agent_policy p;
    CHECK_FALSE(connects_small(p.start(0)));
    CHECK(connects_small(p.on_ended(swallowed(), 0, longest_dice)));
    // They pass: kept for an hour, through failures of other kinds.
    auto cut = well();
    cut.why = errc::connection_lost;
    until(p.on_ended(cut, 1'000, 0));
    CHECK(connects_small(p.on_timer(2'000)));
    until(p.on_ended(failed(errc::offline), 3'000, 0));
    CHECK(connects_small(p.on_timer(400'000)));
    CHECK(rests(p.on_ended(well(), 500'000, 0)));
    CHECK(connects_small(p.on_local_change(1'000 + limits::small_path_ms - 1)));
    CHECK(rests(p.on_ended(well(), 1'000 + limits::small_path_ms, 0)));
    CHECK_FALSE(connects_small(p.on_local_change(1'000 + limits::small_path_ms)));
    // Swallowed again: kept twice as long.
    const std::int64_t then = 2 * limits::small_path_ms;
    CHECK(connects_small(p.on_ended(swallowed(), then, 0)));
    p.on_ended(well(), then, 0);
    CHECK(p.path().small_until_ms == then + 2 * limits::small_path_ms);
}

TEST_CASE("what is remembered of a path holds for another agent of the same tablet") {
    agent_policy first;
    first.start(0);
    auto tired = swallowed();
    tired.retry_after_ms = 1'000;  // ended by a person's patience: the next run goes on
    until(first.on_ended(tired, 0, 0));
    agent_policy second(first.path());
    CHECK(connects_small(second.start(5'000)));
}

TEST_CASE("a path that is dead at every size is not blamed on sizes") {
    agent_policy p;
    p.start(0);
    CHECK(connects_small(p.on_ended(swallowed(), 0, 0)));
    until(p.on_ended(swallowed(), 0, 0));
    CHECK_FALSE(connects_small(p.on_timer(limits::backoff_cap_ms)));
}

TEST_CASE("silence after much had passed is no sign of a black hole") {
    agent_policy p;
    p.start(0);
    auto tunnel = swallowed();
    tunnel.bytes_passed = limits::black_hole_bytes;
    until(p.on_ended(tunnel, 0, 0));
    CHECK_FALSE(connects_small(p.on_timer(limits::backoff_cap_ms)));
}

TEST_CASE("handshakes that get no answer are tried small after a few") {
    agent_policy p;
    p.start(0);
    auto mute = failed(errc::timed_out);
    mute.connected = mute.fell_silent = true;
    for (unsigned n = 1; n < limits::mute_handshakes; ++n) {
        until(p.on_ended(mute, 0, 0));
        CHECK_FALSE(connects_small(p.on_timer(limits::backoff_cap_ms)));
    }
    CHECK(connects_small(p.on_ended(mute, 0, 0)));
    // Nobody there at all says nothing about sizes.
    until(p.on_ended(mute, 0, 0));
    for (int n = 0; n < 5; ++n) {
        CHECK_FALSE(connects_small(p.on_timer(limits::backoff_cap_ms)));
        until(p.on_ended(failed(errc::timed_out), 0, 0));
    }
}

namespace {

session_report any_report() {
    static const std::vector<errc> mendable{errc::ok,           errc::offline,        errc::timed_out,      errc::connection_lost, errc::tls_failed,
                                            errc::office_busy,  errc::device_revoked, errc::device_unknown, errc::wrong_office,    errc::disk_full,
                                            errc::busy,         errc::io_error,       errc::unequal,        errc::lineage_broken,  errc::malformed,
                                            errc::bad_proof,    errc::unsupported_version};
    session_report out;
    out.why = *rc::gen::elementOf(mendable);
    out.retry_after_ms = *rc::gen::element<std::uint64_t>(0, 0, 0, 5'000, 100'000'000);
    out.connected = *rc::gen::arbitrary<bool>();
    out.answered = out.connected && *rc::gen::arbitrary<bool>();
    out.progress = out.answered && *rc::gen::arbitrary<bool>();
    out.fell_silent = *rc::gen::arbitrary<bool>();
    out.bytes_passed = *rc::gen::element<std::uint64_t>(0, 2'000, 1'000'000);
    return out;
}

}  // namespace

TEST_CASE("property: whatever went wrong, the next try comes within one back-off of the healing") {
    CHECK(rc::check([] {
        agent_policy p;
        std::int64_t now = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
        agent_action next = p.start(now);
        const int events = *rc::gen::inRange(1, 60);
        for (int n = 0; n < events; ++n) {
            now += *rc::gen::inRange<std::int64_t>(0, 400'000);
            switch (*rc::gen::inRange(0, 6)) {
                case 0:
                    next = p.on_local_change(now);
                    break;
                case 1:
                    next = p.on_network(now);
                    break;
                case 2:
                    next = p.on_timer(now);
                    break;
                default:
                    // A session ends only where one runs: the last answer was connect, or rest after it.
                    if (const auto* w = std::get_if<agent_step::wait>(&next)) {
                        now = std::max(now, w->until_ms);
                        next = p.on_timer(now);
                        RC_ASSERT(connects(next));
                    } else if (rests(next)) {
                        next = p.on_local_change(now);
                    }
                    next = p.on_ended(any_report(), now, *rc::gen::arbitrary<std::uint64_t>());
            }
            RC_ASSERT(!std::holds_alternative<agent_step::stop>(next));
            if (const auto* w = std::get_if<agent_step::wait>(&next)) RC_ASSERT(w->until_ms - now <= limits::backoff_cap_ms);
        }
        // Healed, and there is something to send.
        if (const auto* w = std::get_if<agent_step::wait>(&next)) {
            RC_ASSERT(connects(p.on_timer(w->until_ms)));
        } else if (!connects(next)) {
            const bool at_once = connects(p.on_local_change(now));
            RC_ASSERT(at_once || rests(p.on_timer(now + limits::backoff_cap_ms)));  // a session runs: it sends
        }
    }));
}

TEST_CASE("property: a dead office is not asked more often than the doubling allows") {
    CHECK(rc::check([] {
        agent_policy p;
        std::int64_t now = 0;
        p.start(now);
        std::int64_t longest = 0;
        for (int n = 1; n <= 9; ++n) {
            const auto next = p.on_ended(failed(errc::offline), now, *rc::gen::arbitrary<std::uint64_t>());
            const auto wait = until(next) - now;
            longest += std::min(limits::backoff_cap_ms, limits::backoff_base_ms << (n - 1));
            RC_ASSERT(wait > 0);
            now = until(next);
            RC_ASSERT(now <= longest);
            RC_ASSERT(!connects(p.on_timer(now - 1)));
            RC_ASSERT(connects(p.on_timer(now)));
        }
    }));
}

TEST_CASE("a trouble that a newer office names and this version does not know is tried again, another is not") {
    CHECK(persistence_of(static_cast<errc>(399)) == persistence::transient);
    CHECK(persistence_of(static_cast<errc>(599)) == persistence::fatal);
    CHECK(persistence_of(errc::office_storage) == persistence::transient);
    CHECK_FALSE(text_of(static_cast<errc>(399), true).empty());
}

TEST_CASE("property: a black hole is passed after one silence, whatever was tried before") {
    CHECK(rc::check([] {
        agent_policy p;
        std::int64_t now = 0;
        agent_action next = p.start(now);
        const int before = *rc::gen::inRange(0, 10);
        for (int n = 0; n < before; ++n) {
            next = p.on_ended(failed(*rc::gen::element(errc::offline, errc::connection_lost)), now, 1);
            now = until(next);
            next = p.on_timer(now);
        }
        // The world: small passes whole, large falls silent.
        int silences = 0;
        for (int sessions = 0; sessions < 3; ++sessions) {
            if (const auto* w = std::get_if<agent_step::wait>(&next)) next = p.on_timer(now = w->until_ms);
            RC_ASSERT(connects(next));
            if (connects_small(next)) break;
            ++silences;
            next = p.on_ended(swallowed(), now += 40'000, *rc::gen::arbitrary<std::uint64_t>());
        }
        RC_ASSERT(connects_small(next));
        RC_ASSERT(silences == 1);
    }));
}
