// Which assignments stand on a village's list and count in its reports, and under which category. Pure functions of the cells of
// an assignment and of its subject (docs/conflicts.md, "A closed period").
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/cases/reviewed.hpp"

namespace pendata {

// Why one is not on the list. Never change the names: scripts read them.
enum class unlisted : std::uint8_t {
    withdrawn,          // the assignment was
    returned,
    rejected,
    closed,
    later,              // assessed after the period
    subject_withdrawn,
    deceased,
    moved,              // its subject is elsewhere now, or there is none
};
std::string_view name_of(unlisted why);

// The day it was assessed on; where nobody said, the day it was recorded.
std::int32_t assessed_day(const record_cells& assignment);

// Nothing: it is listed. `last_day`: of the period.
std::optional<unlisted> why_unlisted(const record_cells& assignment, const record_cells& subject, std::int32_t last_day);

// Whether it was captured by list A, the list before PPKS-2012: it says so, or names a code of that list alone.
bool is_of_list_a(const record_cells& assignment);

// The category it counts under in a report by category_list_version. Its own number, which is never used again; a code of
// list A by the mapping, where age decides by the subject's at the day of assessment; without an age as it was captured.
std::int32_t reported_category(const record_cells& assignment, const record_cells& subject);

}  // namespace pendata
