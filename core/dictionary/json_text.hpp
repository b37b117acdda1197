// The few pieces of JSON that are written by hand so that their bytes are canonical: strings as the
// library escapes them, members sorted bytewise, no blanks.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pendata {

// The text in quotes. Requires valid UTF-8; anything but quote, backslash and control characters
// stays as it is.
std::string json_string(std::string_view text);

// Names with finished JSON values.
using json_members = std::vector<std::pair<std::string, std::string>>;

// An object; its members sorted by name.
std::string json_object(json_members members);

// An array of finished JSON values in the given order.
std::string json_array(const std::vector<std::string>& values);

}  // namespace pendata
