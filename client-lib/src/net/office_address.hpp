// Where an office is: a name or a numeric address, and a port.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pendata {

struct office_address {
    std::string host;
    std::uint16_t port = 0;
};

// "ADDR:PORT", IPv6 in brackets. Nothing for anything else.
std::optional<office_address> parse_office_address(std::string_view text);

}  // namespace pendata
