// The value of a stored cell in one of eight forms, three bits of the cell's first byte, so that neither a
// type byte nor a length is spent where it can be known. Page: docs/storage.md, "Cell encoding".
#pragma once

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/model/value.hpp"

namespace pendata {

// Never change.
enum class value_form : std::uint8_t {
    cleared = 0,
    text = 1,       // length, UTF-8
    integer = 2,    // zigzag varint
    reference = 3,  // 16 bytes
    octets = 4,     // length, bytes
    other = 5,      // length, canonical bytes of a type this version need not know
    one = 6,        // the integer 1, as present elements of sets hold it: nothing
    digits = 7,     // text of digits . - + alone: length in characters, two a byte
};

value_form form_of(const value& content);
void put_value(byte_writer& to, value_form form, const value& content);

// Anything put_value would not have written fails the reader.
value read_value(byte_reader& in, value_form form);

}  // namespace pendata
