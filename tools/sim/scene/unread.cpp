// Reading what is kept unread: each batch in the form it came in.
// Its rules: docs/conflicts.md, "Quotas".
#include "tools/sim/scene/unread.hpp"

#include "core/base/assert.hpp"
#include "core/settle/quota.hpp"

namespace pendata::sim {

std::set<write_id> unread_writes(office_view& office) {
    std::set<write_id> out;
    const auto waiting = office.unread();
    PENDATA_ASSERT(waiting.has_value());
    for (const auto& of : *waiting) {
        const auto kept = office.unread_of(of.from, of.batches);
        PENDATA_ASSERT(kept.has_value());
        for (const auto& one : *kept) {
            const auto batch = unsealed_of(one);
            PENDATA_ASSERT(batch.has_value());
            for (const auto& w : batch->content.writes) out.insert(w.id());
        }
    }
    return out;
}

}  // namespace pendata::sim
