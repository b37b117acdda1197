// Stamp time: 48 bits of milliseconds since the epoch and a 16-bit counter, one ordered number. Adding one
// moves past a base without moving the clock (I8).
#pragma once

#include <cstdint>

namespace pendata {

using stamp_time = std::uint64_t;

constexpr stamp_time to_stamp_time(std::int64_t unix_ms) {
    constexpr std::int64_t last_ms = (std::int64_t{1} << 48) - 1;
    return unix_ms <= 0 ? 0 : static_cast<stamp_time>(unix_ms < last_ms ? unix_ms : last_ms) << 16;
}
constexpr std::int64_t to_unix_ms(stamp_time time) { return static_cast<std::int64_t>(time >> 16); }

// The last stamp time within the millisecond: what "now" allows.
constexpr stamp_time end_of_ms(std::int64_t unix_ms) { return to_stamp_time(unix_ms) | 0xffff; }

// The civil day, as days since 1970-01-01. It begins at midnight of western Indonesia (WIB, UTC+7), everywhere: a tablet
// and its office must name a day alike, and in the east it then begins at one or two at night, when nobody is at a door.
constexpr std::int32_t day_of(std::int64_t unix_ms) {
    constexpr std::int64_t day_ms = 86'400'000;
    const std::int64_t here_ms = unix_ms + 7 * 3'600'000;
    return static_cast<std::int32_t>((here_ms >= 0 ? here_ms : here_ms - day_ms + 1) / day_ms);
}

// What is known of the clock a time was read from. Never change the numbers.
enum class clock_trust : std::uint8_t { ok = 0, jumped = 1, unknown = 2 };

}  // namespace pendata
