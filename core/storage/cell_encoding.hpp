// Cells and writes as stores keep them: what the cells of one save share is written once, authors are small
// integers, values have no overhead they can do without. Not hashed, not sent: the canonical form is that.
// Grammar, example and what was rejected: docs/storage.md, "Cell encoding".
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/model/part.hpp"

namespace pendata {

// Who wrote: the replica of the stamp and the officer.
struct origin {
    replica_id replica;
    officer_id author;

    friend auto operator<=>(const origin&, const origin&) = default;
};

// A store's table of origins. A number once given names its origin for good, within the store.
class origin_table {
public:
    virtual ~origin_table() = default;

    // The origin's number, given now where it has none. Errors: those of the store.
    virtual result<std::uint32_t> intern(const origin& who) = 0;
    // Errors: corrupt, for a number never given; those of the store.
    virtual result<origin> find(std::uint32_t number) = 0;
};

// Any cells, in any order; shortest for those of one part, ascending by key. Errors: those of intern().
result<bytes> encode_cells(std::span<const settled_cell> cells, origin_table& origins);

// Exactly the cells that were encoded. Errors: corrupt, for any other bytes; those of find().
result<std::vector<settled_cell>> decode_cells(bytes_view data, origin_table& origins);

// Writes to one record, which is kept beside the bytes and given again to decode.
// Requires: every write is one to `record`.
result<bytes> encode_writes(const record_id& record, std::span<const write> writes, origin_table& origins);
result<std::vector<write>> decode_writes(const record_id& record, bytes_view data, origin_table& origins);

}  // namespace pendata
