// The line on the terminal.
#include "tools/bench/progress.hpp"

#include <unistd.h>

#include <iostream>

namespace pendata::bench {

namespace {
constexpr char back_to_empty_line[] = "\r\033[K";
}

progress::progress() : is_watched_(::isatty(STDERR_FILENO) == 1) {}

progress::~progress() {
    if (is_watched_) std::cerr << back_to_empty_line << std::flush;
}

void progress::at(std::string_view step, std::size_t done, std::size_t of) const {
    if (!is_watched_) return;
    std::cerr << back_to_empty_line << step << ' ' << done;
    if (of != 0) std::cerr << '/' << of;
    std::cerr << std::flush;
}

}  // namespace pendata::bench
