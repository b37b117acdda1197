// The names of villages from a region file (`code,parent,name`, as data/sumedang/regions.csv).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/synthetic/population.hpp"

namespace pendata::synthetic {

// The places of these village codes with the names found for them, in the order asked for. `csv` is
// the file's text. A code the file does not have gets empty names.
std::vector<place> name_places(std::string_view csv, const std::vector<std::string>& codes);

}  // namespace pendata::synthetic
