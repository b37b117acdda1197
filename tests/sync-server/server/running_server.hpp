// A whole server in this process, on a thread of its own and a free port of 127.0.0.1, over an office that a second
// handle (the test's) has open as well, as pendata-admin would.
#pragma once

#include <atomic>
#include <mutex>
#include <thread>

#include "sync-server/server.hpp"
#include "tests/sync-server/office/office_fixture.hpp"

namespace pendata::test {

class running_server {
public:
    explicit running_server(office_folder& over) : over_(over) { start(); }
    ~running_server() { stop(); }

    void start();
    void stop();
    std::uint16_t port() const { return server_->address().port; }
    const public_key& identity() const { return over_.of->identity().public_key(); }
    // The office's clock, for server and tests.
    std::atomic<std::int64_t> now_ms{noon_ms};
    std::atomic<std::int64_t> timer_ms{0};
    bool clock_is_right = false;  // at the next start

    // Lines logged so far that hold the text.
    std::size_t logged(const std::string& text);
    std::string log();

private:
    office_folder& over_;
    std::unique_ptr<server> server_;
    std::thread thread_;
    std::mutex guard_;
    std::string log_;
};

}  // namespace pendata::test
