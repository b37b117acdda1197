// Making identity and family card numbers from their parts, for tests and the synthetic generator;
// the two differ only in the 40 added to a woman's day.
#include <array>
#include <cstdio>

#include "core/identity/kk.hpp"
#include "core/identity/nik.hpp"

namespace pendata::identity {
namespace {

// `321101` from itself or from `32.11.01`; nothing else, and no first digit 0.
std::optional<std::string> bare_district(std::string_view district) {
    std::string digits;
    if (district.size() == 8 && district[2] == '.' && district[5] == '.') {
        digits.append(district.substr(0, 2)).append(district.substr(3, 2));
        digits.append(district.substr(6, 2));
    } else {
        digits = district;
    }
    if (digits.size() != 6 || digits[0] == '0')
        return std::nullopt;
    if (digits.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
    return digits;
}

std::optional<std::string> compose(std::string_view district, civil_day date, unsigned add_to_day,
                                   unsigned serial) {
    const auto digits = bare_district(district);
    if (!digits || serial < 1 || serial > 9999)
        return std::nullopt;
    const auto on = to_date(date);
    std::array<char, 16> tail{};
    std::snprintf(tail.data(), tail.size(), "%02u%02u%02u%04u",
                  (static_cast<unsigned>(on.day()) + add_to_day) % 100,
                  static_cast<unsigned>(on.month()) % 100,
                  static_cast<unsigned>(static_cast<int>(on.year())) % 100, serial % 10000);
    return *digits + tail.data();
}

}  // namespace

std::optional<std::string> compose_nik(std::string_view district, civil_day birth, sex of,
                                       unsigned serial) {
    return compose(district, birth, of == sex::female ? 40 : 0, serial);
}

std::optional<std::string> compose_kk(std::string_view district, civil_day issued,
                                      unsigned serial) {
    return compose(district, issued, 0, serial);
}

}  // namespace pendata::identity
