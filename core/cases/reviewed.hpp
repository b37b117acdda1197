// What an approval was bound to: the parts its author was shown, each value as a digest, without stamps and without
// what the approval itself says. Whether something was changed that the approver did not see follows from it, cell by
// cell. Form of the value: docs/protocol.md, "Reviewed".
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "core/dictionary/dictionary.hpp"
#include "core/model/cell.hpp"

namespace pendata {

// The settled, or seen, cells of one record.
struct record_cells {
    record_id id;
    std::uint16_t kind = 0;
    std::vector<cell> cells;

    const cell* find(std::uint16_t field) const;  // a plain field's
    // The number in a plain field; nothing where absent, cleared or no number.
    std::optional<std::int64_t> number(std::uint16_t field) const;
};

using value_mark = std::uint64_t;  // first 8 bytes of a digest over key and value
value_mark mark_of(const cell& c);

struct shown_part {
    record_id record;
    compartment room = 0;
    std::set<value_mark> values;
    std::optional<value_mark> whole;  // in place of the values, where they were too many to be named

    friend bool operator==(const shown_part&, const shown_part&) = default;
};

// Whether the approval speaks of this cell: not of the fields that it is made of, nor of what only the office writes.
bool counts_as_shown(const dictionary& words, const cell& c);

// The parts of these records, as they are shown.
std::vector<shown_part> parts_shown(const dictionary& words, std::span<const record_cells> records);

// The cells of that part that an approval of this time was not shown. Where it names the part as a whole only: those
// written after it, or all of them where none was.
std::vector<cell> not_as_shown(const dictionary& words, std::span<const record_cells> records, const shown_part& shown,
                               stamp_time approved);

// Beyond what a value may be long the parts stand as a whole.
bytes encode_shown(std::span<const shown_part> parts);
// Nothing where it is not what encode_shown() wrote.
std::optional<std::vector<shown_part>> decode_shown(bytes_view encoded);

}  // namespace pendata
