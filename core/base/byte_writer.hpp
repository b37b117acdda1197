// Appends numbers to a buffer: big-endian for everything that is hashed, LEB128 varints for what is only stored.
#pragma once

#include <cstdint>

#include "core/base/bytes.hpp"

namespace pendata {

class byte_writer {
public:
    explicit byte_writer(bytes& out) : out_(out) {}

    void u8(std::uint8_t v) { out_.push_back(static_cast<char>(v)); }
    void u16(std::uint16_t v) { big_endian(v, 2); }
    void u32(std::uint32_t v) { big_endian(v, 4); }
    void u64(std::uint64_t v) { big_endian(v, 8); }
    void raw(bytes_view data) { out_.append(data); }

    void varint(std::uint64_t v) {
        while (v >= 0x80) {
            out_.push_back(static_cast<char>(v | 0x80));
            v >>= 7;
        }
        out_.push_back(static_cast<char>(v));
    }
    // Small magnitudes of either sign stay short.
    void zigzag(std::int64_t v) {
        varint((static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63));
    }
    void sized(bytes_view data) {
        varint(data.size());
        raw(data);
    }

private:
    void big_endian(std::uint64_t v, int size) {
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) out_.push_back(static_cast<char>(v >> shift));
    }

    bytes& out_;
};

}  // namespace pendata
