// What everybody in a world shares: the time, the dice, the book of faults, the chronicle, and a folder.
#pragma once

#include <filesystem>

#include "tools/sim/scene/chronicle.hpp"
#include "tools/sim/scene/faults.hpp"
#include "tools/sim/scene/profile.hpp"
#include "tools/sim/scene/schedule.hpp"

namespace pendata::sim {

// In September 2026.
inline constexpr std::int64_t begin_ms = 1'790'000'000'000;

struct stage {
    stage(const profile& wanted, std::uint64_t seed, std::filesystem::path place, seed_report& into, bool trace)
        : size(wanted), folder(std::move(place)), time(begin_ms), draw(seed, "world"), faults(draw, wanted.faults_known),
          told(time, into, trace), photo_draw(seed, "photos"), photos(photo_draw.chance(300)) {
        if (wanted.honest) faults.spare_files();
        if (wanted.varied) draw_sizes();
    }
    // Around those of the profile.
    void draw_sizes() {
        dice sizes(draw.next(), "sizes");
        size.tablets += sizes.between(-4, 3);
        size.villages += sizes.between(-1, 1);
        size.saves_a_day += sizes.between(-2, 2);
    }

    profile size;
    std::filesystem::path folder;
    schedule time;
    dice draw;
    fault_book faults;
    chronicle told;
    dice photo_draw;  // of photos alone
    bool photos;      // officers take some, and sessions may speak of them
};

}  // namespace pendata::sim
