// Cells as columns: what sealed batches and pulls share. A *group* is a part, or a run of writes to one record.
// The grammar, and why each column is what it is: docs/protocol.md, "Columns".
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "core/model/cell.hpp"
#include "core/model/part.hpp"

namespace pendata::wire {

// A cell on its way out; what it points to outlives the call. Parts have `changed_at`, writes the rest.
struct row_view {
    const cell* what = nullptr;
    sequence changed_at = 0;
    const std::vector<write_id>* seen = nullptr;
    std::int64_t claimed_ms = 0;
    clock_trust trust = clock_trust::ok;
};

// Rows `first` to `first + count`, ascending by key, no repeats. `number` is its place among the groups of both
// blocks; numbers ascend.
struct group_view {
    std::uint32_t number = 0;
    record_id record;
    compartment room = 0;
    bool whole = false;
    std::size_t first = 0;
    std::size_t count = 0;
};

struct table_view {
    std::vector<group_view> groups;
    std::vector<row_view> rows;
    std::optional<replica_id> replica;  // of the batch, known without being written
};

// Columns one after another, and where compression should begin anew.
struct column_bytes {
    bytes data;
    std::vector<std::size_t> cuts;
};

// The columns of a table, not yet compressed. Requires of writes: a group's rows share all but key, value,
// evidence, generation, rank and room (they are of one save).
column_bytes write_columns(const table_view& table);

// A cell that came in.
struct row {
    cell what;
    sequence changed_at = 0;
    std::vector<write_id> seen;
    std::int64_t claimed_ms = 0;
    clock_trust trust = clock_trust::ok;
};

struct group {
    std::uint32_t number = 0;
    record_id record;
    compartment room = 0;
    bool whole = false;
    std::vector<row> rows;  // ascending by key, no repeats
};

enum class table_of { writes, parts };

// `replica` is the batch's, for writes. Errors: malformed, limit_exceeded, unsupported_version (a column this
// version does not know).
result<std::vector<group>> read_columns(bytes_view data, table_of content, const std::optional<replica_id>& replica);

}  // namespace pendata::wire
