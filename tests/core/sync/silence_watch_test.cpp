// A link that moves is alive for ever; one that does not is found within its limit.
#include <doctest/doctest.h>

#include "core/base/limits.hpp"
#include "core/sync/silence_watch.hpp"

using namespace pendata;

namespace {

constexpr std::int64_t tick_ms = 2'000;

// The first time at which `sample_at(now)` is not alive any more, sampled as a driver does; -1: alive to the end.
template <class Sample>
std::int64_t found_after(Sample sample_at, link_health as, std::int64_t until_ms = 1'000'000) {
    silence_watch watch(0);
    for (std::int64_t now = 0; now < until_ms; now += tick_ms) {
        const auto health = watch.on_sample(sample_at(now), now);
        if (health == link_health::alive) continue;
        CHECK(health == as);
        return now;
    }
    return -1;
}

}  // namespace

TEST_CASE("bytes on the way that never arrive are found before the office's silence is") {
    const auto at = found_after([](std::int64_t) { return link_sample{5'000, 1'400, 2'000, false, false}; }, link_health::stalled);
    CHECK(at > limits::stall_timeout_ms);
    CHECK(at <= limits::stall_timeout_ms + tick_ms);
}

TEST_CASE("a slow upload is alive as long as some of it arrives") {
    const auto slow = [](std::int64_t now) { return link_sample{1'000'000, 1'000'000 - static_cast<std::uint64_t>(now / 100), 2'000, false, false}; };
    CHECK(found_after(slow, link_health::stalled) == -1);
}

TEST_CASE("all arrived, and no answer: the office's silence has its limit") {
    const auto at = found_after([](std::int64_t) { return link_sample{5'000, 0, 2'000, false, false}; }, link_health::silent);
    CHECK(at > limits::idle_timeout_ms);
    CHECK(at <= limits::idle_timeout_ms + tick_ms);
}

TEST_CASE("while following, own keepalives do not keep a dead link") {
    // A middlebox that forgot the connection but takes what is sent: only the office's word counts.
    const auto deaf = [](std::int64_t now) { return link_sample{5'000 + static_cast<std::uint64_t>(now / limits::keepalive_ms), 0, 2'000, true, false}; };
    CHECK(found_after(deaf, link_health::silent) > 0);
    const auto answered = [](std::int64_t now) { return link_sample{5'000, 0, 2'000 + static_cast<std::uint64_t>(now / limits::keepalive_ms), true, false}; };
    CHECK(found_after(answered, link_health::silent) == -1);
    // Half-open: the first keepalive is not even acknowledged.
    const auto gone = [](std::int64_t now) { return link_sample{5'000, now < limits::keepalive_ms ? 0U : 30U, 2'000, true, false}; };
    CHECK(found_after(gone, link_health::stalled) <= limits::keepalive_ms + limits::stall_timeout_ms + 2 * tick_ms);
}

TEST_CASE("whoever is busy with the own disk does not call the office silent") {
    CHECK(found_after([](std::int64_t) { return link_sample{5'000, 0, 2'000, false, true}; }, link_health::silent) == -1);
}

TEST_CASE("an answer owed for long is a doubt as well, at rest it is not") {
    silence_watch owed(0), at_rest(0);
    for (std::int64_t now = 0; now <= 100'000; now += tick_ms) {
        CHECK(owed.on_sample({5'000, 0, 300, false, false}, now) == link_health::alive);
        CHECK(at_rest.on_sample({5'000, 0, 300, true, false}, now) == link_health::alive);
        CHECK(owed.is_doubtful(now) == (now > limits::owed_doubt_ms));
        CHECK_FALSE(at_rest.is_doubtful(now));
    }
}

TEST_CASE("at an early deadline the link is doubted only where something was on the way") {
    silence_watch stuck(0), fine(0);
    for (std::int64_t now = 0; now <= 20'000; now += tick_ms) {
        stuck.on_sample({5'000, 1'400, 0, false, false}, now);
        fine.on_sample({5'000, 0, 0, false, false}, now);
    }
    CHECK(stuck.is_doubtful(20'000));
    CHECK_FALSE(fine.is_doubtful(20'000));
}
