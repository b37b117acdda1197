// Aid that may not meet: one programme twice in one period, or a pair that a rule forbids (docs/conflicts.md, "Overlapping
// aid"). Which pairs, from when to when, is data: the overlap rules of the programmes. A pure function of the settled
// aids of one subject and of the programmes, at the office and on a tablet alike. Both aids stay; people decide.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/cases/reviewed.hpp"

namespace pendata {

// Days since 1970-01-01, both included.
struct day_range {
    std::int32_t first = 0;
    std::int32_t last = 0;

    bool meets(const day_range& other) const { return first <= other.last && other.first <= last; }
    friend bool operator==(const day_range&, const day_range&) = default;
};

// The days of "2026", "2026-S2", "2026-Q4", "2026-10" or "2026-10-05". Nothing where it is none of these.
std::optional<day_range> days_of_period(std::string_view period);

struct overlap_finding {
    record_id aid_a, aid_b;        // smaller id first
    record_id subject_a, subject_b;  // theirs
    std::string rule;              // "same:CODE", or "CODE+CODE", smaller code first
    std::string text_id, text_en;  // what the rule says
    std::string period;            // the later of the two, as written

    friend bool operator==(const overlap_finding&, const overlap_finding&) = default;
};

// Of one subject, the first by aids: a heap of aids makes no heap of cases.
inline constexpr std::size_t most_overlaps = 64;

// Of each pair of open aids among these records; ascending by aids. Aids whose programme is not here are looked at for
// being the same only.
std::vector<overlap_finding> overlaps(std::span<const record_cells> aids, std::span<const record_cells> programmes);

}  // namespace pendata
