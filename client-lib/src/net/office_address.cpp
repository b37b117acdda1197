// Taking ADDR:PORT apart.
#include "client-lib/src/net/office_address.hpp"

#include <charconv>

namespace pendata {

std::optional<office_address> parse_office_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        return std::nullopt;  // IPv6 without brackets: which colon begins the port?
    }
    std::uint16_t port = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    const bool is_number = read.ec == std::errc{} && read.ptr == digits.data() + digits.size();
    const bool is_host = !host.empty() && host.size() <= 253 &&
                         host.find_first_of(" \t\r\n[]/") == std::string_view::npos;
    if (!is_number || port == 0 || !is_host)
        return std::nullopt;
    return office_address{std::string(host), port};
}

}  // namespace pendata
