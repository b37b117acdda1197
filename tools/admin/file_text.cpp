// Reading files, and telling where they lie.
#include "tools/admin/file_text.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>

namespace pendata::admin {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

result<bytes> read_all(std::istream& from, std::size_t most) {
    bytes out;
    std::string piece(piece_bytes, '\0');
    while (from) {
        from.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        out.append(piece, 0, static_cast<std::size_t>(from.gcount()));
        if (out.size() > most) return errc::too_large;
    }
    if (from.bad()) return errc::io_error;
    return out;
}

}  // namespace

result<bytes> read_file(const std::string& name, std::size_t most) {
    if (name == "-") return read_all(std::cin, most);
    std::error_code ignored;
    if (!std::filesystem::exists(name, ignored)) return errc::not_found;
    if (std::filesystem::is_directory(name, ignored)) return errc::io_error;
    std::ifstream file(name, std::ios::binary);
    if (!file) return errc::io_error;
    return read_all(file, most);
}

bool is_inside(const std::filesystem::path& folder, const std::filesystem::path& file) {
    std::error_code failed;
    const auto home = std::filesystem::weakly_canonical(folder, failed);
    const auto place = std::filesystem::weakly_canonical(std::filesystem::absolute(file, failed), failed);
    const auto [left, unused] = std::mismatch(home.begin(), home.end(), place.begin(), place.end());
    return left == home.end();
}

}  // namespace pendata::admin
