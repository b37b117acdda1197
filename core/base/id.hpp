// Sixteen-byte identifiers, one type for each thing named, so that a record can not be passed for a
// replica. Compared and hashed as raw bytes; printed as UUID text.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"

namespace pendata {

template <class Tag>
struct id16 {
    std::array<unsigned char, 16> raw{};

    friend bool operator==(const id16& a, const id16& b) { return a.half(0) == b.half(0) && a.half(8) == b.half(8); }
    // As the bytes are; two numbers compare faster than a call for sixteen bytes.
    friend std::strong_ordering operator<=>(const id16& a, const id16& b) {
        if (const auto first = big_endian(a.half(0)) <=> big_endian(b.half(0)); first != 0) return first;
        return big_endian(a.half(8)) <=> big_endian(b.half(8));
    }

    bytes_view view() const { return {reinterpret_cast<const char*>(raw.data()), raw.size()}; }
    bool is_zero() const { return *this == id16{}; }

    // The first 16 bytes of `data`; the caller has checked the length.
    static id16 from(bytes_view data) {
        id16 out;
        std::memcpy(out.raw.data(), data.data(), out.raw.size());
        return out;
    }

private:
    std::uint64_t half(std::size_t from) const {
        std::uint64_t out;
        std::memcpy(&out, raw.data() + from, sizeof out);
        return out;
    }
    static std::uint64_t big_endian(std::uint64_t read) {
        return std::endian::native == std::endian::little ? __builtin_bswap64(read) : read;
    }
};

using record_id = id16<struct record_tag>;
using write_id = id16<struct write_tag>;
using replica_id = id16<struct replica_tag>;
using officer_id = id16<struct officer_tag>;
using device_id = id16<struct device_tag>;
using segment_id = id16<struct segment_tag>;

namespace detail {
std::string uuid_text(const unsigned char* raw);
bool parse_uuid(std::string_view text, unsigned char* raw);
}  // namespace detail

// UUID text, lower case with dashes.
template <class Tag>
std::string to_string(const id16<Tag>& id) {
    return detail::uuid_text(id.raw.data());
}

// An id from UUID text (dashes optional, either case); nothing when it is not one.
template <class Id>
std::optional<Id> parse_id(std::string_view text) {
    Id id;
    if (!detail::parse_uuid(text, id.raw.data())) return std::nullopt;
    return id;
}

// A UUIDv7 from the time (ms since the epoch, 48 bits used) and ten random bytes.
std::array<unsigned char, 16> make_uuid7(std::int64_t unix_ms, const std::array<unsigned char, 10>& random);

}  // namespace pendata

template <class Tag>
struct std::hash<pendata::id16<Tag>> {
    std::size_t operator()(const pendata::id16<Tag>& id) const noexcept {
        // The tail of a UUIDv7 and every byte of a digest are random: eight of them are a hash.
        std::size_t h;
        std::memcpy(&h, id.raw.data() + 8, sizeof h);
        return h;
    }
};
