// Small files that only their owner may read and that are there whole or not at all, whenever the
// power goes: written aside, synced, renamed, and the directory synced.
#pragma once

#include <string>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

namespace pendata::device_files {

// At most `limit` bytes. A mode that lets others read is narrowed. Errors: not_found, too_large,
// io_error.
result<bytes> read_private(const std::string& path, std::size_t limit);

// Errors: already_exists (what is there stays untouched), disk_full, read_only, io_error.
result<void> create_private(const std::string& path, bytes_view content);

// Replaces what is there. Errors as above.
result<void> replace_private(const std::string& path, bytes_view content);

// Fine when there is nothing to remove. Errors: read_only, io_error.
result<void> remove_private(const std::string& path);

}  // namespace pendata::device_files
