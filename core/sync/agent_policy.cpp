// One handler an input. Every number is named in core/base/limits.hpp.
#include "core/sync/agent_policy.hpp"

#include <algorithm>

#include "core/base/limits.hpp"
#include "core/sync/backoff.hpp"

namespace pendata {

namespace {

retry_kind own_kind_of(errc why) {
    switch (why) {
        case errc::not_enrolled:
        case errc::key_missing:
        case errc::newer_format:
        case errc::foreign_file:
            return retry_kind::never;
        // A portal of a hotel is a wrong office too, until one has moved on.
        case errc::wrong_office:
        case errc::lineage_broken:
        case errc::ledger_behind:
            return retry_kind::rarely;
        default:
            break;
    }
    switch (persistence_of(why)) {
        case persistence::transient:
            return retry_kind::soon;
        case persistence::permanent:
            return retry_kind::rarely;
        case persistence::fatal:
            break;
    }
    return retry_kind::never;
}

}  // namespace

// What is fatal to the office is mended there, and this tablet hears of it by asking.
retry_kind retry_kind_of(errc why, bool by_office) {
    const auto kind = own_kind_of(why);
    return by_office && kind == retry_kind::never ? retry_kind::rarely : kind;
}

agent_action agent_policy::start(std::int64_t now_ms) {
    return state_ == state::resting ? connect(now_ms) : as_it_stands();
}

agent_action agent_policy::on_timer(std::int64_t now_ms) {
    return state_ == state::waiting && now_ms >= until_ms_ ? connect(now_ms) : as_it_stands();
}

agent_action agent_policy::on_network(std::int64_t now_ms) {
    if (state_ == state::resting) return connect(now_ms);
    if (state_ != state::waiting) return as_it_stands();
    until_ms_ = std::min(until_ms_, std::max(now_ms, not_before_ms_));
    return on_timer(now_ms);
}

agent_action agent_policy::on_local_change(std::int64_t now_ms) {
    return state_ == state::resting ? connect(now_ms) : as_it_stands();
}

void agent_policy::on_synced() {
    failures_ = 0;
    mute_handshakes_ = 0;
    if (!plan_.small_segments) path_.relapses = 0;
}

agent_action agent_policy::on_ended(const session_report& report, std::int64_t now_ms, std::uint64_t dice) {
    if (state_ == state::stopped) return as_it_stands();
    why_ = report.why;
    if (report.why == errc::ok) {
        on_synced();
        learn_path(report, now_ms);
        not_before_ms_ = 0;
        state_ = state::resting;
        return as_it_stands();
    }
    const auto kind = retry_kind_of(report.why, report.by_office);
    if (kind == retry_kind::never) {
        state_ = state::stopped;
        return as_it_stands();
    }
    // What the link broke off went well so far. Contents that stay unequal, or an office that refuses, do not.
    const bool link_only = kind == retry_kind::soon && report.why != errc::unequal;
    if (report.progress && link_only) failures_ = 0;
    ++failures_;
    const bool was_suspected = path_.suspected;
    learn_path(report, now_ms);
    state_ = state::waiting;
    not_before_ms_ = now_ms + static_cast<std::int64_t>(std::min<std::uint64_t>(report.retry_after_ms, limits::backoff_cap_ms));
    // The silence has cost time enough: small segments are tried at once.
    if (path_.suspected && !was_suspected && report.retry_after_ms == 0) return connect(now_ms);
    const std::int64_t window = limits::backoff_cap_ms / 2;
    const std::int64_t rare = window + static_cast<std::int64_t>(dice % static_cast<std::uint64_t>(window)) + 1;
    const std::int64_t wait = kind == retry_kind::rarely ? rare : backoff_ms(failures_, dice, report.retry_after_ms);
    until_ms_ = std::max(now_ms + wait, not_before_ms_);
    return as_it_stands();
}

agent_action agent_policy::connect(std::int64_t now_ms) {
    if (path_.small_until_ms != 0 && now_ms >= path_.small_until_ms) path_.small_until_ms = 0;
    plan_.small_segments = path_.suspected || path_.small_until_ms != 0;
    state_ = state::connected;
    return agent_step::connect{plan_};
}

agent_action agent_policy::as_it_stands() const {
    switch (state_) {
        case state::waiting:
            return agent_step::wait{until_ms_, why_};
        case state::stopped:
            return agent_step::stop{why_};
        case state::resting:
        case state::connected:
            break;
    }
    return agent_step::rest{};
}

// A path-MTU black hole lets the small exchanges of a greeting pass and swallows the first large write. What else
// looks like that (the link died just then) costs one session with small segments, or an hour of them.
void agent_policy::learn_path(const session_report& report, std::int64_t now_ms) {
    const bool mute = report.fell_silent && !report.answered && report.connected;
    mute_handshakes_ = mute ? mute_handshakes_ + 1 : 0;
    if (plan_.small_segments) {
        if (report.why == errc::ok || report.progress) {
            if (path_.suspected) {
                const auto doublings = std::min<std::uint32_t>(path_.relapses++, limits::small_path_doublings);
                path_.small_until_ms = now_ms + (limits::small_path_ms << doublings);
            }
            path_.suspected = false;
        } else if (report.fell_silent) {
            // It was not the size: the whole path is dead, and may come back as any.
            path_.suspected = false;
            path_.small_until_ms = 0;
            mute_handshakes_ = 0;
        }
        return;
    }
    const bool swallowed = report.answered && report.bytes_passed < limits::black_hole_bytes;
    if (report.fell_silent && (swallowed || mute_handshakes_ >= limits::mute_handshakes)) path_.suspected = true;
}

}  // namespace pendata
