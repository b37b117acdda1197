// The national identity number (NIK): PPKKCC DDMMYY SSSS, the district that issued it, the birth
// date with 40 added to the day for women, a serial. A strong hint, never a key: old numbers were
// issued again, people hold two, and a number does not follow a corrected birth date. So only what
// can not be a NIK at all is an error; the rest is warned about (the dictionary, section 3).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/civil_day.hpp"

namespace pendata::identity {

// L and P in the dictionary.
enum class sex : std::uint8_t { male = 1, female = 2 };

// How much of a birth date is known. A comparison looks only at what is.
enum class birth_precision : std::uint8_t { day = 1, month = 2, year = 3, estimated = 4 };

// Never change or reuse a number.
enum class nik_error : std::uint8_t {
    none = 0,
    empty = 1,
    not_digits = 2,
    wrong_length = 3,
    spreadsheet_form = 4,  // 3.20412E+15
    masked = 5,            // gives candidate links only
    temporary_number = 6,  // first digit 0: kept as alias, not as NIK
    day_out_of_range = 7,  // neither 01-31 nor 41-71
    month_out_of_range = 8,
    no_such_date = 9,  // in no century
    serial_zero = 10,
};

// Never change or reuse a number.
enum class nik_warning : std::uint8_t {
    region_unknown = 1,  // in every vintage
    birth_date_differs = 2,
    sex_differs = 3,
    equals_kk = 4,
    equal_digits = 5,
    copied_to_all = 6,  // one NIK on every member: see one_nik_for_all
};

// What else is known of the person; everything may be missing, and then is not compared.
struct nik_context {
    std::optional<civil_day> birth_date;
    birth_precision precision = birth_precision::day;
    std::optional<identity::sex> sex;
    std::string_view kk_number;  // as typed
    // Whether a district (`32.11.01`) exists in any vintage.
    std::function<bool(std::string_view district)> region_known;
};

struct nik_check {
    nik_error error = nik_error::none;
    // Sixteen digits wherever sixteen were found, so that a temporary number can be kept as an
    // alias; with `masked` the twelve shown and `xxxx`; else empty.
    std::string digits;
    std::vector<nik_warning> warnings;  // ascending

    bool ok() const { return error == nik_error::none; }
};

// Reads a number as typed or imported. A number issued elsewhere than the person lives is normal.
nik_check check_nik(std::string_view text, const nik_context& context = {});

struct nik_parts {
    std::string district;  // `32.11.01`
    unsigned day = 0;      // 1-31, the 40 of women taken off
    unsigned month = 0;    // 1-12
    unsigned year = 0;     // 0-99, the century is not in the number
    identity::sex sex = sex::male;
    unsigned serial = 0;  // 1-9999
};

// The parts of a number without error; nothing for any other text.
std::optional<nik_parts> take_apart(std::string_view digits);

// The days the number may mean on `today`, the later first: those not in the future and not more
// than 120 years ago. A year above the current one leaves 19YY alone.
std::vector<civil_day> birth_candidates(const nik_parts& parts, civil_day today);

// The birth date: the only candidate, else the one nearer to the stated age. Nothing when two are
// left and no age settles it.
std::optional<civil_day> birth_date_of(const nik_parts& parts, civil_day today,
                                       std::optional<int> stated_age = std::nullopt);

// A number from its parts. `district` is `321101` or `32.11.01`, `serial` 1 to 9999.
// Returns nothing when a part is out of its range.
std::optional<std::string> compose_nik(std::string_view district, civil_day birth, sex of,
                                       unsigned serial);

// True when the full number may be the masked one (`320412170845xxxx`).
bool matches_masked(std::string_view digits, std::string_view masked);

// True when every member of a family (two or more) carries the same number. Each then gets the
// warning copied_to_all. Numbers are normalised; members without one are left out by the caller.
bool one_nik_for_all(std::span<const std::string_view> digits_of_members);

// True when an import's numbers went through a spreadsheet, which keeps fifteen digits and fills
// with zeros: over 30 % of `total` end in 0. Below ten numbers, where chance alone reaches 30 %,
// all must (and be three). Such an import is refused whole.
bool looks_rounded(std::size_t ending_in_zero, std::size_t total);

// In words for people. `indonesian` false gives English. Never repeats the number.
std::string_view text_of(nik_error error, bool indonesian);
std::string_view text_of(nik_warning warning, bool indonesian);

}  // namespace pendata::identity
