// Where a ledger lies: opened under a lock, read and appended to. In production a file of POSIX calls; a simulated
// office keeps its ledger on a disk of its own.
#pragma once

#include <memory>
#include <string>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

namespace pendata {

// One opened ledger file. Threads: one. Destroying it lets go of the lock.
class ledger_file {
public:
    virtual ~ledger_file() = default;

    virtual result<std::uint64_t> size() const = 0;
    virtual result<bytes> read_from(std::uint64_t offset) const = 0;
    // Durable when it returned; else cut again as far as that is possible.
    virtual result<void> append_at(std::uint64_t offset, bytes_view data) = 0;
    // Durable when it returned.
    virtual result<void> cut_to(std::uint64_t size) = 0;
};

// Threads: any.
class ledger_place {
public:
    virtual ~ledger_place() = default;

    // Makes the file, whole and durable when it returned. Errors: already_exists, disk_full, read_only, io_error.
    virtual result<void> create(bytes_view content) = 0;
    // Waits for others that have it open, to write: for all of them. Errors: not_found, foreign_file (no file),
    // read_only, io_error; busy, where it can not wait.
    virtual result<std::unique_ptr<ledger_file>> open(bool to_write) = 0;
    // Puts another file in place of this one, whole and durable; whoever had waited for the old one sees the new.
    virtual result<void> replace(bytes_view content) = 0;
};

// The file at `path`, shared with other processes.
std::unique_ptr<ledger_place> posix_ledger_place(std::string path);

}  // namespace pendata
