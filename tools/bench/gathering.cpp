// Tablets counted as they come.
#include "tools/bench/gathering.hpp"

#include <chrono>

namespace pendata::bench {

namespace {

constexpr std::chrono::minutes gathering_patience{5};

}  // namespace

void gathering::arrived(std::size_t tablet) {
    const std::lock_guard lock(mutex_);
    here_.insert(tablet);
    changed_.notify_all();
}

void gathering::begin_anew() {
    const std::lock_guard lock(mutex_);
    here_.clear();
}

bool gathering::wait_for(std::size_t count, const progress& tell, std::string_view step, std::size_t of) {
    std::unique_lock lock(mutex_);
    std::size_t told = 0;
    while (here_.size() < count) {
        if (here_.size() != told) tell.at(step, told = here_.size(), of);
        const std::size_t before = here_.size();
        if (!changed_.wait_for(lock, gathering_patience, [&] { return here_.size() > before; })) return false;
    }
    return true;
}

}  // namespace pendata::bench
