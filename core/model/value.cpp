// Encoding of values. An integer is a zigzag varint in its shortest form, so equal numbers have equal bytes.
#include "core/model/value.hpp"

#include "core/base/assert.hpp"
#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/base/limits.hpp"

namespace pendata {

namespace {

bytes typed(value_type type, bytes_view payload) {
    bytes out;
    out.reserve(payload.size() + 1);
    out.push_back(static_cast<char>(type));
    out.append(payload);
    return out;
}

}  // namespace

value value::text(std::string_view utf8_nfc) { return value(typed(value_type::text, utf8_nfc)); }

value value::integer(std::int64_t number) {
    bytes out(1, static_cast<char>(value_type::integer));
    byte_writer(out).zigzag(number);
    return value(std::move(out));
}

value value::reference(record_id target) { return value(typed(value_type::reference, target.view())); }

value value::octets(bytes_view data) { return value(typed(value_type::octets, data)); }

result<value> value::decode(bytes_view encoded) {
    if (encoded.empty()) return errc::malformed;
    if (encoded.size() > limits::encoded_value_bytes) return errc::too_large;
    const bytes_view payload = encoded.substr(1);
    switch (static_cast<value_type>(encoded.front())) {
        case value_type::cleared:
            if (!payload.empty()) return errc::malformed;
            break;
        case value_type::integer: {
            byte_reader in(payload);
            in.zigzag();
            if (!in.complete()) return errc::malformed;
            break;
        }
        case value_type::reference:
            if (payload.size() != 16) return errc::malformed;
            break;
        case value_type::text:
        case value_type::octets:
            break;
    }
    return value(bytes(encoded));
}

std::string_view value::as_text() const {
    PENDATA_ASSERT(type() == value_type::text);
    return std::string_view(encoded_).substr(1);
}

std::int64_t value::as_integer() const {
    PENDATA_ASSERT(type() == value_type::integer);
    return byte_reader(bytes_view(encoded_).substr(1)).zigzag();
}

record_id value::as_reference() const {
    PENDATA_ASSERT(type() == value_type::reference);
    return record_id::from(bytes_view(encoded_).substr(1));
}

bytes_view value::as_octets() const {
    PENDATA_ASSERT(type() == value_type::octets);
    return bytes_view(encoded_).substr(1);
}

}  // namespace pendata
