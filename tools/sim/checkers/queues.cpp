// Queue limits: quotas of devices at the office, and what tablets keep.
// Which limits there are: docs/protocol.md, "Limits".
#include "tools/sim/checkers/queues.hpp"

#include <map>

#include "core/base/assert.hpp"
#include "core/settle/quota.hpp"

namespace pendata::sim {

result<waiting_work> waiting_of(office_transaction& to, const office_context& context, const device_id& device) {
    waiting_work out;
    PENDATA_TRY(held, to.held_count(device, INT64_MAX));
    PENDATA_TRY(room, has_room(to, context, device));
    out.held = held;
    PENDATA_TRY(kept, to.unread_of(device, INT32_MAX));
    out.unread = kept.size();
    out.has_room = room;
    return out;
}

void check_quota_kept(stage& on, const device_id& device, const waiting_work& before, const waiting_work& after) {
    if (before.has_room || after.held <= before.held) return;
    if (after.unread < before.unread) return;  // it made room, and what was read may hold as much as a batch has
    on.told.broken("queue", "device " + to_string(device) + " has " + std::to_string(before.held) + " writes held, no room for more, and " +
                                std::to_string(after.held) + " after its next batch");
}

void check_unread(stage& on, office_house& office) {
    std::string finding;
    const auto done = office.of().transact(office.now_ms(), [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_TRY(waiting, to.unread());
        for (const auto& of : waiting) {
            PENDATA_TRY(room, has_room(to, context, of.from));
            if (room) finding = "batches of " + to_string(of.from) + " are unread though there is room";
            PENDATA_TRY(kept, to.unread_of(of.from, INT32_MAX));
            if (kept.size() != of.batches) finding = "unread batches of " + to_string(of.from) + " are miscounted";
            for (const auto& b : kept) {
                if (unsealed_of(b).has_error()) finding = "an unread batch of " + to_string(of.from) + " can not be read";
            }
        }
        return errc::cancelled;  // only looked
    });
    PENDATA_ASSERT(done.has_error() && to_errc(done.error()) == errc::cancelled);
    if (!finding.empty()) on.told.broken("queue", finding);
}

void check_tablet_queues(stage& on, const sim_tablet& of) {
    const auto state = of.state();
    const auto full = [&](std::string_view what) { on.told.broken("queue", of.name() + " has too many " + std::string(what)); };
    if (state.remembered.size() > limits::positions_kept) full("positions");
    if (state.grants.size() > limits::grants_per_device) full("grants");
    std::map<std::string, int> staged;
    for (const auto& s : state.staged) {
        if (++staged[s.head.node] > 1 || s.next > s.head.chunks) full("staged snapshots of " + s.head.node);
    }
    if (state.staged.size() > state.grants.size()) full("staged snapshots");
    mail_summary mail;
    const auto read = of.engine().store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(count, tx.mail_kept());
        mail = count;
        return {};
    });
    PENDATA_ASSERT(read.has_value());
    if (mail.batches > limits::mail_batches || mail.bytes > limits::mail_bytes) full("batches of others");
}

}  // namespace pendata::sim
