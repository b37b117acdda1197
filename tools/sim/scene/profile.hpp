// How large a world is drawn, and for how long it runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pendata::sim {

struct profile {
    std::string_view name;
    int tablets = 12;
    int subdistricts = 3;
    int villages = 2;          // of each subdistrict
    int days = 30;
    int saves_a_day = 5;       // at most, of a busy officer
    unsigned faults_known = 700;  // permille of the faults a seed knows
    bool restores = false;     // every seed knows an office that goes back in time; else a minority does
    bool varied = true;        // each seed draws its own sizes around these
    int days_between = 1;      // of these days people live one only
    int away = 0;              // tablets that are away from the first evening to the end
    // No file is copied, put back, damaged or lost, and no office goes back: nobody has a twin. Bags are carried.
    bool honest = false;
    unsigned receipts_lost = 25;  // permille of the commits after which the connection closes before the receipt
};

const std::vector<profile>& profiles();
std::optional<profile> profile_named(std::string_view name);

}  // namespace pendata::sim
