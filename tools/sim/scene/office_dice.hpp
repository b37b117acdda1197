// The office draws ids and secrets from the system; in a simulation from the seed. The definitions in
// office_dice.cpp stand in for those of sync-server/office/fresh_id.cpp, which is then not linked.
#pragma once

#include "tools/sim/scene/faults.hpp"

namespace pendata::sim {

void draw_office_ids_from(dice from);

}  // namespace pendata::sim
