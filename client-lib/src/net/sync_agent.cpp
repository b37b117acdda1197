// An io_context for one exchange, run here until the exchange is over; the policy says whether
// another follows at once.
#include "client-lib/src/net/sync_agent.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <new>
#include <tuple>
#include <utility>

#include "client-lib/src/engine/contact_desk.hpp"
#include "client-lib/src/net/enrolment_driver.hpp"
#include "client-lib/src/net/office_target.hpp"
#include "client-lib/src/net/session_driver.hpp"

namespace pendata {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds enrolment_timeout{60'000};

// Stops the driver from any thread, if it is still there.
template <class Driver>
std::function<void()> stopper(asio::io_context& io, const std::shared_ptr<Driver>& driver,
                              errc why) {
    return [&io, weak = std::weak_ptr<Driver>(driver), why] {
        try {
            asio::post(io, [weak, why] {
                if (const auto here = weak.lock())
                    here->stop(why);
            });
        } catch (const std::bad_alloc&) {
            io.stop();  // ends it all the same, without what it came to
        }
    };
}

}  // namespace

namespace {

// One session, run here until it is over.
session_outcome run_session(const tablet& with, key_ring& keys, const agent_wishes& wishes,
                            const session_plan& plan, std::chrono::milliseconds timeout) {
    session_outcome out;
    auto office = office_target(with, keys, wishes.office, plan);
    if (office.has_error()) {
        out.why = to_errc(office.error());
        return out;
    }
    asio::io_context io(1);
    out.why = errc::cancelled;  // where it ends without a word
    session_listener listener;
    listener.progress = wishes.progress;
    listener.finished = [&](const session_outcome& outcome) {
        out = outcome;
        io.stop();
    };
    const auto driver = std::make_shared<session_driver>(
        io, with, keys, session_driver::setting{std::move(*office), false, timeout},
        std::move(listener));
    const cancel_token::watch watch(wishes.cancel, stopper(io, driver, errc::cancelled));
    driver->start();
    io.run();
    return out;
}

void add_traffic(session_outcome& to, const session_outcome& earlier) {
    to.bytes_up += earlier.bytes_up;
    to.bytes_down += earlier.bytes_down;
    to.progress.exchanges += earlier.progress.exchanges;
}

}  // namespace

session_outcome sync_once(const tablet& with, key_ring& keys, const agent_wishes& wishes) {
    const auto now_ms = [&] { return with.read_clock().monotonic_ms; };
    const auto begun = now_ms();
    const auto remembered = contact_desk(with).path();
    agent_policy policy(remembered.has_value() ? *remembered : path_memory{});
    session_outcome out;
    auto next = policy.start(begun);
    // Who syncs once does not wait; where the policy goes on at once, so does this.
    while (const auto* step = std::get_if<agent_step::connect>(&next)) {
        const std::chrono::milliseconds spent(now_ms() - begun);
        if (spent.count() > 0 && wishes.timeout.count() > 0 && spent >= wishes.timeout)
            break;
        const auto left = wishes.timeout.count() > 0 ? wishes.timeout - spent : wishes.timeout;
        const auto plan = step->with;
        const auto earlier = std::exchange(out, run_session(with, keys, wishes, plan, left));
        add_traffic(out, earlier);
        next = policy.on_ended(report_of(out), now_ms(), 0);
    }
    // Where it ended well the session has noted that already, unless there is news of the path.
    if (out.why != errc::ok || policy.path() != (remembered.has_value() ? *remembered : path_memory{}))
        std::ignore = contact_desk(with).note_ended(report_of(out), 0, policy.path());
    return out;
}

result<void> enrol(const tablet& with, key_ring& keys, std::string_view code_text,
                   std::string_view label, const agent_wishes& wishes) {
    PENDATA_TRY(code, read_enrolment_code(code_text));
    bytes pinned;
    PENDATA_CHECK(with.store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        pinned = std::move(state.office_identity);
        return {};
    }));
    const bytes_view offered(reinterpret_cast<const char*>(code.office.data()), code.office.size());
    // Said before the code is used up: one file is for one office.
    if (!pinned.empty() && pinned != offered)
        return errc::already_enrolled;

    asio::io_context io(1);
    result<void> out = errc::cancelled;
    enrolment_driver::setting wanted;
    wanted.office = wishes.office.value_or(office_address{code.host, code.port});
    wanted.code = std::move(code);
    wanted.label = std::string(label);
    const auto timeout = wishes.timeout.count() > 0 ? wishes.timeout : enrolment_timeout;
    wanted.timeout = timeout;
    const auto driver = std::make_shared<enrolment_driver>(io, with, keys, std::move(wanted),
                                                           [&](result<void> done) {
                                                               out = done;
                                                               io.stop();
                                                           });
    const cancel_token::watch watch(wishes.cancel, stopper(io, driver, errc::cancelled));
    asio::steady_timer patience(io, timeout);
    patience.async_wait([&](const boost::system::error_code& off) {
        if (!off)
            driver->stop(errc::timed_out);
    });
    driver->start();
    io.run();
    return out;
}

}  // namespace pendata
