// Numbers of people and places (NIK, KK, telephone, region code) are half of a census's text; packed, each
// character takes four bits.
#include "core/storage/value_encoding.hpp"

namespace pendata {

namespace {

constexpr bytes_view alphabet = "0123456789.-+";
constexpr unsigned filler = 15;  // the other half of an odd text's last byte

bool is_packable(std::string_view text) {
    return !text.empty() && text.find_first_not_of(alphabet) == std::string_view::npos;
}

void put_packed(byte_writer& to, std::string_view text) {
    to.varint(text.size());
    for (std::size_t n = 0; n < text.size(); n += 2) {
        const auto high = static_cast<unsigned>(alphabet.find(text[n]));
        const auto low = n + 1 < text.size() ? static_cast<unsigned>(alphabet.find(text[n + 1])) : filler;
        to.u8(static_cast<std::uint8_t>(high << 4 | low));
    }
}

bytes read_packed(byte_reader& in) {
    const std::uint64_t size = in.varint();
    const bytes_view data = in.failed() || size == 0 || size / 2 > in.left()
                                ? bytes_view() : in.raw(static_cast<std::size_t>((size + 1) / 2));
    bytes out;
    for (const char packed : data) {
        const unsigned both = static_cast<unsigned char>(packed);
        for (const unsigned half : {both >> 4, both & 0x0f}) {
            if (out.size() == size && half == filler) continue;
            if (out.size() == size || half >= alphabet.size()) {
                in.fail();
                return {};
            }
            out.push_back(alphabet[half]);
        }
    }
    if (out.empty() || out.size() != size) in.fail();
    return out;
}

}  // namespace

value_form form_of(const value& content) {
    switch (content.type()) {
        case value_type::cleared:
            return value_form::cleared;
        case value_type::text:
            return is_packable(content.as_text()) ? value_form::digits : value_form::text;
        case value_type::integer:
            return content.as_integer() == 1 ? value_form::one : value_form::integer;
        case value_type::reference:
            return value_form::reference;
        case value_type::octets:
            return value_form::octets;
    }
    return value_form::other;
}

void put_value(byte_writer& to, value_form form, const value& content) {
    switch (form) {
        case value_form::cleared:
        case value_form::one:
            return;
        case value_form::text:
        case value_form::octets:
            return to.sized(bytes_view(content.encoded()).substr(1));
        case value_form::integer:
        case value_form::reference:
            return to.raw(bytes_view(content.encoded()).substr(1));
        case value_form::other:
            return to.sized(content.encoded());
        case value_form::digits:
            return put_packed(to, content.as_text());
    }
}

value read_value(byte_reader& in, value_form form) {
    switch (form) {
        case value_form::cleared:
            return {};
        case value_form::text:
            return value::text(in.sized(in.left()));
        case value_form::integer:
            return value::integer(in.zigzag());
        case value_form::reference: {
            const auto target = in.id<record_id>();
            return value::reference(target);
        }
        case value_form::octets:
            return value::octets(in.sized(in.left()));
        case value_form::digits:
            return value::text(read_packed(in));
        case value_form::one:
            return value::integer(1);
        case value_form::other:
            break;
    }
    auto decoded = value::decode(in.sized(in.left()));
    if (decoded.has_error()) {
        in.fail();
        return {};
    }
    return *decoded;
}

}  // namespace pendata
