// A process's hold on a virtual disk: what it opens, for SQLite and for itself. When the process is killed every
// further call fails, its locks are free and what it wrote stays, as with SIGKILL.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "core/sqlite/file_system.hpp"
#include "core/sqlite/registered_vfs.hpp"
#include "tools/sim/disk/virtual_disk.hpp"

namespace pendata::sim {

class disk_handle;

// Lifetime: shorter than the disk, longer than everything opened through it.
class disk_mount final : public sqlite::file_system {
public:
    explicit disk_mount(virtual_disk& on);
    disk_mount(const disk_mount&) = delete;
    disk_mount& operator=(const disk_mount&) = delete;
    ~disk_mount() override;

    // For the options of a store.
    const std::string& vfs() const { return vfs_.name(); }

    bool alive() const { return alive_; }
    void kill();

    result<std::unique_ptr<sqlite::open_file>> open(const std::string& path, sqlite::opening how) override;
    result<void> remove(const std::string& path) override;
    result<bool> exists(const std::string& path) override;
    result<void> sync_folder_of(const std::string& path) override;
    void random_bytes(std::span<char> out) override;
    std::int64_t now_ms() override { return disk_.now_ms; }

    // Over what is there. Requires: one folder.
    result<void> rename(const std::string& from, const std::string& to);

private:
    friend class virtual_disk;
    friend class disk_handle;

    void die();
    // One step with what it does; `within`, where it can be done in part.
    template <class Work, class Part>
    result<void> step(step_kind kind, std::string_view path, std::uint64_t offset, std::uint64_t size, Work&& work,
                      Part&& within);

    virtual_disk& disk_;
    bool alive_ = true;
    std::set<disk_handle*> open_;
    sqlite::registered_vfs vfs_;
};

}  // namespace pendata::sim
