// A cell: one field of a record, or one element of a set-valued field, with the stamp that decides the join.
// A write is a cell with what its author saw. Canonical forms: core/model/canonical.hpp.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/id.hpp"
#include "core/model/timestamp.hpp"
#include "core/model/value.hpp"

namespace pendata {

// Kind and field are numbers of the dictionary; `element` is the encoded key of a set's element, else empty.
struct cell_key {
    std::uint16_t kind = 0;
    std::uint16_t field = 0;
    bytes element;

    friend auto operator<=>(const cell_key&, const cell_key&) = default;
};

// Compartments S0-S3, most open first; a number beyond 3 counts as 3.
using compartment = std::uint8_t;
inline constexpr compartment compartment_count = 4;
// A set of compartments, bit n for Sn.
using compartment_mask = std::uint8_t;

// That of one.
constexpr compartment_mask mask_of(compartment c) {
    return static_cast<compartment_mask>(1u << (c < compartment_count ? c : compartment_count - 1));
}

// Beside compartments, in an eviction: the record was erased by law, and everything of it goes, what is pending as well.
inline constexpr compartment_mask gone_by_law = 0x80;

constexpr bool contains(compartment_mask mask, compartment c) { return (mask & mask_of(c)) != 0; }

struct stamp {
    std::uint32_t generation = 0;
    std::uint64_t rank = 0;
    stamp_time time = 0;
    replica_id replica;

    friend auto operator<=>(const stamp&, const stamp&) = default;
};

// Why a value was written. Never change the numbers: they are in the canonical form.
enum class intent : std::uint8_t {
    correction = 0,
    change = 1,
    confirmation = 2,
    decision = 3,
    retraction = 4,
    derived = 5,  // the office's own: cases and other consequences of settled writes
};

struct cell {
    cell_key key;
    compartment room = 0;  // the compartment this cell lives in
    stamp at;
    officer_id author;
    std::uint64_t save_number = 0;  // of the replica; with the replica it names the save
    std::uint8_t evidence = 0;      // 0-5
    std::optional<std::int32_t> effective_date;  // days since 1970-01-01, of a change
    intent why = intent::correction;
    value content;

    friend bool operator==(const cell&, const cell&) = default;
};

// The identity of the write a cell came from, fixed at save and independent of its stamp's time.
write_id id_of(record_id record, const cell& c);

struct write {
    record_id record;
    cell what;
    std::vector<write_id> seen;  // heads its author saw, ascending, no repeats
    std::int64_t claimed_ms = 0; // the author's wall clock, as it stood
    clock_trust trust = clock_trust::unknown;

    write_id id() const { return id_of(record, what); }
    friend bool operator==(const write&, const write&) = default;
};

}  // namespace pendata
