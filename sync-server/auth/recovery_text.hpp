// 32 secret bytes as something a person can write down and type again: base32 with letters that are
// not mistaken for digits, in groups of four, and 24 bits of checksum.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/signing.hpp"

namespace pendata {

std::string write_recovery_text(const key_seed& seed);

// Errors: bad_value for anything write_recovery_text could not have written, forgiving case,
// spaces, dashes, and O, I, L for 0, 1, 1.
result<key_seed> read_recovery_text(std::string_view text);

}  // namespace pendata
