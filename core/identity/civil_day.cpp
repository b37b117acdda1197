// Dates as text, `YYYY-MM-DD`, without locale or streams.
#include "core/identity/civil_day.hpp"

#include <algorithm>

namespace pendata::identity {
namespace {

void append_padded(std::string& out, unsigned number, std::size_t width) {
    const std::string digits = std::to_string(number);
    out.append(width - std::min(width, digits.size()), '0');
    out += digits;
}

unsigned number_of(std::string_view digits) {
    unsigned number = 0;
    for (const char c : digits)
        number = number * 10 + static_cast<unsigned>(c - '0');
    return number;
}

}  // namespace

std::string to_text(civil_day day) {
    const auto date = to_date(day);
    std::string out;
    append_padded(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    out += '-';
    append_padded(out, static_cast<unsigned>(date.month()), 2);
    out += '-';
    append_padded(out, static_cast<unsigned>(date.day()), 2);
    return out;
}

std::optional<civil_day> parse_civil_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    for (const std::size_t at : {0, 1, 2, 3, 5, 6, 8, 9}) {
        if (text[at] < '0' || text[at] > '9')
            return std::nullopt;
    }
    return to_civil_day(static_cast<int>(number_of(text.substr(0, 4))),
                        number_of(text.substr(5, 2)), number_of(text.substr(8, 2)));
}

}  // namespace pendata::identity
