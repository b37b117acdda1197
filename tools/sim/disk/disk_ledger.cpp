// The same steps as the POSIX file: written, synced; written aside, synced, renamed, the folder synced.
#include "tools/sim/disk/disk_ledger.hpp"

namespace pendata::sim {

namespace {

using sqlite::lock_level;
using sqlite::opening;

class file_on_disk final : public ledger_file {
public:
    explicit file_on_disk(std::unique_ptr<sqlite::open_file> file) : file_(std::move(file)) {}

    result<std::uint64_t> size() const override { return file_->size(); }
    result<bytes> read_from(std::uint64_t offset) const override {
        PENDATA_TRY(whole, file_->size());
        bytes out(whole > offset ? static_cast<std::size_t>(whole - offset) : 0, '\0');
        PENDATA_TRY(got, file_->read(offset, out));
        out.resize(got);
        return out;
    }
    result<void> append_at(std::uint64_t offset, bytes_view data) override {
        auto done = file_->write(offset, data);
        if (done.has_value()) done = file_->sync();
        if (done.has_error()) static_cast<void>(cut_to(offset));
        return done;
    }
    result<void> cut_to(std::uint64_t size) override {
        PENDATA_CHECK(file_->truncate(size));
        return file_->sync();
    }

private:
    std::unique_ptr<sqlite::open_file> file_;
};

class place_on_disk final : public ledger_place {
public:
    place_on_disk(disk_mount& mount, std::string path) : mount_(mount), path_(std::move(path)) {}

    result<void> create(bytes_view content) override {
        PENDATA_TRY(there, mount_.exists(path_));
        if (there) return errc::already_exists;
        return replace(content);
    }
    result<std::unique_ptr<ledger_file>> open(bool to_write) override {
        PENDATA_TRY(file, mount_.open(path_, to_write ? opening::write : opening::read));
        PENDATA_CHECK(file->raise_lock(lock_level::shared));
        if (to_write) PENDATA_CHECK(file->raise_lock(lock_level::exclusive));
        return std::unique_ptr<ledger_file>(std::make_unique<file_on_disk>(std::move(file)));
    }
    result<void> replace(bytes_view content) override {
        const std::string aside = path_ + ".new";
        PENDATA_CHECK(write_whole(aside, content));
        PENDATA_CHECK(mount_.rename(aside, path_));
        return mount_.sync_folder_of(path_);
    }

private:
    result<void> write_whole(const std::string& path, bytes_view content) {
        PENDATA_TRY(file, mount_.open(path, opening::create));
        PENDATA_CHECK(file->truncate(0));
        PENDATA_CHECK(file->write(0, content));
        return file->sync();
    }

    disk_mount& mount_;
    std::string path_;
};

}  // namespace

std::unique_ptr<ledger_place> ledger_on(disk_mount& mount, std::string path) {
    return std::make_unique<place_on_disk>(mount, std::move(path));
}

}  // namespace pendata::sim
