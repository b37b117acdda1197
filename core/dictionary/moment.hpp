// Points in time as text, RFC 3339 in UTC with milliseconds: "2026-10-05T03:04:05.123Z".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pendata {

// What four digits of a year can say.
inline constexpr std::int64_t earliest_moment_ms = -62'135'596'800'000;  // 0001-01-01T00:00:00.000Z
inline constexpr std::int64_t latest_moment_ms = 253'402'300'799'999;    // 9999-12-31T23:59:59.999Z

// Requires a moment between the two.
std::string moment_text(std::int64_t unix_ms);

// Milliseconds since the epoch. Takes any offset ("+07:00"), any number of decimals (cut after
// three), and a blank or small letters where RFC 3339 allows them. Nothing for anything else.
std::optional<std::int64_t> parse_moment(std::string_view text);

}  // namespace pendata
