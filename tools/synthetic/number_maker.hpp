// NIK, KK and telephone numbers as they are spread in a village: mostly of its own district, some
// of where people came from, none twice.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "core/identity/civil_day.hpp"
#include "core/identity/nik.hpp"
#include "tools/synthetic/random_source.hpp"

namespace pendata::synthetic {

class number_maker {
public:
    // `village_code` is `32.11.01.2001`. Numbers of different villages of one district do not meet;
    // numbers that newcomers brought from the same place could, once in millions.
    number_maker(random_source& dice, std::string_view village_code);

    std::string make_nik(identity::civil_day birth, identity::sex of);
    std::string make_kk(identity::civil_day issued);
    std::string make_phone();

private:
    std::string_view district();
    unsigned serial();

    random_source& dice_;
    std::string own_district_;
    unsigned slot_;
    std::set<std::string> given_;
};

}  // namespace pendata::synthetic
