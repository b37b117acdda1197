// An io_context for one exchange, run here until the exchange is over.
#include "client-lib/src/net/sync_agent.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

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
        asio::post(io, [weak, why] {
            if (const auto here = weak.lock())
                here->stop(why);
        });
    };
}

}  // namespace

session_outcome sync_once(const tablet& with, key_ring& keys, const agent_wishes& wishes) {
    session_outcome out;
    auto office = office_target(with, keys, wishes.office);
    if (office.has_error()) {
        out.why = to_errc(office.error());
        return out;
    }
    asio::io_context io(1);
    session_listener listener;
    listener.progress = wishes.progress;
    listener.finished = [&](const session_outcome& outcome) {
        out = outcome;
        io.stop();
    };
    const auto driver = std::make_shared<session_driver>(
        io, with, keys, session_driver::setting{std::move(*office), false, wishes.timeout},
        std::move(listener));
    const cancel_token::watch watch(wishes.cancel, stopper(io, driver, errc::cancelled));
    driver->start();
    io.run();
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
