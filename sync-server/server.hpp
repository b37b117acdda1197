// The server composed: an office opened, its executor, its front. One object is one life of the program.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sync-server/jobs/event_log.hpp"
#include "sync-server/office/office.hpp"

namespace pendata {

struct server_options {
    std::filesystem::path folder;
    std::optional<network_address> listen;  // instead of the setting
    event_log::sink log;                    // JSON lines
    std::function<std::int64_t()> now_ms = unix_now_ms;
    std::function<std::int64_t()> timer_ms = steady_now_ms;  // what sessions are timed by
    bool clock_is_right = false;  // though it is long after everything the office knows: somebody has looked
};

class server {
public:
    // Opens the office, learns from its ledger, begins a segment, listens. Errors: of office::open(); address_in_use
    // and bad_setting with the address in the problem's field, or `clock` where it stands so far ahead that a mistake would
    // end duties and could not be taken back.
    static checked<std::unique_ptr<server>> start(const server_options& options);
    ~server();

    const network_address& address() const;
    office& of();

    // Until SIGTERM, SIGINT or stop(): finishes commits, answers what is in flight, closes.
    void run();
    // Threads: any, while run() has not returned.
    void stop();

private:
    struct rooms;
    explicit server(std::unique_ptr<rooms> all);
    std::unique_ptr<rooms> all_;
};

}  // namespace pendata
