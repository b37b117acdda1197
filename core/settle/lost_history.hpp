// What the office knows of a history it has lost: how far each device had seen it, what came back from whom. Kept as
// notes of the store, for the report of what nobody could bring back. Decides nothing.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "core/storage/office_store.hpp"

namespace pendata {

// One device after one loss.
struct fork_seen {
    position point;            // where it and the office agree
    position told;             // the newest position it had been shown
    std::int64_t first_ms = 0; // when it said so first
    std::uint64_t batches = 0; // of its journal that the office did not have
    std::uint64_t writes = 0;  // in them
    std::uint64_t cells = 0;   // given back that the office did not have
    std::uint64_t held = 0;    // of those, in custody
    friend bool operator==(const fork_seen&, const fork_seen&) = default;
};

// Inclusive, ascending, apart from one another.
using sequence_ranges = std::vector<std::pair<sequence, sequence>>;
void add_to(sequence_ranges& ranges, sequence at);
// What is in (after, to] and in no range.
sequence_ranges gaps_of(const sequence_ranges& ranges, sequence after, sequence to);

// A device asked for its fork point. The same again changes nothing.
result<void> note_fork(office_transaction& to, const device_id& device, const position& point,
                       std::span<const position> told, std::int64_t now_ms);
// A batch came back whose former receipt was of `was`.
result<void> note_batch_back(office_transaction& to, const device_id& device, const position& was, std::size_t writes);
result<void> note_cells_back(office_transaction& to, const device_id& device, std::uint64_t cells, std::uint64_t held);

// A restore done with pendata-admin leaves this note: varint sequence, zigzag ms of each, oldest first.
inline constexpr char restored_note[] = "office.restored";
// Whether more than a tablet's word says that history was lost here: a restore, or a receipt of this office for a batch
// it did not have.
result<bool> is_loss_known(office_view& view);

// Oldest first.
result<std::vector<fork_seen>> forks_of(office_view& view, const device_id& device);
// Positions of lost commits whose batches came back, by the segment they were given in.
result<std::map<segment_id, sequence_ranges>> positions_back(office_view& view);

}  // namespace pendata
