// Whether a folder may become an office's: asked before one is made, so that nobody else's folder is taken over.
#pragma once

#include <filesystem>

#include "core/base/result.hpp"

namespace pendata {

// Fine where the folder is absent, empty, or holds an office's files only. Errors: foreign_file; io_error.
result<void> check_free_for_office(const std::filesystem::path& folder);

}  // namespace pendata
