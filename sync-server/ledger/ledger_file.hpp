// The ledger's file in the hands of one process: opened, locked, read and appended to with POSIX calls.
#pragma once

#include <string>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

namespace pendata {

// Threads: one. Closing lets go of the lock.
class ledger_file {
public:
    // Waits for other processes. A file that was replaced meanwhile is opened again. Errors: not_found,
    // read_only, io_error.
    static result<ledger_file> open(const std::string& path, bool to_write);

    ledger_file(ledger_file&& other) noexcept;
    ledger_file& operator=(ledger_file&&) = delete;
    ~ledger_file();

    // Names the file while it is open, however it is called.
    std::uint64_t inode() const { return inode_; }
    result<std::uint64_t> size() const;
    result<bytes> read_from(std::uint64_t offset) const;
    // Durable when it returned; else cut again as far as that is possible.
    result<void> append_at(std::uint64_t offset, bytes_view data) const;
    // Durable when it returned.
    result<void> cut_to(std::uint64_t size) const;

private:
    ledger_file(int fd, std::uint64_t inode) : fd_(fd), inode_(inode) {}

    int fd_;
    std::uint64_t inode_;
};

}  // namespace pendata
