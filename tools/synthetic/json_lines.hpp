// Invented records as JSON objects with the dictionary's field names, one line each, ready for
// `pendata import`. Keys in the dictionary's order after `id`; what is empty has no key.
#pragma once

#include <string>

#include "tools/synthetic/population.hpp"

namespace pendata::synthetic {

std::string to_json(const person& person);
std::string to_json(const family& family);
std::string to_json(const assignment& assignment);
std::string to_json(const visit& visit);

}  // namespace pendata::synthetic
