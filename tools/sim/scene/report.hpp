// What is known of a seed that ran: kept in memory that its process shares with the one that started it, so that a
// crash can not take it along. Hence plain data only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/sim/scene/faults.hpp"

namespace pendata::sim {

// How tablets were loaded by snapshot; the first three are the reasons.
enum class load : std::uint8_t {
    first,      // nothing was held
    granted,    // a scope that came later
    returned,   // after a long absence
    resumed,    // begun on an earlier connection
    overtaken,  // the office went on meanwhile
    count_of_loads,
};
inline constexpr std::size_t load_count = static_cast<std::size_t>(load::count_of_loads);
using load_counts = std::array<std::uint64_t, load_count>;

// What became of photos; the last two are counted at rest.
enum class photo_event : std::uint8_t {
    taken,
    asked,    // of a colleague's
    seen,
    arrived,  // whole at the office, once for each tablet that has it
    fetched,  // on another tablet
    count_of_photo_events,
};
inline constexpr std::size_t photo_event_count = static_cast<std::size_t>(photo_event::count_of_photo_events);
using photo_counts = std::array<std::uint64_t, photo_event_count>;

// What people saved on tablets, where it changed something.
enum class deed : std::uint8_t {
    added,
    imported,
    corrected,
    moved,        // a person, to another village
    family_moved, // to another village
    moved_within,
    state_changed,
    retracted,
    withdrawn,
    decided,
    count_of_deeds,
};
inline constexpr std::size_t deed_count = static_cast<std::size_t>(deed::count_of_deeds);
using deed_counts = std::array<std::uint64_t, deed_count>;

struct seed_report {
    static constexpr std::size_t lines_kept = 60;
    static constexpr std::size_t line_bytes = 240;

    std::uint64_t seed = 0;
    bool finished = false;        // ran to its end or to a broken invariant
    bool broken = false;
    char invariant[24] = {};      // "I2"
    char finding[1000] = {};
    std::uint64_t event_hash = 0; // of everything that was told
    std::uint64_t events = 0;
    std::uint64_t syncs = 0;
    std::int64_t virtual_ms = 0;
    fault_counts faults{};
    load_counts loads{};
    photo_counts photos{};
    deed_counts deeds{};
    std::uint64_t tablets = 0;
    std::uint64_t receipts = 0;   // that the office had to give for a commit
    std::uint64_t lines = 0;      // told so far; the last ones are kept
    char last[lines_kept][line_bytes] = {};
    int signal = 0;               // that ended the process, where it did not finish

    bool failed() const { return broken || !finished; }
    std::vector<std::string> last_lines() const;
};

// All seeds of a run together.
struct run_report {
    std::uint64_t seeds = 0;
    std::vector<std::uint64_t> failed;
    std::uint64_t syncs = 0;
    std::int64_t virtual_ms = 0;
    fault_counts faults{};
    load_counts loads{};
    photo_counts photos{};
    deed_counts deeds{};
    std::uint64_t tablets = 0;
    std::uint64_t receipts = 0;
    double seconds = 0;

    void add(const seed_report& of);
    std::string to_json() const;
    std::string to_text(bool indonesian) const;
};

// What a person needs to play a failing seed again: seed, commit, invariant, the last events.
std::string failure_text(const seed_report& of, bool same_again, bool indonesian);

}  // namespace pendata::sim
