// Starting and stopping.
#include "tests/sync-server/server/running_server.hpp"

#include <sstream>

namespace pendata::test {

void running_server::start() {
    server_options options;
    options.folder = over_.folder.path() / "kantor";
    options.listen = network_address{"127.0.0.1", 0};
    options.clock_is_right = clock_is_right;
    options.now_ms = [this] { return now_ms.load(); };
    options.timer_ms = [this] { return timer_ms.load(); };
    options.log = [this](const std::string& line) {
        const std::lock_guard lock(guard_);
        log_ += line + "\n";
    };
    auto started = server::start(options);
    REQUIRE(code_of(started) == errc::ok);
    server_ = std::move(*started);
    thread_ = std::thread([this] { server_->run(); });
}

void running_server::stop() {
    if (!server_) return;
    server_->stop();
    thread_.join();
    server_.reset();
}

std::string running_server::log() {
    const std::lock_guard lock(guard_);
    return log_;
}

std::size_t running_server::logged(const std::string& text) {
    std::istringstream lines(log());
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.find(text) != std::string::npos) ++count;
    }
    return count;
}

}  // namespace pendata::test
