// The production file: open, flock, pread, pwrite, fsync, ftruncate.
#include "sync-server/ledger/ledger_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "sync-server/auth/private_file.hpp"

namespace pendata {

namespace {

errc errc_of_errno() {
    switch (errno) {
        case ENOENT: return errc::not_found;
        case ENOSPC:
        case EDQUOT:
        case EFBIG: return errc::disk_full;
        case EROFS:
        case EACCES:
        case EPERM: return errc::read_only;
        default: return errc::io_error;
    }
}

template <class Call>
auto retried(Call call) {
    auto got = call();
    while (got < 0 && errno == EINTR) got = call();
    return got;
}

class posix_file final : public ledger_file {
public:
    static result<std::unique_ptr<ledger_file>> open(const std::string& path, bool to_write);

    explicit posix_file(int fd) : fd_(fd) {}
    posix_file(const posix_file&) = delete;
    posix_file& operator=(const posix_file&) = delete;
    ~posix_file() override { ::close(fd_); }

    result<std::uint64_t> size() const override;
    result<bytes> read_from(std::uint64_t offset) const override;
    result<void> append_at(std::uint64_t offset, bytes_view data) override;
    result<void> cut_to(std::uint64_t size) override;

private:
    int fd_;
};

result<std::unique_ptr<ledger_file>> posix_file::open(const std::string& path, bool to_write) {
    for (;;) {
        const int fd = retried([&] { return ::open(path.c_str(), (to_write ? O_RDWR : O_RDONLY) | O_CLOEXEC); });
        if (fd < 0) return errc_of_errno();
        auto file = std::make_unique<posix_file>(fd);
        struct stat opened {};
        struct stat named {};
        if (retried([&] { return ::flock(fd, to_write ? LOCK_EX : LOCK_SH); }) != 0 || ::fstat(fd, &opened) != 0 ||
            ::stat(path.c_str(), &named) != 0) {
            return errc_of_errno();
        }
        if (!S_ISREG(opened.st_mode)) return errc::foreign_file;
        // An import replaces the file: whoever waited for the old one's lock looks again.
        if (opened.st_ino != named.st_ino || opened.st_dev != named.st_dev) continue;
        return result<std::unique_ptr<ledger_file>>(std::move(file));
    }
}

result<std::uint64_t> posix_file::size() const {
    struct stat about {};
    if (::fstat(fd_, &about) != 0) return errc_of_errno();
    return static_cast<std::uint64_t>(about.st_size);
}

result<bytes> posix_file::read_from(std::uint64_t offset) const {
    PENDATA_TRY(whole, size());
    bytes out(whole > offset ? whole - offset : 0, '\0');
    std::size_t got = 0;
    while (got < out.size()) {
        const auto more = retried([&] {
            return ::pread(fd_, out.data() + got, out.size() - got, static_cast<off_t>(offset + got));
        });
        if (more < 0) return errc_of_errno();
        if (more == 0) break;
        got += static_cast<std::size_t>(more);
    }
    out.resize(got);
    return out;
}

result<void> posix_file::append_at(std::uint64_t offset, bytes_view data) {
    const auto write_all = [&]() -> result<void> {
        std::uint64_t at = offset;
        for (bytes_view left = data; !left.empty();) {
            const auto done =
                retried([&] { return ::pwrite(fd_, left.data(), left.size(), static_cast<off_t>(at)); });
            if (done < 0) return errc_of_errno();
            left.remove_prefix(static_cast<std::size_t>(done));
            at += static_cast<std::uint64_t>(done);
        }
        if (::fsync(fd_) != 0) return errc_of_errno();
        return {};
    };
    const auto written = write_all();
    // What could not be made durable must not be read as if it were.
    if (written.has_error()) static_cast<void>(cut_to(offset));
    return written;
}

result<void> posix_file::cut_to(std::uint64_t size) {
    if (retried([&] { return ::ftruncate(fd_, static_cast<off_t>(size)); }) != 0 || ::fsync(fd_) != 0) {
        return errc_of_errno();
    }
    return {};
}

class posix_place final : public ledger_place {
public:
    explicit posix_place(std::string path) : path_(std::move(path)) {}

    result<void> create(bytes_view content) override { return office_files::create_private(path_, content); }
    result<std::unique_ptr<ledger_file>> open(bool to_write) override { return posix_file::open(path_, to_write); }
    result<void> replace(bytes_view content) override { return office_files::replace_private(path_, content); }

private:
    std::string path_;
};

}  // namespace

std::unique_ptr<ledger_place> posix_ledger_place(std::string path) {
    return std::make_unique<posix_place>(std::move(path));
}

}  // namespace pendata
