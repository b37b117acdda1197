// Read, change, write.
#include "client-lib/src/engine/contact_desk.hpp"

#include <algorithm>

#include "client-lib/src/engine/what_stays.hpp"

namespace pendata {

std::int64_t oldest_unsent_ms(const pending_summary& pending, const device_state& state, const clock_reading& now) {
    if (pending.writes == 0) return 0;
    const auto age = elapsed_ms(pending.oldest, now, state.anchor);
    const auto& all_sent = state.contact.all_sent;
    return all_sent ? std::min(age, elapsed_ms(*all_sent, now, state.anchor)) : age;
}

result<path_memory> contact_desk::path() {
    path_memory out;
    PENDATA_CHECK(tablet_.store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        const auto& log = state.contact;
        if (log.tried && log.tried->boot == tablet_.read_clock().boot) out = log.path;
        return {};
    }));
    return out;
}

result<void> contact_desk::note_ended(const session_report& how, std::int64_t retry_in_ms, const path_memory& path) {
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        auto& log = state.contact;
        const auto now = tablet_.read_clock();
        log.tried = now;
        log.outcome = how.why;
        log.by_office = how.by_office;
        log.retry_in_ms = retry_in_ms;
        log.path = path;
        if (how.why == errc::ok) {
            log.failures = 0;
            log.failing_since.reset();
        } else {
            if (how.progress) log.failures = 0;
            if (log.failures++ == 0) log.failing_since = now;
        }
        PENDATA_CHECK(note_what_stays(tx, state, now));
        return tx.put_state(state);
    });
}

}  // namespace pendata
