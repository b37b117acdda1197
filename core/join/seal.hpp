// Sealing: the moment a tablet's writes get their final times and become one numbered, chained batch.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/model/batch.hpp"
#include "core/model/clock.hpp"

namespace pendata {

// A write as it was saved, with the clock as it stood.
struct unsealed_write {
    write what;
    clock_reading read;
};

struct chain_head {
    replica_id replica;
    std::uint64_t number = 0;   // of the last sealed batch
    digest hash;                // its hash
    stamp_time last_time = 0;   // the greatest time it sealed
    stamp_time proven = 0;      // the next batch's anchor is at least this: anchors rise along a chain
};

// A write that one to be sealed has seen.
struct known_base {
    stamp_time time = 0;
    bool is_settled = false;  // the office gave or took that time, so it had come by then
};

// Gives each save max(corrected time of the save, every base + 1, own last + 1), never beyond `now` corrected
// unless a base is, and makes the batch. Writes of one save stand together and share the time. `find_base`
// knows the settled and sealed writes a tablet holds; writes sealed here see one another. The batch's anchor is
// the last time the office has proved to this chain: its clock at the anchor, or a settled write that one of these
// has seen, and beyond every save of the batch before. The office replaces times by it (core/join/retime.hpp).
batch_content seal(std::span<const unsealed_write> writes, const chain_head& head,
                   const std::optional<clock_anchor>& anchor, const clock_reading& now,
                   const std::function<std::optional<known_base>(const write_id&)>& find_base);

// The chain's head with the batch on it. `hash`: batch_digest(content).
chain_head after(const chain_head& head, const batch_content& content, const digest& hash);

// The place of the save that write `at` belongs to among the saves of its batch, from 0; `before` is that of the write
// before it.
std::uint32_t save_index(std::span<const write> writes, std::size_t at, std::uint32_t before);

// The greatest time in a batch.
stamp_time last_time_of(const batch_content& content);

}  // namespace pendata
