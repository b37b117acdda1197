// Who of a household is held to be in which category, by the rules of the list PPKS-2012: units,
// ages at the date of assessment, sex, disabilities. Nothing here breaks a rule, so nothing needs a
// forced reason.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "tools/synthetic/population.hpp"
#include "tools/synthetic/random_source.hpp"

namespace pendata::synthetic {

struct assessed_household {
    const family& of;
    std::span<const person> members;
    bool poor = false;
    civil_day on = 0;
};

// `next_id` gives the records their ids.
std::vector<assignment> make_assignments(random_source& dice, const assessed_household& household,
                                         int most_sensitive,
                                         const std::function<record_id()>& next_id);

}  // namespace pendata::synthetic
