// Bits in bytes.
#include "core/photo/pieces.hpp"

#include <algorithm>
#include <bit>

#include "core/base/assert.hpp"

namespace pendata {

namespace {

constexpr std::uint32_t most_pieces = piece_count(limits::photo_bytes);

unsigned byte_at(const bytes& bits, std::uint32_t number) { return static_cast<unsigned char>(bits[number / 8]); }

}  // namespace

std::size_t piece_size(std::uint64_t size, std::uint32_t number) {
    PENDATA_ASSERT(number < piece_count(size));
    const std::uint64_t from = std::uint64_t{number} * limits::photo_piece_bytes;
    return static_cast<std::size_t>(std::min<std::uint64_t>(limits::photo_piece_bytes, size - from));
}

bytes_view piece_of(bytes_view photo, std::uint32_t number) {
    return photo.substr(std::size_t{number} * limits::photo_piece_bytes, piece_size(photo.size(), number));
}

bool is_piece(std::uint64_t size, std::uint32_t number, std::size_t length) {
    return is_photo_size(size) && number < piece_count(size) && piece_size(size, number) == length;
}

piece_set piece_set::all_of(std::uint64_t photo_size) {
    PENDATA_ASSERT(photo_size <= limits::photo_bytes);
    piece_set out;
    const std::uint32_t count = piece_count(photo_size);
    out.bits_.assign(count / 8, '\xff');
    if (count % 8 != 0) out.bits_.push_back(static_cast<char>((1u << count % 8) - 1));
    return out;
}

bool piece_set::has(std::uint32_t number) const {
    return number / 8 < bits_.size() && (byte_at(bits_, number) >> number % 8 & 1u) != 0;
}

void piece_set::add(std::uint32_t number) {
    PENDATA_ASSERT(number < most_pieces);
    if (bits_.size() <= number / 8) bits_.resize(number / 8 + 1, '\0');
    bits_[number / 8] = static_cast<char>(byte_at(bits_, number) | 1u << number % 8);
}

void piece_set::remove(std::uint32_t number) {
    if (!has(number)) return;
    bits_[number / 8] = static_cast<char>(byte_at(bits_, number) & ~(1u << number % 8));
    trim();
}

void piece_set::trim() {
    while (!bits_.empty() && bits_.back() == '\0') bits_.pop_back();
}

std::uint32_t piece_set::count() const {
    std::uint32_t out = 0;
    for (const char c : bits_) out += static_cast<std::uint32_t>(std::popcount(static_cast<unsigned char>(c)));
    return out;
}

std::optional<std::uint32_t> piece_set::first(std::uint32_t from) const {
    for (std::uint32_t number = from; number / 8 < bits_.size(); ++number) {
        if (has(number)) return number;
    }
    return std::nullopt;
}

piece_set piece_set::without(const piece_set& others) const {
    piece_set out = *this;
    for (std::size_t i = 0; i < out.bits_.size() && i < others.bits_.size(); ++i) {
        const auto left = static_cast<unsigned char>(out.bits_[i]) & ~static_cast<unsigned>(static_cast<unsigned char>(others.bits_[i]));
        out.bits_[i] = static_cast<char>(left);
    }
    out.trim();
    return out;
}

std::optional<piece_set> piece_set::decode(bytes_view encoded, std::uint64_t photo_size) {
    if (photo_size > limits::photo_bytes) return std::nullopt;
    piece_set out;
    out.bits_ = bytes(encoded);
    if (!encoded.empty() && encoded.back() == '\0') return std::nullopt;
    if (encoded.size() > most_pieces / 8) return std::nullopt;
    if (out.first(piece_count(photo_size))) return std::nullopt;
    return out;
}

}  // namespace pendata
