// Reads what byte_writer wrote, from bytes nobody vouches for. A read past the end, or a varint that is not
// in its shortest form, sets `failed()` and every later read gives zero: callers check once, at the end.
#pragma once

#include <cstdint>

#include "core/base/bytes.hpp"

namespace pendata {

class byte_reader {
public:
    explicit byte_reader(bytes_view data) : data_(data) {}

    bool failed() const { return failed_; }
    bool at_end() const { return data_.empty(); }
    // Everything read, nothing left over.
    bool complete() const { return !failed_ && data_.empty(); }
    std::size_t left() const { return data_.size(); }
    void fail() {
        failed_ = true;
        data_ = {};
    }

    std::uint8_t u8() { return static_cast<std::uint8_t>(big_endian(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(big_endian(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(big_endian(4)); }
    std::uint64_t u64() { return big_endian(8); }

    bytes_view raw(std::size_t size) {
        if (size > data_.size()) {
            fail();
            return {};
        }
        const bytes_view out = data_.substr(0, size);
        data_.remove_prefix(size);
        return out;
    }

    std::uint64_t varint() {
        std::uint64_t v = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (data_.empty()) break;
            const auto byte = static_cast<std::uint8_t>(data_.front());
            data_.remove_prefix(1);
            if (shift == 63 && byte > 1) break;
            v |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) {
                if (byte == 0 && shift > 0) break;  // not the shortest form
                return v;
            }
        }
        fail();
        return 0;
    }
    std::int64_t zigzag() {
        const std::uint64_t v = varint();
        return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1);
    }
    // A length and that many bytes; longer than `limit` fails.
    bytes_view sized(std::size_t limit) {
        const std::uint64_t size = varint();
        if (size > limit) {
            fail();
            return {};
        }
        return raw(static_cast<std::size_t>(size));
    }
    template <class Id>
    Id id() {
        const bytes_view data = raw(sizeof(Id::raw));
        return failed_ ? Id{} : Id::from(data);
    }

private:
    std::uint64_t big_endian(int size) {
        const bytes_view data = raw(static_cast<std::size_t>(size));
        std::uint64_t v = 0;
        for (const char c : data) v = v << 8 | static_cast<std::uint8_t>(c);
        return v;
    }

    bytes_view data_;
    bool failed_ = false;
};

}  // namespace pendata
