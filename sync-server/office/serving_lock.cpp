// The lock of the folder.
#include "sync-server/office/serving_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace pendata {

result<serving_lock> serving_lock::take(const std::filesystem::path& folder, kind how) {
    const int file = ::open((folder / "serving").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return errc::io_error;
    serving_lock held(file);
    if (::flock(file, (how == kind::alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0) return held;
    return errno == EWOULDBLOCK ? errc::office_serving : errc::io_error;
}

serving_lock& serving_lock::operator=(serving_lock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
}

serving_lock::~serving_lock() {
    if (file_ >= 0) ::close(file_);
}

}  // namespace pendata
