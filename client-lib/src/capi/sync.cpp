// Sync, follow and enrolment: options in, the agent in between, JSON out.
#include <chrono>

#include "client-lib/src/capi/sync_text.hpp"
#include "client-lib/src/capi/tablet_handle.hpp"
#include "client-lib/src/net/sync_agent.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/dictionary/text.hpp"

using namespace pendata::capi;
using pendata::agent_wishes;
using pendata::checked;
using pendata::errc;
using pendata::session_outcome;

namespace {

// One exchange of a tablet at a time: claimed for as long as it lives.
class exchange_claim {
public:
    explicit exchange_claim(pendata_tablet& tablet) : tablet_(tablet), mine_(!tablet.exchanging.exchange(true)) {}
    ~exchange_claim() {
        if (mine_) tablet_.exchanging = false;
    }
    exchange_claim(const exchange_claim&) = delete;
    exchange_claim& operator=(const exchange_claim&) = delete;

    bool is_mine() const { return mine_; }
    void keep() { mine_ = false; }

private:
    pendata_tablet& tablet_;
    bool mine_;
};

pendata::problem running_already() {
    return pendata::make_problem(errc::busy, {}, "sinkronisasi lain sedang berjalan", "another sync is running");
}

pendata::problem wrong_argument() { return pendata::problem_of(pendata::make_error_code(errc::invalid_argument)); }

checked<std::optional<pendata::office_address>> office_of(pendata_view view) {
    if (!given(view)) return wrong_argument();
    if (view.size == 0) return std::optional<pendata::office_address>();
    auto address = pendata::parse_office_address(text(view));
    if (!address) {
        return pendata::make_problem(errc::invalid_argument, "office", "tulis alamat kantor sebagai ALAMAT:PORT",
                                     "give the office's address as ADDRESS:PORT");
    }
    return address;
}

pendata_progress progress_of(const session_outcome& so_far) {
    const auto& p = so_far.progress;
    return {sizeof(pendata_progress), p.batches_sent,  p.batches_receipted, p.writes_receipted,
            p.parts_pulled,           so_far.bytes_up, so_far.bytes_down,
            p.photos_kept,            p.photo_bytes_up};
}

checked<agent_wishes> wishes_of(const pendata_sync_options* options) {
    const auto wanted = known(options, pendata_sync_options{sizeof(pendata_sync_options), {nullptr, 0}, 0, nullptr, nullptr, nullptr});
    if (!wanted || wanted->timeout_us < 0) return wrong_argument();
    agent_wishes out;
    PENDATA_ASK(office, office_of(wanted->office));
    out.office = std::move(office);
    const std::int64_t rounded_up_ms = wanted->timeout_us / 1000 + (wanted->timeout_us % 1000 != 0 ? 1 : 0);
    out.timeout = std::chrono::milliseconds(rounded_up_ms);
    if (wanted->progress != nullptr) {
        out.progress = [tell = wanted->progress, context = wanted->progress_context](const session_outcome& so_far) {
            const auto progress = progress_of(so_far);
            tell(context, &progress);
        };
    }
    if (wanted->cancel != nullptr) out.cancel = &wanted->cancel->token;
    return out;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string status_text(errc why, std::optional<std::chrono::milliseconds> next_try) {
    pendata::json_members out{{"status", std::to_string(static_cast<int>(why))},
                              {"reason", pendata::json_string(pendata::text_of(why, true))},
                              {"reason_en", pendata::json_string(pendata::text_of(why, false))}};
    if (next_try) out.emplace_back("retry_in_s", std::to_string(static_cast<double>(next_try->count()) / 1000));
    return pendata::json_object(std::move(out));
}

pendata::follow_events events_to(pendata_tablet* tablet, pendata_event_callback event, void* context) {
    const auto start = std::chrono::steady_clock::now();
    const auto tell = [event, context](std::int32_t what, std::string_view json) {
        if (event != nullptr) event(context, what, view_of(json));
    };
    pendata::follow_events out;
    out.settled = [tell](const auto& changed, const auto& evicted) {
        tell(PENDATA_EVENT_CHANGED, pendata::changed_text(changed, evicted));
    };
    out.synced = [tell, tablet, start](const session_outcome& so_far) {
        const auto summary = pendata::summary_text(tablet->engine, so_far, seconds_since(start));
        // Without memory the session ends and is tried again: an app may wait for this event.
        if (summary.has_error() && summary.error() == errc::no_memory) throw std::bad_alloc();
        if (summary.has_value()) tell(PENDATA_EVENT_SYNCED, *summary);
    };
    out.waiting = [tell](errc why, std::chrono::milliseconds next_try) {
        tell(PENDATA_EVENT_WAITING, status_text(why, next_try));
    };
    out.ended = [tell](errc why) { tell(PENDATA_EVENT_ENDED, status_text(why, std::nullopt)); };
    return out;
}

}  // namespace

pendata_cancel* pendata_cancel_new(void) { return new (std::nothrow) pendata_cancel; }

void pendata_cancel_request(pendata_cancel* cancel) {
    if (cancel != nullptr) cancel->token.request();
}

void pendata_cancel_free(pendata_cancel* cancel) { delete cancel; }

pendata_status pendata_tablet_enrol(pendata_tablet* tablet, pendata_view code, pendata_view label,
                                    const pendata_sync_options* options, pendata_buffer* json, pendata_error* error) {
    return guard(error, [&] {
        clear(json);
        const bool is_label = given(label) && label.size <= pendata::limits::short_text_bytes && pendata::is_utf8(text(label));
        if (!all_given(tablet, json, code) || !is_label) return fail(error, errc::invalid_argument);
        const auto wishes = wishes_of(options);
        if (wishes.has_error()) return fail(error, wishes.error());
        const exchange_claim claim(*tablet);
        if (!claim.is_mine()) return fail(error, running_already());
        const auto done = pendata::enrol(tablet->engine, tablet->keys, text(code), text(label), *wishes);
        if (done.has_error()) return fail(error, pendata::to_errc(done.error()));
        const auto answer = pendata::enrolment_text(tablet->engine);
        if (answer.has_error()) return fail(error, pendata::to_errc(answer.error()));
        give(json, *answer);
        return succeed(error);
    });
}

pendata_status pendata_sync_once(pendata_tablet* tablet, const pendata_sync_options* options, pendata_buffer* summary,
                                 pendata_error* error) {
    return guard(error, [&] {
        clear(summary);
        if (!all_given(tablet, summary)) return fail(error, errc::invalid_argument);
        const auto wishes = wishes_of(options);
        if (wishes.has_error()) return fail(error, wishes.error());
        const exchange_claim claim(*tablet);
        if (!claim.is_mine()) return fail(error, running_already());
        const auto start = std::chrono::steady_clock::now();
        const auto outcome = pendata::sync_once(tablet->engine, tablet->keys, *wishes);
        const auto told = pendata::summary_text(tablet->engine, outcome, seconds_since(start));
        if (told.has_value()) give(summary, *told);
        if (outcome.why != errc::ok) return fail(error, outcome.why);
        return told.has_value() ? succeed(error) : fail(error, pendata::to_errc(told.error()));
    });
}

pendata_status pendata_follow_start(pendata_tablet* tablet, const pendata_follow_options* options, pendata_follow** follow,
                                    pendata_error* error) {
    return guard(error, [&] {
        if (follow != nullptr) *follow = nullptr;
        const auto wanted = known(options, pendata_follow_options{sizeof(pendata_follow_options), {nullptr, 0}, nullptr, nullptr});
        if (!all_given(tablet, follow) || !wanted) return fail(error, errc::invalid_argument);
        auto office = office_of(wanted->office);
        if (office.has_error()) return fail(error, office.error());
        exchange_claim claim(*tablet);
        if (!claim.is_mine()) return fail(error, running_already());
        auto handle = std::make_unique<pendata_follow>();
        handle->tablet = tablet;
        auto running = pendata::follower::start(tablet->engine, tablet->keys, std::move(*office),
                                                events_to(tablet, wanted->event, wanted->event_context));
        if (running.has_error()) return fail(error, pendata::to_errc(running.error()));
        handle->running = std::move(*running);
        claim.keep();
        *follow = handle.get();
        const std::lock_guard lock(tablet->follow_mutex);
        tablet->follow = std::move(handle);
        return succeed(error);
    });
}

void pendata_follow_wake(pendata_follow* follow) {
    if (follow != nullptr && follow->running) follow->running->wake();
}

void pendata_follow_stop(pendata_follow* follow) {
    if (follow == nullptr) return;
    pendata_tablet* const tablet = follow->tablet;
    std::unique_ptr<pendata_follow> mine;
    {
        const std::lock_guard lock(tablet->follow_mutex);
        mine = std::move(tablet->follow);
    }
    // Joins the thread, whose events may save: not under the lock.
    mine.reset();
    tablet->exchanging = false;
}
