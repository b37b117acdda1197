// Reading, checking and composing identity numbers. The order of the checks is the order in which a
// person can act on them: shape first, then the date, then what does not fit the rest of the form.
#include "core/identity/nik.hpp"

#include <algorithm>
#include <cstdlib>

#include "core/identity/kk.hpp"
#include "core/identity/sixteen_digits.hpp"

namespace pendata::identity {
namespace {

constexpr unsigned women_add = 40;
constexpr int oldest_age = 120;

unsigned number_at(std::string_view digits, std::size_t at, std::size_t count) {
    unsigned number = 0;
    for (const char c : digits.substr(at, count))
        number = number * 10 + static_cast<unsigned>(c - '0');
    return number;
}

nik_error nik_error_of(digits_fault fault) {
    switch (fault) {
        case digits_fault::none:
            return nik_error::none;
        case digits_fault::empty:
            return nik_error::empty;
        case digits_fault::spreadsheet_form:
            return nik_error::spreadsheet_form;
        case digits_fault::not_digits:
            return nik_error::not_digits;
        case digits_fault::wrong_length:
            return nik_error::wrong_length;
        case digits_fault::masked:
            return nik_error::masked;
    }
    return nik_error::not_digits;
}

// Requires sixteen digits.
nik_error content_error(std::string_view digits) {
    if (digits[0] == '0')
        return nik_error::temporary_number;
    const unsigned stated_day = number_at(digits, 6, 2);
    const unsigned day = stated_day > women_add ? stated_day - women_add : stated_day;
    const unsigned month = number_at(digits, 8, 2);
    const int year = static_cast<int>(number_at(digits, 10, 2));
    if (day < 1 || day > 31)
        return nik_error::day_out_of_range;
    if (month < 1 || month > 12)
        return nik_error::month_out_of_range;
    if (!to_civil_day(1900 + year, month, day) && !to_civil_day(2000 + year, month, day)) {
        return nik_error::no_such_date;
    }
    if (number_at(digits, 12, 4) == 0)
        return nik_error::serial_zero;
    return nik_error::none;
}

std::string dotted_district(std::string_view digits) {
    std::string out(digits.substr(0, 2));
    out.append(".").append(digits.substr(2, 2)).append(".").append(digits.substr(4, 2));
    return out;
}

bool birth_differs(const nik_parts& parts, civil_day birth, birth_precision precision) {
    const auto date = to_date(birth);
    const bool year_differs =
        static_cast<unsigned>(static_cast<int>(date.year()) % 100) != parts.year;
    const bool month_differs = static_cast<unsigned>(date.month()) != parts.month;
    const bool day_differs = static_cast<unsigned>(date.day()) != parts.day;
    switch (precision) {
        case birth_precision::day:
            return year_differs || month_differs || day_differs;
        case birth_precision::month:
            return year_differs || month_differs;
        case birth_precision::year:
            return year_differs;
        case birth_precision::estimated:
            return false;
    }
    return false;
}

std::vector<nik_warning> warnings_of(const nik_check& check, const nik_context& context) {
    std::vector<nik_warning> found;
    if (const auto parts = take_apart(check.digits)) {
        if (context.region_known && !context.region_known(parts->district)) {
            found.push_back(nik_warning::region_unknown);
        }
        if (context.birth_date && birth_differs(*parts, *context.birth_date, context.precision)) {
            found.push_back(nik_warning::birth_date_differs);
        }
        if (context.sex && *context.sex != parts->sex)
            found.push_back(nik_warning::sex_differs);
    }
    const kk_check kk = check_kk(context.kk_number);
    if (kk.ok() && kk.digits == check.digits)
        found.push_back(nik_warning::equals_kk);
    if (check.digits.find_first_not_of(check.digits[0]) == std::string::npos) {
        found.push_back(nik_warning::equal_digits);
    }
    return found;
}

}  // namespace

nik_check check_nik(std::string_view text, const nik_context& context) {
    digits_reading reading = read_sixteen_digits(text);
    nik_check check{nik_error_of(reading.fault), std::move(reading.digits), {}};
    if (!check.ok())
        return check;
    check.error = content_error(check.digits);
    check.warnings = warnings_of(check, context);
    return check;
}

std::optional<nik_parts> take_apart(std::string_view digits) {
    const bool sixteen =
        digits.size() == number_digits &&
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!sixteen || content_error(digits) != nik_error::none)
        return std::nullopt;
    const unsigned day = number_at(digits, 6, 2);
    nik_parts parts;
    parts.district = dotted_district(digits);
    parts.day = day > women_add ? day - women_add : day;
    parts.month = number_at(digits, 8, 2);
    parts.year = number_at(digits, 10, 2);
    parts.sex = day > women_add ? sex::female : sex::male;
    parts.serial = number_at(digits, 12, 4);
    return parts;
}

std::vector<civil_day> birth_candidates(const nik_parts& parts, civil_day today) {
    std::vector<civil_day> candidates;
    for (const int century : {2000, 1900}) {
        const auto birth =
            to_civil_day(century + static_cast<int>(parts.year), parts.month, parts.day);
        if (birth && *birth <= today && age_on(*birth, today) <= oldest_age) {
            candidates.push_back(*birth);
        }
    }
    return candidates;
}

std::optional<civil_day> birth_date_of(const nik_parts& parts, civil_day today,
                                       std::optional<int> stated_age) {
    const std::vector<civil_day> candidates = birth_candidates(parts, today);
    if (candidates.empty())
        return std::nullopt;
    if (candidates.size() == 1)
        return candidates.front();
    if (!stated_age)
        return std::nullopt;
    const int off_by_later = std::abs(age_on(candidates.front(), today) - *stated_age);
    const int off_by_earlier = std::abs(age_on(candidates.back(), today) - *stated_age);
    if (off_by_later == off_by_earlier)
        return std::nullopt;
    return off_by_later < off_by_earlier ? candidates.front() : candidates.back();
}

bool matches_masked(std::string_view digits, std::string_view masked) {
    const digits_reading shown = read_sixteen_digits(masked);
    const digits_reading full = read_sixteen_digits(digits);
    return shown.fault == digits_fault::masked && full.fault == digits_fault::none &&
           std::string_view(full.digits).substr(0, shown_digits) ==
               std::string_view(shown.digits).substr(0, shown_digits);
}

bool one_nik_for_all(std::span<const std::string_view> digits_of_members) {
    return digits_of_members.size() > 1 && !digits_of_members.front().empty() &&
           std::all_of(digits_of_members.begin(), digits_of_members.end(),
                       [&](std::string_view d) { return d == digits_of_members.front(); });
}

bool looks_rounded(std::size_t ending_in_zero, std::size_t total) {
    constexpr std::size_t enough = 10;
    if (total >= enough)
        return ending_in_zero * 10 > total * 3;
    return total >= 3 && ending_in_zero == total;
}

}  // namespace pendata::identity
