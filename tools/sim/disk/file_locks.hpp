// The locks of one file among all who have it open, as SQLite takes them: a level for the whole file and eight
// locks of the shared memory beside its log. Plain bookkeeping: nobody waits here, a lock is had or is busy.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <vector>

#include "core/sqlite/file_system.hpp"

namespace pendata::sim {

class file_locks {
public:
    static constexpr unsigned shared_locks = 8;

    // What one opened file holds.
    struct holder {
        sqlite::lock_level level = sqlite::lock_level::none;
        std::uint8_t several = 0;  // a bit for each lock held together with others
        std::uint8_t alone = 0;
        bool in_memory = false;    // uses the shared memory
    };

    bool raise(holder& by, sqlite::lock_level to);
    void lower(holder& by, sqlite::lock_level to);
    bool is_reserved() const;

    // Null: not there and not to be made. The memory begins as zeros and stays where it is.
    void* region(holder& by, std::size_t number, std::size_t size, bool make);
    bool lock(holder& by, unsigned first, unsigned count, bool alone);
    void unlock(holder& by, unsigned first, unsigned count);
    void leave(holder& by);

    // Everything at once, as when a process ends.
    void release(holder& by);

private:
    std::set<const holder*> with_level_;
    std::set<const holder*> in_memory_;
    std::vector<std::unique_ptr<std::uint64_t[]>> regions_;
    std::vector<std::unique_ptr<std::uint64_t[]>> left_behind_;  // of nobody any more
};

}  // namespace pendata::sim
