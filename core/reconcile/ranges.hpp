// The words of a repair (docs/protocol.md, "Repair"): a tablet asks with sums of what it holds, by place and by
// ranges of records; the office tells where its own differ, and lists them where they are few.
//
// A *mark* is the last 8 bytes of a part's digest, so that marks add up to the last 8 bytes of a fingerprint.
// A record's *row* at an atom is the sum of the marks of its parts that are granted there. Rows of an atom stand in
// the order of their *keys*, which are uniform: a range is a prefix of bits, and no boundaries travel.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/sha256.hpp"
#include "core/model/cell.hpp"
#include "core/reconcile/fingerprint.hpp"

namespace pendata {

// The first 8 bytes of SHA-256("pendata.range.1" | record). Never changes. Not bytes of the id itself: who makes the
// ids could crowd them into one range.
std::uint64_t range_key(const record_id& record);
std::uint64_t mark_of(const digest& part);
std::uint64_t mark_of(const fingerprint& sum);  // what the marks of its parts add up to
// What travels of a sum or mark in `width` bytes: its last ones, since those of a sum follow from those of its terms.
std::uint64_t shortened(std::uint64_t sum, std::uint8_t width);
inline constexpr std::uint8_t short_width = 4;  // enough for almost every repair; the fingerprint has the last word
inline constexpr std::uint8_t full_width = 8;

struct part_mark {
    compartment room = 0;
    std::uint64_t mark = 0;
    friend bool operator==(const part_mark&, const part_mark&) = default;
};

// One record at one atom.
struct placed_row {
    std::uint64_t key = 0;
    std::uint64_t mark = 0;
    record_id record;
    friend auto operator<=>(const placed_row&, const placed_row&) = default;
};

// Bits a prefix may have: beyond, rows share their key on purpose.
inline constexpr unsigned prefix_bits_at_most = 48;
// The first `depth` bits of a key, as a number.
constexpr std::uint64_t prefix_of(std::uint64_t key, unsigned depth) { return depth == 0 ? 0 : key >> (64 - depth); }

// Sums of one place: of all atoms at and below it, or of one atom's ranges.
struct range_sums {
    std::string place;
    bool below = false;
    std::uint8_t depth = 0;                // bits of the prefixes; 0 below a place
    std::uint8_t fan = 0;                  // each range is asked for in 2^fan pieces
    std::vector<std::uint64_t> prefixes;   // ascending; {0} at depth 0
    std::vector<std::uint64_t> sums;       // prefixes.size() << fan, shortened
    friend bool operator==(const range_sums&, const range_sums&) = default;
};

// Rows of an atom the tablet lacks: by their marks, and all of some ranges.
struct wanted_rows {
    std::string place;
    std::vector<std::uint64_t> marks;      // ascending, shortened
    std::uint8_t depth = 0;
    std::vector<std::uint64_t> prefixes;   // ascending
    friend bool operator==(const wanted_rows&, const wanted_rows&) = default;
};

// A record the tablet holds otherwise than the office, or that the office does not place where the tablet does.
struct doubted_record {
    record_id record;
    std::vector<part_mark> parts;          // ascending by compartment, shortened
    friend bool operator==(const doubted_record&, const doubted_record&) = default;
};

struct repair_ask {
    std::uint8_t width = short_width;
    bool list = false;                     // list whatever differs: no further question
    bool last = false;                     // the repair ends with the answer
    std::vector<std::string> complete;     // nodes of which every atom held is named in `sums`
    std::vector<range_sums> sums;          // ascending by place
    std::vector<wanted_rows> wanted;       // ascending by place
    std::vector<doubted_record> doubted;   // ascending
    friend bool operator==(const repair_ask&, const repair_ask&) = default;
};

// A range that differs.
struct told_range {
    std::uint32_t index = 0;               // among the sums of its place
    bool listed = false;
    std::uint64_t rows = 0;                // the office's, where they are not listed
    std::vector<std::uint64_t> marks;      // else of each of them
    friend bool operator==(const told_range&, const told_range&) = default;
};

struct told_place {
    std::uint32_t index = 0;               // among the places asked
    std::vector<told_range> ranges;        // ascending
    friend bool operator==(const told_place&, const told_place&) = default;
};

struct repair_told {
    std::uint8_t width = short_width;
    std::vector<std::string> unnamed;      // atoms with rows under a complete node that the question did not name
    std::vector<told_place> places;        // ascending
    friend bool operator==(const repair_told&, const repair_told&) = default;
};

}  // namespace pendata
