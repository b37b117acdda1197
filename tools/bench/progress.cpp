// The line on the terminal.
#include "tools/bench/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <string>

namespace pendata::bench {

namespace {
constexpr char back_to_empty_line[] = "\r\033[K";
constexpr std::size_t bar_width = 24;

std::string bar(std::size_t done, std::size_t of) {
    const std::size_t full = std::min(done, of) * bar_width / of;
    return " [" + std::string(full, '#') + std::string(bar_width - full, '.') + "]";
}
}

progress::progress() : is_watched_(::isatty(STDERR_FILENO) == 1) {}

progress::~progress() {
    if (is_watched_) std::cerr << back_to_empty_line << std::flush;
}

void progress::at(std::string_view step, std::size_t done, std::size_t of) const {
    if (!is_watched_) return;
    std::cerr << back_to_empty_line << step;
    if (of != 0) std::cerr << bar(done, of);
    std::cerr << ' ' << done;
    if (of != 0) std::cerr << '/' << of;
    std::cerr << std::flush;
}

}  // namespace pendata::bench
