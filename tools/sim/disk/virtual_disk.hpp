// A machine's disk in memory, for the simulator: files by their paths, each with what a process reads now and what
// would be left if the power went now. Everything follows from the seed and the calls. How it is used and what it
// may do to a file: docs/testing.md, "The virtual disk".
//
// Processes reach it through a disk_mount. Threads: one.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "tools/sim/disk/disk_dice.hpp"
#include "tools/sim/disk/file_locks.hpp"

namespace pendata::sim {

class disk_mount;

// What changes a disk; a process can be killed at each.
enum class step_kind : std::uint8_t { make, write, sync, truncate, remove, rename, sync_folder };
std::string_view name_of(step_kind kind);

struct disk_step {
    std::uint64_t number;  // from 1
    step_kind kind;
    std::string_view path;
    std::uint64_t offset;
    std::uint64_t size;
};

// What becomes of the process at a step. Within: some of the sectors of a write are written.
enum class fate : std::uint8_t { proceed, die_before, die_within, die_after };

// When a call fails: by chance, and once at the n-th such call from when it was set.
struct fault_rule {
    std::uint32_t per_million = 0;
    std::uint64_t at = 0;
};

struct disk_faults {
    std::uint64_t capacity = std::numeric_limits<std::uint64_t>::max();  // bytes of all files together
    bool locked = false;  // as if another program held each database for writing
    fault_rule read_error;
    fault_rule write_error;  // nothing is written
    fault_rule sync_error;   // nothing is synced
    fault_rule short_write;  // a part is written, then the disk is said to be full
};

// What happened, so that a run shows that it did.
struct disk_counts {
    std::uint64_t reads = 0;
    std::uint64_t steps = 0;
    std::uint64_t kills = 0;
    std::uint64_t crashes = 0;
    std::uint64_t full = 0;
    std::uint64_t busy = 0;
    std::uint64_t read_errors = 0;
    std::uint64_t write_errors = 0;
    std::uint64_t sync_errors = 0;
    std::uint64_t short_writes = 0;
    std::uint64_t forgotten_writes = 0;  // by a crash: not there afterwards
    std::uint64_t torn_writes = 0;       // by a crash: some of their sectors are
    std::uint64_t forgotten_names = 0;
};

// Files by path, as somebody who copies a folder finds them.
using disk_image = std::map<std::string, bytes>;

class virtual_disk {
public:
    static constexpr std::size_t sector_bytes = 512;

    explicit virtual_disk(std::uint64_t seed) : dice_(seed) {}
    virtual_disk(const virtual_disk&) = delete;
    virtual_disk& operator=(const virtual_disk&) = delete;

    disk_faults faults;
    // Asked before each step; may kill a mount or cut the power by itself, too.
    std::function<fate(const disk_step&)> on_step;
    std::int64_t now_ms = 0;  // what SQLite takes for the time

    const disk_counts& counts() const { return counts_; }
    std::uint64_t used() const { return used_; }

    // The power goes. All mounts are dead; of each write that was not synced all, nothing or some sectors are left;
    // names made or removed since their folder was synced are forgotten from some point on.
    void crash();

    // Whole files, past every fault and step. What is put there is durable.
    std::vector<std::string> names() const;
    std::optional<bytes> content(const std::string& path) const;
    void put(const std::string& path, bytes content);
    void drop(const std::string& path);
    // Those whose paths begin so. A restore first drops what is there. Requires: nobody has them open.
    disk_image snapshot(std::string_view prefix = {}) const;
    void restore(const disk_image& image, std::string_view prefix = {});

private:
    friend class disk_mount;
    friend class disk_handle;

    struct change {
        std::uint64_t offset;
        bytes data;
        bool cut;  // to `offset`
    };
    struct file {
        bytes now;
        bytes durable;
        std::vector<change> unsynced;
        file_locks locks;
        bool named = true;
    };
    using file_ref = std::shared_ptr<file>;
    using name_table = std::map<std::string, file_ref>;
    struct name_change {
        std::string path;
        file_ref what;     // null: removed
        std::string from;  // the old name, where it was renamed
    };

    static void apply(const change& c, bytes& to);
    static void apply(const name_change& c, name_table& to);

    fate begin(step_kind kind, std::string_view path, std::uint64_t offset = 0, std::uint64_t size = 0);
    bool due(fault_rule& rule);
    result<void> write(file& to, std::uint64_t offset, bytes_view data);
    void write_some(file& to, std::uint64_t offset, bytes_view data);
    void truncate(file& to, std::uint64_t size);
    result<void> sync(file& of);
    void rename(name_change c);
    void sync_folder_of(const std::string& path);
    void record(file& to, change c);
    void survive(file& f);
    void count_used();

    disk_dice dice_;
    disk_counts counts_;
    name_table names_;
    name_table durable_names_;
    std::vector<name_change> name_changes_;
    std::vector<disk_mount*> mounts_;
    std::uint64_t used_ = 0;
};

}  // namespace pendata::sim
