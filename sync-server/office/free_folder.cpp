// Looking at what lies in a folder.
#include "sync-server/office/free_folder.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace pendata {

namespace {

// What making an office leaves, whole or broken off: office.cpp goes on from there.
constexpr std::array<std::string_view, 8> own_names{"identity.key", "ledger",    "office.db", "pendata.toml",
                                                    "replaced",     "restoring", "serving",   "tls"};

// Also what is written aside first, and what the database keeps beside its file.
bool is_own(const std::string& name) {
    return std::any_of(own_names.begin(), own_names.end(), [&](std::string_view own) {
        return name.starts_with(own) && (name.size() == own.size() || name[own.size()] == '.' || name[own.size()] == '-');
    });
}

}  // namespace

result<void> check_free_for_office(const std::filesystem::path& folder) {
    std::error_code failed;
    const auto status = std::filesystem::status(folder, failed);
    if (status.type() == std::filesystem::file_type::not_found) return {};
    if (failed) return errc::io_error;
    if (status.type() != std::filesystem::file_type::directory) return errc::foreign_file;
    for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
        if (!is_own(entry->path().filename().string())) return errc::foreign_file;
    }
    if (failed) return errc::io_error;
    return {};
}

}  // namespace pendata
