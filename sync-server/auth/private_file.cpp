// POSIX calls in the order that survives a power cut. An office runs on a file system with hard
// links, and a link never overwrites: that is what makes `create` exclusive.
#include "sync-server/auth/private_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>

#include "core/base/assert.hpp"

namespace pendata::office_files {

namespace {

class descriptor {
public:
    descriptor(const std::filesystem::path& path, int flags)
        : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~descriptor() {
        if (fd_ >= 0)
            ::close(fd_);
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;

    bool is_open() const { return fd_ >= 0; }
    int get() const { return fd_; }

private:
    int fd_;
};

errc errc_of_errno() {
    switch (errno) {
        case ENOENT:
            return errc::not_found;
        case EEXIST:
            return errc::already_exists;
        case ENOSPC:
        case EDQUOT:
            return errc::disk_full;
        case EROFS:
            return errc::read_only;
        default:
            return errc::io_error;
    }
}

result<void> write_whole(const std::filesystem::path& path, bytes_view content) {
    const descriptor file(path, O_WRONLY | O_CREAT | O_EXCL);
    if (!file.is_open())
        return errc_of_errno();
    while (!content.empty()) {
        const auto written = ::write(file.get(), content.data(), content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errc_of_errno();
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(file.get()) != 0)
        return errc_of_errno();
    return {};
}

result<void> sync_directory_of(const std::filesystem::path& path) {
    const auto directory = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const descriptor opened(directory, O_RDONLY | O_DIRECTORY);
    if (!opened.is_open() || ::fsync(opened.get()) != 0)
        return errc_of_errno();
    return {};
}

template <class Place>
result<void> write_aside(const std::filesystem::path& path, bytes_view content, Place place) {
    PENDATA_ASSERT(sodium_init() >= 0);
    const std::filesystem::path aside =
        path.string() + ".new-" + std::to_string(randombytes_random());
    auto done = write_whole(aside, content);
    if (done.has_value() && place(aside.c_str(), path.c_str()) != 0)
        done = errc_of_errno();
    ::unlink(aside.c_str());
    if (done.has_error())
        return done;
    return sync_directory_of(path);
}

}  // namespace

result<bytes> read_private(const std::filesystem::path& path, std::size_t limit) {
    const descriptor file(path, O_RDONLY);
    struct stat about {};
    if (!file.is_open() || ::fstat(file.get(), &about) != 0)
        return errc_of_errno();
    if (!S_ISREG(about.st_mode))
        return errc::io_error;
    // A copy from elsewhere may have come with any mode; failing to narrow it is no reason to stop.
    if ((about.st_mode & 077) != 0 && ::fchmod(file.get(), 0600) != 0)
        errno = 0;
    bytes content(limit + 1, '\0');
    std::size_t size = 0;
    while (size < content.size()) {
        const auto got = ::read(file.get(), content.data() + size, content.size() - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errc_of_errno();
        if (got == 0)
            break;
        size += static_cast<std::size_t>(got);
    }
    if (size > limit)
        return errc::too_large;
    content.resize(size);
    return content;
}

result<void> create_private(const std::filesystem::path& path, bytes_view content) {
    return write_aside(path, content, ::link);
}

result<void> replace_private(const std::filesystem::path& path, bytes_view content) {
    return write_aside(path, content, ::rename);
}

result<void> make_private_directory(const std::filesystem::path& path) {
    if (::mkdir(path.c_str(), 0700) == 0)
        return sync_directory_of(path);
    struct stat about {};
    if (errno == EEXIST && ::stat(path.c_str(), &about) == 0 && S_ISDIR(about.st_mode))
        return {};
    return errc_of_errno();
}

}  // namespace pendata::office_files
