// What stands on lists and in reports of a place today: every assignment under it is looked at once, with its subject, and a
// person of several records is counted once, where the best founded domicile is (docs/conflicts.md, "A closed period").
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/closing/counts.hpp"
#include "core/closing/listed.hpp"
#include "core/closing/village_list.hpp"
#include "core/storage/office_store.hpp"

namespace pendata {

struct surveyed {
    std::map<std::string, category_counter> places;  // by region code: the village, or where there is none what is above it
    std::vector<village_list> lists;                 // of everything under the node, S0 to S2, each ascending
    std::map<record_id, unlisted> left_out;          // assignments under the node that are on no list
};

// Counts alone need little memory, whatever the place.
enum class survey_of : std::uint8_t { counts, lists };

// `last_day`: of the period. Errors: of the view.
result<surveyed> survey(office_view& view, const std::string& node, std::int32_t last_day, survey_of what);

}  // namespace pendata
