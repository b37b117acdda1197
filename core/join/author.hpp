// What an author's device puts into a write: generation, rank, the heads seen. Everything that needs the
// dictionary is decided here, once, so that the join never has to. Rules: docs/conflicts.md, "Intents".
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/dictionary/dictionary.hpp"
#include "core/model/cell.hpp"

namespace pendata {

struct authorship {
    replica_id replica;
    officer_id author;
    std::uint64_t save_number = 0;
    stamp_time now = 0;  // corrected; the final time is given at sealing
    std::int64_t claimed_ms = 0;
    clock_trust trust = clock_trust::unknown;
};

struct cell_request {
    const field_def* field = nullptr;
    cell_key key;
    compartment room = 0;
    value content;
    std::uint8_t evidence = 2;
    intent why = intent::correction;
    std::optional<std::int32_t> effective_date;
};

// The write that carries out a request, or nothing where it would say what is said already.
// `around`: what the author sees of the cell: the settled one (as a write that saw nothing) and the pending ones.
// `candidates`: for a decision, the cells of the case it settles; else empty.
std::optional<write> compose(record_id record, const cell_request& request, const authorship& by,
                             std::span<const write> around, std::span<const cell> candidates);

// The rank the policy gives a value.
std::uint64_t rank_of(const field_def& field, const value& content, std::uint8_t evidence, stamp_time time);

// Gives a write its time at sealing or settlement, and with it the rank of a ONCE cell.
void set_time(cell& c, stamp_time time);

// The write whose cell the author sees: the join of those around.
const write* current(std::span<const write> around);

}  // namespace pendata
