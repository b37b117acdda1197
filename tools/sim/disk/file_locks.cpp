// A lock is refused where another holder is in its way.
#include "tools/sim/disk/file_locks.hpp"

#include <algorithm>
#include <iterator>

namespace pendata::sim {

namespace {

using sqlite::lock_level;

std::uint8_t bits(unsigned first, unsigned count) {
    return static_cast<std::uint8_t>(((1U << count) - 1) << first);
}

}  // namespace

bool file_locks::raise(holder& by, lock_level to) {
    if (by.level >= to) return true;
    const auto another = [&](lock_level least) {
        return std::any_of(with_level_.begin(), with_level_.end(),
                           [&](const holder* h) { return h != &by && h->level >= least; });
    };
    const auto take = [&](lock_level level) {
        by.level = level;
        with_level_.insert(&by);
    };
    if (to == lock_level::shared) {
        if (another(lock_level::pending)) return false;
        take(to);
        return true;
    }
    if (another(lock_level::reserved)) return false;
    if (to == lock_level::exclusive && another(lock_level::shared)) {
        take(lock_level::pending);  // nobody new gets in; those who read come to their end
        return false;
    }
    take(to);
    return true;
}

void file_locks::lower(holder& by, lock_level to) {
    by.level = std::min(by.level, to);
    if (by.level == lock_level::none) with_level_.erase(&by);
}

bool file_locks::is_reserved() const {
    return std::any_of(with_level_.begin(), with_level_.end(),
                       [](const holder* h) { return h->level >= lock_level::reserved; });
}

void* file_locks::region(holder& by, std::size_t number, std::size_t size, bool make) {
    by.in_memory = true;
    in_memory_.insert(&by);
    while (make && regions_.size() <= number) {
        regions_.push_back(std::make_unique<std::uint64_t[]>((size + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t)));
    }
    return number < regions_.size() ? regions_[number].get() : nullptr;
}

bool file_locks::lock(holder& by, unsigned first, unsigned count, bool alone) {
    const std::uint8_t wanted = bits(first, count);
    for (const holder* h : in_memory_) {
        if (h == &by) continue;
        if ((h->alone & wanted) != 0 || (alone && (h->several & wanted) != 0)) return false;
    }
    auto& mine = alone ? by.alone : by.several;
    mine = static_cast<std::uint8_t>(mine | wanted);
    return true;
}

void file_locks::unlock(holder& by, unsigned first, unsigned count) {
    const auto kept = static_cast<std::uint8_t>(~bits(first, count));
    by.alone &= kept;
    by.several &= kept;
}

void file_locks::leave(holder& by) {
    by.alone = 0;
    by.several = 0;
    by.in_memory = false;
    in_memory_.erase(&by);
    if (!in_memory_.empty()) return;
    // A process that died within a call still reads them on its way out: SQLite rolls back by what they say.
    std::move(regions_.begin(), regions_.end(), std::back_inserter(left_behind_));
    regions_.clear();
}

void file_locks::release(holder& by) {
    leave(by);
    lower(by, lock_level::none);
}

}  // namespace pendata::sim
