// Reading and writing moments, without locale or streams.
#include "core/dictionary/moment.hpp"

#include "core/identity/civil_day.hpp"

namespace pendata {

namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t minute_ms = 60'000;

void append_padded(std::string& out, std::int64_t number, std::size_t width) {
    const std::string digits = std::to_string(number);
    if (digits.size() < width)
        out.append(width - digits.size(), '0');
    out += digits;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Two digits at the front, up to `most`, taken off; -1 for anything else.
int two_digits(std::string_view& text, int most) {
    if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1]))
        return -1;
    const int number = (text[0] - '0') * 10 + (text[1] - '0');
    text.remove_prefix(2);
    return number <= most ? number : -1;
}

bool take(std::string_view& text, char wanted) {
    if (!text.starts_with(wanted))
        return false;
    text.remove_prefix(1);
    return true;
}

// "hh:mm" with the milliseconds it stands for; -1 for anything else.
std::int64_t hours_and_minutes(std::string_view& text) {
    const int hours = two_digits(text, 23);
    if (hours < 0 || !take(text, ':'))
        return -1;
    const int minutes = two_digits(text, 59);
    return minutes < 0 ? -1 : hours * hour_ms + minutes * minute_ms;
}

// Decimals of a second after the point, cut after three; -1 where there is no digit.
std::int64_t decimals(std::string_view& text) {
    std::int64_t ms = 0;
    std::int64_t unit = 100;
    const std::size_t before = text.size();
    while (!text.empty() && is_digit(text.front())) {
        ms += unit * (text.front() - '0');
        unit /= 10;
        text.remove_prefix(1);
    }
    return text.size() == before ? -1 : ms;
}

}  // namespace

std::string moment_text(std::int64_t unix_ms) {
    std::int64_t day = unix_ms / day_ms;
    std::int64_t rest = unix_ms % day_ms;
    if (rest < 0) {
        rest += day_ms;
        --day;
    }
    std::string out = identity::to_text(static_cast<identity::civil_day>(day));
    out.push_back('T');
    append_padded(out, rest / hour_ms, 2);
    out.push_back(':');
    append_padded(out, rest / minute_ms % 60, 2);
    out.push_back(':');
    append_padded(out, rest / 1000 % 60, 2);
    out.push_back('.');
    append_padded(out, rest % 1000, 3);
    out.push_back('Z');
    return out;
}

std::optional<std::int64_t> parse_moment(std::string_view text) {
    const auto day = identity::parse_civil_day(text.substr(0, 10));
    if (!day)
        return std::nullopt;
    text.remove_prefix(10);
    if (!take(text, 'T') && !take(text, 't') && !take(text, ' '))
        return std::nullopt;
    const std::int64_t of_day = hours_and_minutes(text);
    if (of_day < 0 || !take(text, ':'))
        return std::nullopt;
    const int seconds = two_digits(text, 59);
    if (seconds < 0)
        return std::nullopt;
    std::int64_t ms = std::int64_t{*day} * day_ms + of_day + seconds * 1000;
    if (take(text, '.')) {
        const std::int64_t part = decimals(text);
        if (part < 0)
            return std::nullopt;
        ms += part;
    }
    if (take(text, '+')) {
        const std::int64_t offset = hours_and_minutes(text);
        if (offset < 0)
            return std::nullopt;
        ms -= offset;
    } else if (take(text, '-')) {
        const std::int64_t offset = hours_and_minutes(text);
        if (offset < 0)
            return std::nullopt;
        ms += offset;
    } else if (!take(text, 'Z') && !take(text, 'z')) {
        return std::nullopt;
    }
    if (!text.empty() || ms < earliest_moment_ms || ms > latest_moment_ms)
        return std::nullopt;
    return ms;
}

}  // namespace pendata
