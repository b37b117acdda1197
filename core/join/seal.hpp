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
};

// Gives each save max(corrected time of the save, every base + 1, own last + 1), never beyond `now` corrected
// unless a base is, and makes the batch. Writes of one save stand together and share the time. `time_of_base`
// knows the settled and sealed writes a tablet holds; writes sealed here see one another.
batch_content seal(std::span<const unsealed_write> writes, const chain_head& head,
                   const std::optional<clock_anchor>& anchor, const clock_reading& now,
                   const std::function<std::optional<stamp_time>(const write_id&)>& time_of_base);

// The greatest time in a batch: the next head's last_time.
stamp_time last_time_of(const batch_content& content);

}  // namespace pendata
