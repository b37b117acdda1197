// POSIX calls in the order that survives a power cut.
#include "client-lib/src/net/private_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "core/base/assert.hpp"

namespace pendata::device_files {

namespace {

class descriptor {
public:
    descriptor(const std::string& path, int flags)
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

result<void> write_whole(const std::string& path, bytes_view content) {
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

// A link never overwrites. Android forbids links to apps and some file systems have none; there a
// look before the rename has to do, and the store is one process's own.
bool rename_to_nothing(const std::string& from, const std::string& to) {
    if (::link(from.c_str(), to.c_str()) == 0)
        return ::unlink(from.c_str()) == 0;
    if (errno == EEXIST)
        return false;
    if (::access(to.c_str(), F_OK) == 0) {
        errno = EEXIST;
        return false;
    }
    return std::rename(from.c_str(), to.c_str()) == 0;
}

result<void> sync_directory_of(const std::string& path) {
    const auto slash = path.rfind('/');
    const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const descriptor opened(directory, O_RDONLY | O_DIRECTORY);
    if (!opened.is_open() || ::fsync(opened.get()) != 0)
        return errc_of_errno();
    return {};
}

template <class Rename>
result<void> write_aside(const std::string& path, bytes_view content, Rename rename) {
    PENDATA_ASSERT(sodium_init() >= 0);
    const std::string aside = path + ".new-" + std::to_string(randombytes_random());
    auto done = write_whole(aside, content);
    if (done.has_value() && !rename(aside, path))
        done = errc_of_errno();
    if (done.has_error()) {
        ::unlink(aside.c_str());
        return done;
    }
    return sync_directory_of(path);
}

}  // namespace

result<bytes> read_private(const std::string& path, std::size_t limit) {
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

result<void> create_private(const std::string& path, bytes_view content) {
    return write_aside(path, content, rename_to_nothing);
}

result<void> replace_private(const std::string& path, bytes_view content) {
    return write_aside(path, content, [](const std::string& from, const std::string& to) {
        return std::rename(from.c_str(), to.c_str()) == 0;
    });
}

result<void> remove_private(const std::string& path) {
    if (::unlink(path.c_str()) == 0)
        return sync_directory_of(path);
    if (errno == ENOENT)
        return {};
    return errc_of_errno();
}

}  // namespace pendata::device_files
