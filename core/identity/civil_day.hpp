// Calendar days as one number, the form in which a date field is stored: days since 1970-01-01 in
// the proleptic Gregorian calendar. Nothing here knows what day it is: whoever asks brings `today`.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pendata::identity {

using civil_day = std::int32_t;

// The day's number; nothing when there is no such date (31 April, 29 February 1900).
constexpr std::optional<civil_day> to_civil_day(int year, unsigned month, unsigned day) {
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                           std::chrono::day{day}};
    if (year < 1 || year > 9999 || !date.ok())
        return std::nullopt;
    return static_cast<civil_day>(std::chrono::sys_days{date}.time_since_epoch().count());
}

constexpr std::chrono::year_month_day to_date(civil_day day) {
    return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{day}}};
}

// Full years from `birth` to `on`; negative when `birth` is later. A birthday of 29 February counts
// from 1 March in common years, as the civil registry counts it.
constexpr int age_on(civil_day birth, civil_day on) {
    const auto from = to_date(birth);
    const auto until = to_date(on);
    const int years = static_cast<int>(until.year()) - static_cast<int>(from.year());
    const bool before_birthday =
        until.month() < from.month() || (until.month() == from.month() && until.day() < from.day());
    return years - (before_birthday ? 1 : 0);
}

// `YYYY-MM-DD`. Requires a year of 1 to 9999.
std::string to_text(civil_day day);

// A day from `YYYY-MM-DD`, nothing else accepted.
std::optional<civil_day> parse_civil_day(std::string_view text);

}  // namespace pendata::identity
