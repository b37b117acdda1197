// UUID text and UUIDv7 (RFC 9562) over raw identifiers.
#include "core/base/id.hpp"

namespace pendata {

namespace detail {

std::string uuid_text(const unsigned char* raw) {
    const std::string hex = to_hex({reinterpret_cast<const char*>(raw), 16});
    std::string out;
    out.reserve(36);
    for (std::size_t i = 0; i < hex.size(); ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20) out.push_back('-');
        out.push_back(hex[i]);
    }
    return out;
}

bool parse_uuid(std::string_view text, unsigned char* raw) {
    std::string hex;
    if (text.size() == 36) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool dash_place = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash_place != (text[i] == '-')) return false;
            if (!dash_place) hex.push_back(text[i]);
        }
    } else if (text.size() == 32) {
        hex = text;
    } else {
        return false;
    }
    bytes decoded;
    if (!from_hex(hex, decoded) || decoded.size() != 16) return false;
    std::memcpy(raw, decoded.data(), 16);
    return true;
}

}  // namespace detail

std::array<unsigned char, 16> make_uuid7(std::int64_t unix_ms, const std::array<unsigned char, 10>& random) {
    std::array<unsigned char, 16> out{};
    const auto ms = static_cast<std::uint64_t>(unix_ms);
    for (int i = 0; i < 6; ++i) out[static_cast<std::size_t>(i)] = static_cast<unsigned char>(ms >> (40 - 8 * i));
    std::memcpy(out.data() + 6, random.data(), random.size());
    out[6] = static_cast<unsigned char>((out[6] & 0x0f) | 0x70);
    out[8] = static_cast<unsigned char>((out[8] & 0x3f) | 0x80);
    return out;
}

}  // namespace pendata
