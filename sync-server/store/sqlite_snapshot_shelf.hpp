// The office's shelf of prepared snapshots: DIR/snapshots.db. A cache: what is lost is prepared again, so nothing
// waits for the disk and a damaged file is replaced by an empty one. docs/storage.md, "Snapshots at the office".
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "core/storage/snapshot_shelf.hpp"

namespace pendata {

namespace sqlite {
class database;
}

struct shelf_limits {
    std::uint64_t bytes = 0;     // of all chunks; the newest snapshot stays even where it alone is larger
    std::size_t count = 0;       // of snapshots
    std::int64_t keep_ms = 0;    // since it was prepared
};

// Threads: any. Several processes may have it open; one prepares.
class sqlite_snapshot_shelf final : public snapshot_shelf {
public:
    // Errors: those of disks. Everything prepared longer ago than the limit is dropped. `vfs` names a file system of
    // ours; there a damaged file is an error.
    static result<std::unique_ptr<sqlite_snapshot_shelf>> open(const std::string& path, const shelf_limits& allowed,
                                                               std::int64_t now_ms, const std::string& vfs = {});
    ~sqlite_snapshot_shelf() override;

    result<std::optional<shelved_snapshot>> find(const digest& hash) override;
    result<std::optional<shelved_snapshot>> newest(const grant& scope) override;
    result<void> note(const shelved_snapshot& found) override;
    result<void> drop(const digest& hash) override;
    result<void> clear() override;
    result<message::snapshot_chunk> chunk(const digest& hash, std::uint64_t number) override;
    result<message::snapshot_head> put(const filler& fill) override;

    struct contents {
        std::uint64_t snapshots = 0;
        std::uint64_t bytes = 0;
    };
    result<contents> what_is_kept();

    void tell_time(std::int64_t now_ms) override { now_ms_ = now_ms; }
    void stop() override { stopped_ = true; }

private:
    sqlite_snapshot_shelf(std::unique_ptr<sqlite::database> file, const shelf_limits& allowed, std::int64_t now_ms);

    result<void> drop_rows(std::string_view condition, std::int64_t value);
    result<void> make_room(std::int64_t newest);

    std::mutex guard_;  // of the connection; never held while something is prepared
    std::unique_ptr<sqlite::database> file_;
    shelf_limits allowed_;
    std::atomic<std::int64_t> now_ms_;
    std::atomic<bool> stopped_{false};
};

}  // namespace pendata
