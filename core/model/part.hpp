// A part: the settled cells of one record in one compartment. It is the unit of sequence, fingerprint and
// eviction, so that nothing in an open compartment moves because of a closed one.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/cell.hpp"

namespace pendata {

// The office's commit number.
using sequence = std::uint64_t;

struct settled_cell {
    cell what;
    sequence changed_at = 0;  // the commit that last changed this cell

    friend bool operator==(const settled_cell&, const settled_cell&) = default;
};

struct part {
    record_id record;
    compartment room = 0;
    std::vector<settled_cell> cells;  // ascending by key, no repeats

    const settled_cell* find(const cell_key& key) const;
    settled_cell* find(const cell_key& key);
    // Puts the cell at its place, over one of the same key.
    void put(settled_cell c);
    // The newest change; 0 for an empty part.
    sequence newest() const;

    friend bool operator==(const part&, const part&) = default;
};

}  // namespace pendata
