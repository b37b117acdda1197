// Stamps as people and scripts name them: "generation.rank.time.replica", numbers in decimal, replica as UUID.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/model/cell.hpp"

namespace pendata {

std::string to_text(const stamp& s);
std::optional<stamp> stamp_from_text(std::string_view text);

}  // namespace pendata
