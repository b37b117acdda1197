// A program that serves until it is told to stop and says `ready ADDR:PORT` first: the office as it is installed,
// in a process of its own, so that its processor time and memory are its own.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/dictionary/problem.hpp"

namespace pendata::bench {

class server_process {
public:
    // Returns when the program is ready; what it writes to standard error goes to `log`.
    static checked<std::unique_ptr<server_process>> start(const std::filesystem::path& program,
                                                          const std::vector<std::string>& arguments,
                                                          const std::filesystem::path& log);
    // Kills it where stop() was not called.
    ~server_process();
    server_process(const server_process&) = delete;
    server_process& operator=(const server_process&) = delete;

    // SIGTERM, and waits. A program that does not end with 0 has failed.
    checked<void> stop();

    pid_t id() const { return id_; }
    const std::string& address() const { return address_; }

private:
    server_process() = default;

    pid_t id_ = -1;
    std::string address_;
};

// What a program that ends by itself prints. One that does not end with 0 has failed.
checked<std::string> output_of(const std::filesystem::path& program, const std::vector<std::string>& arguments);

}  // namespace pendata::bench
