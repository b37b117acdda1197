// Districts, hamlets, lanes.
#include "tools/synthetic/place_tables.hpp"

#include <algorithm>
#include <array>

namespace pendata::synthetic {
namespace {

constexpr std::int32_t south = -70500000;
constexpr std::int32_t north = -66000000;
constexpr std::int32_t west = 1077500000;
constexpr std::int32_t east = 1082000000;

struct seat {
    std::int32_t lat_e4;
    std::int32_t lon_e4;
};

// 32.11.01 to 32.11.26 in order, to a kilometre or two.
constexpr std::array<seat, 26> district_seats = {{
    {-69500, 1081000}, {-69300, 1081500}, {-69200, 1080700}, {-69700, 1080200}, {-68700, 1080300},
    {-68500, 1080200}, {-67500, 1080200}, {-67900, 1080000}, {-66800, 1079700}, {-67100, 1079500},
    {-69000, 1078000}, {-68600, 1077800}, {-68800, 1078300}, {-69500, 1078200}, {-69300, 1077800},
    {-68300, 1078300}, {-68800, 1079300}, {-68400, 1079200}, {-68600, 1079600}, {-67600, 1079000},
    {-67200, 1078600}, {-68100, 1079500}, {-68200, 1079800}, {-67700, 1081300}, {-67100, 1081000},
    {-68400, 1081000},
}};

constexpr auto hamlet_names = std::to_array<std::string_view>({
    "Cikondang",     "Sukamaju",     "Babakan",      "Pasirhuni",    "Cibungur",     "Sindangsari",
    "Lebaksiuh",     "Cijambe",      "Nangerang",    "Sukamulya",    "Cipeundeuy",   "Bojong",
    "Cisaladah",     "Ranjeng",      "Citaleus",     "Pamoyanan",    "Sukasirna",    "Cikaramas",
    "Baros",         "Cipari",       "Tegalkalong",  "Margamukti",   "Ciawi",        "Neglasari",
    "Cimanintin",    "Pangkalan",    "Cilembu",      "Warungkalde",  "Cikandang",    "Sabagi",
    "Lembur Tengah", "Lembur Kaler", "Lembur Kidul", "Pasir Kaliki", "Kebon Kalapa", "Ciseureuh",
});

constexpr auto lanes = std::to_array<std::string_view>({
    "Jl. Raya Desa",
    "Gang Melati",
    "Gang Mawar",
    "Jl. Pasar",
    "Gang Masjid",
    "Jl. Balai Desa",
    "Gang Sawo",
    "Jl. Cut Nyak Dien",
    "Gang H. Toha",
    "Jl. Prabu Geusan Ulun",
    "Gang Anggrek",
});

int position_number(std::string_view code, std::size_t at) {
    return (code[at] - '0') * 10 + (code[at + 1] - '0');
}

}  // namespace

std::vector<hamlet> make_hamlets(random_source& dice) {
    std::vector<hamlet> hamlets;
    int next_rw = 1;
    const int count = dice.between(3, 5);
    while (static_cast<int>(hamlets.size()) < count) {
        const std::string_view name = dice.pick(std::span<const std::string_view>(hamlet_names));
        const bool taken = std::any_of(hamlets.begin(), hamlets.end(),
                                       [&](const hamlet& h) { return h.name == name; });
        if (taken)
            continue;
        const int last = next_rw + dice.between(2, 4) - 1;
        hamlets.push_back({std::string(name), next_rw, last});
        next_rw = last + 1;
    }
    return hamlets;
}

position middle_of(random_source& dice, std::string_view village_code) {
    std::int32_t lat = dice.between(south, north);
    std::int32_t lon = dice.between(west, east);
    if (village_code.starts_with("32.11.")) {
        const int district = position_number(village_code, 6);
        if (district >= 1 && district <= static_cast<int>(district_seats.size())) {
            const seat& near = district_seats[static_cast<std::size_t>(district - 1)];
            lat = near.lat_e4 * 1000 + dice.between(-250000, 250000);
            lon = near.lon_e4 * 1000 + dice.between(-250000, 250000);
        }
    }
    return {std::clamp(lat, south, north), std::clamp(lon, west, east), 0};
}

position house_near(random_source& dice, const position& middle) {
    // Two draws added: more houses in the middle than at the edge.
    const auto off = [&] { return dice.between(-25000, 25000) + dice.between(-25000, 25000); };
    const std::int32_t lat = std::clamp(middle.lat_e7 + off(), south, north);
    const std::int32_t lon = std::clamp(middle.lon_e7 + off(), west, east);
    constexpr std::array<unsigned, 4> habits = {620, 280, 80, 20};
    constexpr std::array<int, 5> bounds = {3, 12, 25, 50, 180};
    const std::size_t habit = dice.pick_weighted(habits);
    return {lat, lon, dice.between(bounds[habit], bounds[habit + 1])};
}

std::string make_address(random_source& dice, std::string_view hamlet_name) {
    std::string address;
    if (dice.chance(720)) {
        address.append(dice.chance(700) ? "Dusun " : "Kp. ").append(hamlet_name);
    } else {
        address = dice.pick(std::span<const std::string_view>(lanes));
    }
    if (dice.chance(350))
        address.append(" No. ").append(std::to_string(dice.between(1, 160)));
    return address;
}

}  // namespace pendata::synthetic
