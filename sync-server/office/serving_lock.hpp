// Who works on an office's folder: servers and tools hold DIR/serving shared, a restore alone. The system lets go of it
// when the process ends, however it ends.
#pragma once

#include <filesystem>

#include "core/base/result.hpp"

namespace pendata {

class serving_lock {
public:
    enum class kind { shared, alone };

    // Errors: office_serving, where others hold it in a way that this one can not stand; io_error.
    static result<serving_lock> take(const std::filesystem::path& folder, kind how);

    serving_lock(serving_lock&& other) noexcept : file_(other.file_) { other.file_ = -1; }
    serving_lock& operator=(serving_lock&& other) noexcept;
    ~serving_lock();

private:
    explicit serving_lock(int file) : file_(file) {}
    int file_;
};

}  // namespace pendata
