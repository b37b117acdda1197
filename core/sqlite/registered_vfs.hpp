// A file system of ours under a name that database::open() takes.
#pragma once

#include <memory>
#include <string>

#include "core/sqlite/file_system.hpp"

namespace pendata::sqlite {

// Lifetime: longer than every database opened by its name, shorter than the file system. Threads: the file system's.
class registered_vfs {
public:
    // Requires: a name nobody else has.
    registered_vfs(file_system& files, std::string name);
    registered_vfs(const registered_vfs&) = delete;
    registered_vfs& operator=(const registered_vfs&) = delete;
    ~registered_vfs();

    const std::string& name() const;

private:
    struct inside;
    std::unique_ptr<inside> in_;
};

// SQLite draws some numbers (the salts of its log) from dice of the whole process, thrown by the system. From here
// on they follow from the seed, so that a run can be replayed to the byte. Zero: the system's again.
void seed_sqlite_dice(std::uint32_t seed);

// No other thread of this process ever uses SQLite, which then takes no locks. Before its first use.
void promise_one_thread();

}  // namespace pendata::sqlite
