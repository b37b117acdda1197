// What SQLite needs of a file system, in our own words: whoever has files that are none of the system's (the
// simulator's virtual disk) implements this and gives it a name by a registered_vfs. Production uses none of it.
//
// Threads: one for everything of a file system. Failures are values; the stores see them as the system's.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

namespace pendata::sqlite {

// SQLite's levels of a file's lock, each including those before.
enum class lock_level : std::uint8_t { none, shared, reserved, pending, exclusive };

// One opened file. Destroying it closes it and lets go of its locks.
class open_file {
public:
    virtual ~open_file() = default;

    // How many bytes there were, up to what is asked for: fewer only at the end. Errors: io_error.
    virtual result<std::size_t> read(std::uint64_t offset, std::span<char> into) = 0;
    // Errors: disk_full, io_error; then some of it may have been written.
    virtual result<void> write(std::uint64_t offset, bytes_view data) = 0;
    virtual result<void> truncate(std::uint64_t size) = 0;
    // What was written is durable when it returned; the file's name need not be.
    virtual result<void> sync() = 0;
    virtual result<std::uint64_t> size() = 0;

    // Errors: busy, where another has a lock in the way.
    virtual result<void> raise_lock(lock_level to) = 0;
    virtual void lower_lock(lock_level to) = 0;
    // Whether anybody has reserved the file or more.
    virtual result<bool> is_reserved() = 0;

    // Memory shared by all who have the file open, in regions of one size. Null: not there and not to be made.
    virtual result<void*> shared_region(std::size_t number, std::size_t size, bool make) = 0;
    // Eight locks beside it, each held by one alone or by several. Errors: busy.
    virtual result<void> lock_shared(unsigned first, unsigned count, bool alone) = 0;
    virtual void unlock_shared(unsigned first, unsigned count) = 0;
    // Gone when the last who has it lets go.
    virtual void leave_shared() = 0;
};

enum class opening : std::uint8_t { read, write, create, create_new };

class file_system {
public:
    virtual ~file_system() = default;

    // An empty path is a file without a name, gone when it is closed. Errors: not_found, already_exists,
    // disk_full, io_error.
    virtual result<std::unique_ptr<open_file>> open(const std::string& path, opening how) = 0;
    // Errors: not_found, io_error.
    virtual result<void> remove(const std::string& path) = 0;
    virtual result<bool> exists(const std::string& path) = 0;
    // Names made and removed beside `path` are durable when it returned.
    virtual result<void> sync_folder_of(const std::string& path) = 0;

    virtual void random_bytes(std::span<char> out) = 0;
    virtual std::int64_t now_ms() = 0;
};

}  // namespace pendata::sqlite
