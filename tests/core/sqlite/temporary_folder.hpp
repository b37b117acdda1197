// A folder of its own for a test that needs files; gone with everything in it when the test ends.
// A test may also act as somebody without rights, since root is never refused.
#pragma once

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace pendata::test {

class temporary_folder {
public:
    temporary_folder() {
        std::string made = (std::filesystem::temp_directory_path() / "pendata-XXXXXX").string();
        REQUIRE(mkdtemp(made.data()) != nullptr);
        path_ = made;
    }
    temporary_folder(const temporary_folder&) = delete;
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    std::string file(std::string_view name) const { return (path_ / name).string(); }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline std::string content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_file(const std::string& path, std::string_view content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

// While it lives, the process has the rights of somebody who owns nothing, and the folder may only be read.
class without_rights {
public:
    explicit without_rights(const temporary_folder& over) : path_(over.path()), was_(geteuid()) {
        chmod(path_.c_str(), 0555);
        for (const auto& entry : std::filesystem::directory_iterator(path_)) chmod(entry.path().c_str(), 0444);
        if (was_ == 0) REQUIRE(seteuid(65534) == 0);
    }
    without_rights(const without_rights&) = delete;
    ~without_rights() {
        if (was_ == 0) REQUIRE(seteuid(0) == 0);
        chmod(path_.c_str(), 0755);
        for (const auto& entry : std::filesystem::directory_iterator(path_)) chmod(entry.path().c_str(), 0644);
    }

private:
    std::filesystem::path path_;
    uid_t was_;
};

}  // namespace pendata::test
