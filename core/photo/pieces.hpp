// A photo on its way: bytes named by their SHA-256 and cut into pieces of one size, of which only the last may be
// shorter. A set of pieces is a row of bits, small enough to stand in every offer. Page: docs/protocol.md, "Photos".
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"
#include "core/base/limits.hpp"

namespace pendata {

// Where a whole photo stands in the office's row of them: its number, and the first 8 bytes of a running hash. Zero: none.
struct photo_mark {
    std::uint64_t number = 0;
    std::uint64_t hash = 0;
    friend bool operator==(const photo_mark&, const photo_mark&) = default;
};

// Of a photo of so many bytes. Requires: 0 < size <= limits::photo_bytes.
constexpr bool is_photo_size(std::uint64_t size) { return size > 0 && size <= limits::photo_bytes; }
constexpr std::uint32_t piece_count(std::uint64_t size) {
    return static_cast<std::uint32_t>((size + limits::photo_piece_bytes - 1) / limits::photo_piece_bytes);
}
// Requires: number < piece_count(size).
std::size_t piece_size(std::uint64_t size, std::uint32_t number);
bytes_view piece_of(bytes_view photo, std::uint32_t number);
// A piece of a photo of that size has this number and length.
bool is_piece(std::uint64_t size, std::uint32_t number, std::size_t length);

// What an office refuses a photo with that may be over soon: the photo waits on. Everything else is for good, until it is
// added again.
constexpr bool is_passing(errc why) { return why == errc::office_storage || why == errc::office_busy; }

class piece_set {
public:
    piece_set() = default;
    static piece_set all_of(std::uint64_t photo_size);

    bool has(std::uint32_t number) const;
    // Requires: below the count of the largest photo.
    void add(std::uint32_t number);
    void remove(std::uint32_t number);
    std::uint32_t count() const;
    bool is_empty() const { return bits_.empty(); }
    // The first at or after `from`.
    std::optional<std::uint32_t> first(std::uint32_t from = 0) const;
    piece_set without(const piece_set& others) const;

    // One bit a piece, lowest first, without zero bytes at the end: one text for one set.
    const bytes& encoded() const { return bits_; }
    // Nothing, where it is not such a text or names a piece the photo does not have.
    static std::optional<piece_set> decode(bytes_view encoded, std::uint64_t photo_size);

    friend bool operator==(const piece_set&, const piece_set&) = default;

private:
    void trim();

    bytes bits_;
};

}  // namespace pendata
