// Where things are in Kabupaten Sumedang, roughly enough that a map of invented families looks
// right, and what hamlets and lanes are called.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/synthetic/population.hpp"
#include "tools/synthetic/random_source.hpp"

namespace pendata::synthetic {

// The part of a village that a census taker knows it by.
struct hamlet {
    std::string name;
    int first_rw = 1;
    int last_rw = 1;
};

// Three to five hamlets with two to four RW each; the same for a code and seed.
std::vector<hamlet> make_hamlets(random_source& dice);

// The middle of the village: near its district's seat, or anywhere in the regency for other codes.
// Always within -7.05 to -6.60 and 107.75 to 108.20 degrees.
position middle_of(random_source& dice, std::string_view village_code);

// A house within about half a kilometre, with the accuracy a telephone would tell.
position house_near(random_source& dice, const position& middle);

// A lane or hamlet with a number, without RT and RW.
std::string make_address(random_source& dice, std::string_view hamlet_name);

}  // namespace pendata::synthetic
