// An empty folder for one test's files; removed at its end.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

namespace pendata::test {

class test_folder {
public:
    test_folder() {
        static int made = 0;
        folder_ = std::filesystem::temp_directory_path() /
                  ("pendata-store-" + std::to_string(::getpid()) + "-" + std::to_string(++made));
        std::filesystem::create_directories(folder_);
    }
    test_folder(const test_folder&) = delete;
    test_folder& operator=(const test_folder&) = delete;
    ~test_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    std::string path(const std::string& name) const { return (folder_ / name).string(); }

private:
    std::filesystem::path folder_;
};

}  // namespace pendata::test
