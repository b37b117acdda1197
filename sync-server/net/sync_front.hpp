// The office's front: the thread of connections, its port, its clock ticks, and the signals that end it. Everything
// of Asio stays behind it, so that whoever composes the server needs none.
//
// Threads: made, run and destroyed on one thread; post() from any.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "sync-server/auth/certificate.hpp"
#include "sync-server/jobs/office_executor.hpp"
#include "sync-server/net/net_limits.hpp"

namespace pendata {

class sync_front {
public:
    sync_front();
    ~sync_front();
    sync_front(const sync_front&) = delete;
    sync_front& operator=(const sync_front&) = delete;

    // Runs it on this thread, soon. For office_executor.
    void post(std::function<void()> what);
    // The office has committed: tablets that follow hear of it, a little later and once for many commits.
    void tell_committed();

    struct setup {
        office& of;
        office_executor& work;
        const event_log& log;
        std::function<std::int64_t()> now_ms;
        std::function<std::int64_t()> timer_ms;
        network_address listen;
        net_limits allowed;
    };
    // Listens; SIGTERM and SIGINT stop it from here on. Errors: address_in_use, bad_setting; internal (certificate).
    result<void> open(const setup& with, const office_certificate& certificate);
    std::uint16_t port() const;

    // Until it has stopped and every connection has ended.
    void run();
    // As a signal does. Threads: any.
    void stop();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace pendata
