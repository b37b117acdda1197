// What a NIK and a KK number have in common: sixteen digits that people type with spaces, dots and
// dashes, and that spreadsheets spoil. Read here once; nik and kk give the faults their own codes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pendata::identity {

inline constexpr std::size_t number_digits = 16;
// A masked number shows the first 12 digits and hides the serial: `320412170845xxxx`.
inline constexpr std::size_t shown_digits = 12;

enum class digits_fault {
    none,
    empty,
    spreadsheet_form,  // 3.20412E+15: the last digits are lost for good
    not_digits,
    wrong_length,
    masked,
};

struct digits_reading {
    digits_fault fault = digits_fault::none;
    // The sixteen digits; for `masked` the twelve digits and `xxxx`; else empty.
    std::string digits;
};

// Reads what was typed or imported, any UTF-8. Spaces, dots and dashes of every kind are dropped.
digits_reading read_sixteen_digits(std::string_view text);

}  // namespace pendata::identity
