// Every call asks first whether its process still lives, then the disk's hook what becomes of it.
#include "tools/sim/disk/disk_mount.hpp"

#include <algorithm>
#include <atomic>

#include "core/base/assert.hpp"

namespace pendata::sim {

namespace {

std::string next_name() {
    static std::atomic<std::uint64_t> mounted{0};
    return "pendata-disk-" + std::to_string(++mounted);
}

}  // namespace

class disk_handle final : public sqlite::open_file {
public:
    disk_handle(disk_mount& mount, std::string path, virtual_disk::file_ref file)
        : mount_(mount), path_(std::move(path)), file_(std::move(file)) {
        mount_.open_.insert(this);
    }
    disk_handle(const disk_handle&) = delete;
    disk_handle& operator=(const disk_handle&) = delete;
    ~disk_handle() override {
        let_go();
        mount_.open_.erase(this);
    }

    void let_go() { file_->locks.release(held_); }

    result<std::size_t> read(std::uint64_t offset, std::span<char> into) override {
        if (!mount_.alive()) return errc::io_error;
        ++disk().counts_.reads;
        if (disk().due(disk().faults.read_error)) {
            ++disk().counts_.read_errors;
            return errc::io_error;
        }
        const bytes& all = file_->now;
        if (offset >= all.size()) return std::size_t{0};
        const auto size = std::min<std::size_t>(into.size(), all.size() - static_cast<std::size_t>(offset));
        all.copy(into.data(), size, static_cast<std::size_t>(offset));
        return size;
    }
    result<void> write(std::uint64_t offset, bytes_view data) override;
    result<void> truncate(std::uint64_t size) override;
    result<void> sync() override;
    result<std::uint64_t> size() override {
        if (!mount_.alive()) return errc::io_error;
        return static_cast<std::uint64_t>(file_->now.size());
    }

    result<void> raise_lock(sqlite::lock_level to) override {
        if (!mount_.alive()) return errc::io_error;
        const bool refused = disk().faults.locked && to >= sqlite::lock_level::reserved;
        return had(!refused && file_->locks.raise(held_, to));
    }
    void lower_lock(sqlite::lock_level to) override { file_->locks.lower(held_, to); }
    result<bool> is_reserved() override {
        if (!mount_.alive()) return errc::io_error;
        return file_->locks.is_reserved();
    }
    result<void*> shared_region(std::size_t number, std::size_t size, bool make) override {
        if (!mount_.alive()) return errc::io_error;
        return file_->locks.region(held_, number, size, make);
    }
    result<void> lock_shared(unsigned first, unsigned count, bool alone) override {
        if (!mount_.alive()) return errc::io_error;
        constexpr unsigned write_lock = 0;  // SQLite's, of the log
        const bool refused = disk().faults.locked && alone && first == write_lock;
        return had(!refused && file_->locks.lock(held_, first, count, alone));
    }
    void unlock_shared(unsigned first, unsigned count) override { file_->locks.unlock(held_, first, count); }
    void leave_shared() override { file_->locks.leave(held_); }

private:
    virtual_disk& disk() { return mount_.disk_; }
    result<void> had(bool lock) {
        if (lock) return {};
        ++disk().counts_.busy;
        return errc::busy;
    }

    disk_mount& mount_;
    std::string path_;
    virtual_disk::file_ref file_;
    file_locks::holder held_;
};

disk_mount::disk_mount(virtual_disk& on) : disk_(on), vfs_(*this, next_name()) { disk_.mounts_.push_back(this); }

disk_mount::~disk_mount() {
    PENDATA_ASSERT(open_.empty());
    std::erase(disk_.mounts_, this);
}

void disk_mount::die() {
    alive_ = false;
    for (disk_handle* h : open_) h->let_go();
}

void disk_mount::kill() {
    if (!alive_) return;
    ++disk_.counts_.kills;
    die();
}

template <class Work, class Part>
result<void> disk_mount::step(step_kind kind, std::string_view path, std::uint64_t offset, std::uint64_t size,
                              Work&& work, Part&& within) {
    if (!alive_) return errc::io_error;
    const fate what = disk_.begin(kind, path, offset, size);
    if (!alive_) return errc::io_error;  // the hook saw to it
    if (what == fate::die_within) within();
    if (what == fate::die_after) static_cast<void>(work());
    if (what == fate::proceed) return work();
    kill();
    return errc::io_error;
}

result<void> disk_handle::write(std::uint64_t offset, bytes_view data) {
    return mount_.step(step_kind::write, path_, offset, data.size(), [&] { return disk().write(*file_, offset, data); },
                       [&] { disk().write_some(*file_, offset, data); });
}

result<void> disk_handle::truncate(std::uint64_t size) {
    const auto work = [&]() -> result<void> {
        disk().truncate(*file_, size);
        return {};
    };
    return mount_.step(step_kind::truncate, path_, size, 0, work, [] {});
}

result<void> disk_handle::sync() {
    return mount_.step(step_kind::sync, path_, 0, 0, [&] { return disk().sync(*file_); }, [] {});
}

result<std::unique_ptr<sqlite::open_file>> disk_mount::open(const std::string& path, sqlite::opening how) {
    if (!alive_) return errc::io_error;
    virtual_disk::file_ref file;
    if (path.empty()) {
        file = std::make_shared<virtual_disk::file>();
        file->named = false;
    } else if (const auto found = disk_.names_.find(path); found != disk_.names_.end()) {
        if (how == sqlite::opening::create_new) return errc::already_exists;
        file = found->second;
    } else {
        if (how == sqlite::opening::read || how == sqlite::opening::write) return errc::not_found;
        const auto make = [&]() -> result<void> {
            file = std::make_shared<virtual_disk::file>();
            disk_.rename({path, file, {}});
            return {};
        };
        PENDATA_CHECK(step(step_kind::make, path, 0, 0, make, [] {}));
    }
    return std::unique_ptr<sqlite::open_file>(std::make_unique<disk_handle>(*this, path, std::move(file)));
}

result<void> disk_mount::remove(const std::string& path) {
    if (!alive_) return errc::io_error;
    const auto found = disk_.names_.find(path);
    if (found == disk_.names_.end()) return errc::not_found;
    const auto work = [&]() -> result<void> {
        disk_.rename({path, nullptr, {}});
        return {};
    };
    return step(step_kind::remove, path, 0, 0, work, [] {});
}

result<bool> disk_mount::exists(const std::string& path) {
    if (!alive_) return errc::io_error;
    return disk_.names_.contains(path);
}

result<void> disk_mount::sync_folder_of(const std::string& path) {
    const auto work = [&]() -> result<void> {
        if (disk_.due(disk_.faults.sync_error)) {
            ++disk_.counts_.sync_errors;
            return errc::io_error;
        }
        disk_.sync_folder_of(path);
        return {};
    };
    return step(step_kind::sync_folder, path, 0, 0, work, [] {});
}

result<void> disk_mount::rename(const std::string& from, const std::string& to) {
    if (!alive_) return errc::io_error;
    const auto found = disk_.names_.find(from);
    if (found == disk_.names_.end()) return errc::not_found;
    const auto work = [&]() -> result<void> {
        disk_.rename({to, virtual_disk::file_ref(found->second), from});
        return {};
    };
    return step(step_kind::rename, from, 0, 0, work, [] {});
}

void disk_mount::random_bytes(std::span<char> out) {
    for (char& c : out) c = static_cast<char>(disk_.dice_.next() & 0xff);
}

}  // namespace pendata::sim
