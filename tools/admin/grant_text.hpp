// Compartments and grants as the command line names them: "S0,S1".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/region.hpp"

namespace pendata::admin {

// Nothing for anything but names S0 to S3 with commas between.
std::optional<compartment_mask> parse_rooms(std::string_view text);
std::string rooms_text(compartment_mask rooms);
// ["S0","S1"]
std::string rooms_json(compartment_mask rooms);

// [{"scope","compartments"}], as for a device.
std::string grants_json(const grant_list& grants);

// The pieces between commas, without blanks around them.
std::vector<std::string> pieces_of(std::string_view text);

}  // namespace pendata::admin
