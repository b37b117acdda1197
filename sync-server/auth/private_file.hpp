// The office's secrets on disk: files that only their owner may read and that are there whole or
// not at all, whenever the power goes: written aside, synced, renamed, and the directory synced.
#pragma once

#include <filesystem>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

namespace pendata::office_files {

// At most `limit` bytes. A mode that lets others read is narrowed. Errors: not_found, too_large,
// io_error.
result<bytes> read_private(const std::filesystem::path& path, std::size_t limit);

// Errors: already_exists (what is there stays untouched), disk_full, read_only, io_error.
result<void> create_private(const std::filesystem::path& path, bytes_view content);

// Replaces what is there. Errors as above.
result<void> replace_private(const std::filesystem::path& path, bytes_view content);

// A directory for its owner only; fine when it exists. Errors as above.
result<void> make_private_directory(const std::filesystem::path& path);

}  // namespace pendata::office_files
