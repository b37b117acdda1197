// What the cells of one column have in common, and the byte that says how they are stored.
#pragma once

#include <compare>
#include <cstdint>

#include "core/model/cell.hpp"

namespace pendata::wire {

// How values are stored. The first five are the value types; `raw` keeps whole values of types to come.
enum class storage : std::uint8_t { cleared = 0, text = 1, integer = 2, reference = 3, octets = 4, raw = 7 };

// Where ranks come from. Nearly every policy's rank follows from the rest of the stamp.
enum class rank_source : std::uint8_t { zero = 0, evidence = 1, inverted_time = 2, explicit_number = 3 };

// Which slices of the column's kind have a cell in it.
enum class presence : std::uint8_t { all = 0, bits = 1, gaps = 2 };

struct column_shape {
    storage stored = storage::cleared;
    rank_source rank = rank_source::zero;
    presence where = presence::all;
    bool keyed = false;  // its cells are elements of a set

    friend auto operator<=>(const column_shape&, const column_shape&) = default;
};

// Never change: bits 0-2 storage, 3-4 rank, 5-6 presence, 7 keyed.
constexpr std::uint32_t to_number(const column_shape& s) {
    return static_cast<std::uint32_t>(s.stored) | static_cast<std::uint32_t>(s.rank) << 3 |
           static_cast<std::uint32_t>(s.where) << 5 | (s.keyed ? 0x80u : 0u);
}

// False for a number to_number never gives.
constexpr bool from_number(std::uint32_t number, column_shape& out) {
    const std::uint32_t stored = number & 7, where = number >> 5 & 3;
    if (number > 0xff || stored == 5 || stored == 6 || where == 3) return false;
    out = {static_cast<storage>(stored), static_cast<rank_source>(number >> 3 & 3), static_cast<presence>(where),
           (number & 0x80) != 0};
    return true;
}

constexpr storage storage_of(value_type type) {
    return type <= value_type::octets ? static_cast<storage>(type) : storage::raw;
}

}  // namespace pendata::wire
