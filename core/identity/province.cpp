// The provinces, the one that left (54, East Timor) and the newest ones of Papua among them.
#include "core/identity/province.hpp"

#include <algorithm>
#include <array>

namespace pendata::identity {

bool province_ever_was(std::string_view code) {
    static constexpr std::array<std::string_view, 39> codes = {
        "11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "31", "32", "33", "34", "35", "36", "51", "52", "53", "54",
        "61", "62", "63", "64", "65", "71", "72", "73", "74", "75", "76", "81", "82", "91", "92", "93", "94", "95", "96"};
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace pendata::identity
