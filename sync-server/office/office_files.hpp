// What lies in an office's folder, by name.
#pragma once

#include <filesystem>

namespace pendata::office_files {

inline constexpr char settings[] = "pendata.toml";
inline constexpr char store[] = "office.db";
inline constexpr char shelf[] = "snapshots.db";
inline constexpr char ledger[] = "ledger";
inline constexpr char identity[] = "identity.key";

// Threads: any. A path that can not be looked at is not there.
inline bool is_there(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

}  // namespace pendata::office_files
