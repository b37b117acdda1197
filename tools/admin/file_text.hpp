// Files that a command names: read whole, and kept apart from the office's own.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

namespace pendata::admin {

// All of it; "-" is standard input. Errors: not_found, io_error, too_large beyond `most` bytes.
result<bytes> read_file(const std::string& name, std::size_t most);

// Whether the file would lie in the folder or below it: what is made for people does not belong among the office's
// own files, and must not replace one.
bool is_inside(const std::filesystem::path& folder, const std::filesystem::path& file);

}  // namespace pendata::admin
