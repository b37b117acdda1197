// Damage to what a tablet keeps of the office's: done past the engine, as a bad flash or an old bug does it. Its own
// pending writes are left alone.
#pragma once

#include <string>

#include "tools/sim/scene/sim_tablet.hpp"

namespace pendata::sim {

// Damages one settled part, or the kept sum of all. The sum follows the damage or stands as before. Returns what was
// done, empty where nothing is held. Requires: is open.
std::string damage_cache(const sim_tablet& of, dice& draw);

}  // namespace pendata::sim
