// Bytes as the whole engine passes them: an owning buffer and a view. std::string is the owner because
// protobuf, SQLite and hashing all take it without a copy; nothing here means text unless it says so.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pendata {

using bytes = std::string;
using bytes_view = std::string_view;

// Lower-case hexadecimal of `data`.
std::string to_hex(bytes_view data);

// Bytes of a hexadecimal text; false when it has an odd length or another character.
bool from_hex(std::string_view text, bytes& out);

}  // namespace pendata
