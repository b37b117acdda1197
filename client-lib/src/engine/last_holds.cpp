// Letting go: nothing unsent is touched.
#include "client-lib/src/engine/last_holds.hpp"

#include "client-lib/src/engine/sync_desk.hpp"
#include "client-lib/src/engine/view.hpp"

namespace pendata {

// No pull will come to replace what the office has taken in: it goes. The records it was in.
result<std::set<record_id>> drop_what_was_taken_in(device_transaction& tx) {
    constexpr sequence everything = ~sequence{0} >> 1;
    PENDATA_TRY(settled, tx.drop_settled_pending(everything));
    PENDATA_TRY(given_back, tx.end_cut(everything, everything));
    std::set<record_id> out(settled.begin(), settled.end());
    out.insert(given_back.begin(), given_back.end());
    return out;
}

// The office has what this device handed in, and no verdict on it will come here: its content goes with the rest, and a
// notice of why each is held stays.
result<void> sync_desk::end_holds(device_transaction& tx) {
    PENDATA_TRY(ids, tx.all());
    PENDATA_TRY(notices, tx.notices());
    std::set<write_id> told;
    for (const auto& n : notices) told.insert(n.id);
    for (const auto& id : ids) {
        PENDATA_TRY(record, tx.find(id));
        bool ended = false;
        for (std::size_t i = 0; record && i < record->pending.size(); ++i) {
            const auto& p = record->pending[i];
            if (p.state != pending_state::held) continue;
            const auto write = p.what.id();
            if (!told.contains(write)) {
                PENDATA_CHECK(tx.put_notice({write, id, p.what.what.key, hold_reason::device_revoked, message::verdict::held, {}}));
            }
            PENDATA_CHECK(tx.end_hold(write, pending_state::ended, 0));
            ended = true;
        }
        if (ended) PENDATA_CHECK(project_again(tx, tablet_.words, id));
    }
    // Also what was taken in since the grants went: handed in again after a restore, say.
    PENDATA_TRY(taken_in, drop_what_was_taken_in(tx));
    for (const auto& id : taken_in) PENDATA_CHECK(project_again(tx, tablet_.words, id));
    return {};
}

}  // namespace pendata
