// Dictionaries of the versions of the app that are in use beside today's: the last one and the one before lack some
// fields, the older a whole kind; the next one has a field more, and a rule that is less strict.
#pragma once

#include "tools/sim/scene/sim_tablet.hpp"

namespace pendata::sim {

const dictionary& oldest_dictionary();
const dictionary& older_dictionary();
const dictionary& newer_dictionary();
inline constexpr std::string_view field_of_tomorrow = "hobby";
// Characters of a person's occupation: more than today's table takes, not more than tomorrow's.
inline constexpr int longer_tomorrow = 120;

// The next version; the newest one stays.
const dictionary& next_dictionary(const dictionary& of);
// Cells of this tablet's settled layer that its version can not name. Requires: is open.
std::size_t unknown_cells(const sim_tablet& of);

}  // namespace pendata::sim
