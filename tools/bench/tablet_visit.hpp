// A tablet's file, or a raw one, opened by a process of its own: what an officer waits for, and the memory it takes.
#pragma once

#include <filesystem>

#include "core/dictionary/problem.hpp"

namespace pendata::bench {

struct visit_times {
    double open_ms = 0, search_ms = 0, search_p99_ms = 0, save_ms = 0, peak_mb = 0;
};

// In the child: reads `questions`, a text to search or "save " and a record a line, asks and saves, prints the times.
int visit_file(const std::filesystem::path& file, bool raw, const std::filesystem::path& questions);

// Runs `myself` for it.
checked<visit_times> visit_in_child(const std::filesystem::path& myself, const std::filesystem::path& file, bool raw,
                                    const std::filesystem::path& questions);

}  // namespace pendata::bench
