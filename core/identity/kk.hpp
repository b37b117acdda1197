// The family card number (nomor Kartu Keluarga): sixteen digits, PPKKCC DDMMYY SSSS with the date
// of issue and without the +40 of a NIK. A card from elsewhere is normal and its date proves
// nothing, so only length and digits are errors (the dictionary, section 3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/identity/civil_day.hpp"

namespace pendata::identity {

// Never change or reuse a number.
enum class kk_error : std::uint8_t {
    none = 0,
    empty = 1,
    not_digits = 2,
    wrong_length = 3,
    spreadsheet_form = 4,
    masked = 5,
};

struct kk_check {
    kk_error error = kk_error::none;
    // Sixteen digits; with `masked` the twelve shown and `xxxx`; else empty.
    std::string digits;

    bool ok() const { return error == kk_error::none; }
};

// Reads a number as typed or imported: spaces, dots and dashes do not matter.
kk_check check_kk(std::string_view text);

// A number from its parts. `district` is `321101` or `32.11.01`, `serial` 1 to 9999.
// Returns nothing when a part is out of its range.
std::optional<std::string> compose_kk(std::string_view district, civil_day issued, unsigned serial);

// The failure in words for people. `indonesian` false gives English. Never repeats the number.
std::string_view text_of(kk_error error, bool indonesian);

}  // namespace pendata::identity
