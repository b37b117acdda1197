// Enrolling a crowd and letting it loose.
#include "tools/bench/crowd.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "tools/bench/told.hpp"

namespace pendata::bench {

namespace {

constexpr std::uint64_t first_seed = 31'000;

}  // namespace

checked<std::unique_ptr<crowd>> crowd::create(field_day& day, std::size_t tablets, const progress& tell) {
    std::unique_ptr<crowd> made(new crowd(day));
    made->each_ = std::max<std::size_t>(1, day.settings().records / tablets);
    PENDATA_TRY(villages, day.add_villages(tablets));
    made->villages_ = std::move(villages);
    for (std::size_t i = 0; i < tablets; ++i) {
        PENDATA_TRY(tablet, day.new_tablet_of("Petugas " + std::to_string(i), {made->villages_[i]}));
        auto village = make_village_lines(made->villages_[i], first_seed + i, made->each_);
        PENDATA_CHECK(tablet->add_all(village.lines));
        made->tablets_.push_back(std::move(tablet));
        made->rows_.push_back(std::move(village.rows));
        tell.at("crowd", i + 1, tablets);
    }
    return made;
}

checked<crowd::rush> crowd::sync_all(std::size_t at_once, const progress& tell) {
    using clock = std::chrono::steady_clock;
    const std::string address = day_.office().address();
    rush out;
    std::mutex mutex;
    std::optional<problem> failure;
    std::atomic<std::size_t> next{0};
    const auto begun = clock::now();
    const auto since = [&begun] { return std::chrono::duration<double>(clock::now() - begun).count(); };
    const auto work = [&] {
        for (std::size_t i = next++; i < size(); i = next++) {
            const double from = at_once == size() ? 0 : since();
            const auto done = tablets_[i]->sync(address);
            const std::lock_guard lock(mutex);
            if (done.has_error()) failure = done.error();
            out.waits_s.push_back(since() - from);
            tell.at("rush", out.waits_s.size(), size());
        }
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < std::min(at_once, size()); ++i) threads.emplace_back(work);
    for (auto& t : threads) t.join();
    out.wall_s = since();
    if (failure) return *failure;
    return out;
}

}  // namespace pendata::bench
