// Text as the engine stores it: valid UTF-8 in normal form C, blanks folded, so that equal text has
// equal bytes on every device. Capitals stay as typed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pendata {

bool is_utf8(std::string_view text);

// The text as stored: blanks of every kind at the ends go, those between become one; zero-width
// blanks go. With `lines` line breaks stay (LF, at most one empty line). Returns nothing for what
// is no UTF-8 or holds control characters. Doing it twice changes nothing.
std::optional<std::string> normal_text(std::string_view text, bool lines);

// How many characters (code points) valid UTF-8 has.
std::size_t length_in_characters(std::string_view text);

// For comparing without regard to capitals; never stored as the value. Requires normal text.
std::string fold_case(std::string_view text);

}  // namespace pendata
