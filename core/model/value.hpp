// A cell's value, held as its canonical bytes: one type byte, then the payload. The engine joins, hashes and
// carries these bytes without opening them, so a value of an unknown field survives any peer.
// Grammar and golden bytes: docs/protocol.md, "Values".
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

#include "core/base/bytes.hpp"
#include "core/base/id.hpp"
#include "core/base/result.hpp"

namespace pendata {

// Never change. Booleans, dates (days since 1970-01-01), enumerations and positions (degrees x 10^7) are integers.
enum class value_type : std::uint8_t { cleared = 0, text = 1, integer = 2, reference = 3, octets = 4 };

class value {
public:
    // Cleared: somebody said that there is none. Not the same as a cell nobody has written.
    value() : encoded_(1, '\0') {}

    static value text(std::string_view utf8_nfc);
    static value integer(std::int64_t number);
    static value reference(record_id target);
    static value octets(bytes_view data);

    // A value from its canonical bytes. Errors: malformed (empty, unknown payload form), too_large.
    // A type byte this version does not know is kept as it is.
    static result<value> decode(bytes_view encoded);

    const bytes& encoded() const { return encoded_; }
    value_type type() const { return static_cast<value_type>(encoded_.front()); }
    bool is_cleared() const { return type() == value_type::cleared; }

    // Requires the matching type.
    std::string_view as_text() const;
    std::int64_t as_integer() const;
    record_id as_reference() const;
    bytes_view as_octets() const;

    friend auto operator<=>(const value&, const value&) = default;

private:
    explicit value(bytes encoded) : encoded_(std::move(encoded)) {}

    bytes encoded_;
};

}  // namespace pendata
