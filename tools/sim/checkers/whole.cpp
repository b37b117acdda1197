// I9 and I10: what is kept beside the parts agrees with them, on the tablet and at the office.
#include "core/base/assert.hpp"
#include "client-lib/src/engine/view.hpp"
#include "sync-server/office/verifying.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

void check_file_whole(stage& on, const sim_tablet& of) {
    fingerprint counted;
    fingerprint kept;
    const auto read = of.engine().store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        kept = state.holds;
        std::vector<record_id> ids;
        PENDATA_CHECK(tx.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
            if (ids.empty() || ids.back() != p.record) ids.push_back(p.record);
            return {};
        }));
        for (const auto& id : ids) {
            PENDATA_TRY(record, tx.find(id));
            if (!record) return errc::corrupt;
            PENDATA_TRY(sum, contribution(tx, of.engine().words, *record, state));
            counted.add(sum);
        }
        return {};
    });
    if (read.has_error()) on.told.broken("I9", of.name() + " can not be read: " + read.error().message());
    if (!(counted == kept)) on.told.broken("I9", of.name() + " keeps another fingerprint than that of its parts");
}

void check_office_whole(stage& on, office_house& office) {
    const auto found = verify_office(office.of());
    PENDATA_ASSERT(found.has_value());
    if (!found->faults.empty()) on.told.broken("I10", "the office does not agree with itself: " + found->faults.front().en);
}

void check_nothing_waits(stage& on, const sim_tablet& of) {
    const auto waits = [&](const std::string& what) { on.told.broken("I11", of.name() + " still has " + what); };
    const auto pending = of.pending();
    if (pending.writes > 0) waits(std::to_string(pending.writes) + " writes unsent");
    if (!of.state().loading.empty()) waits("scopes to load");
    std::size_t cut = 0, evictions = 0;
    mail_summary mail;
    const auto read = of.engine().store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(parts, tx.cut_parts(1'000));
        PENDATA_TRY(waiting, tx.evictions());
        PENDATA_TRY(carried, tx.mail_kept());
        cut = parts.size();
        evictions = waiting.size();
        mail = carried;
        return {};
    });
    PENDATA_ASSERT(read.has_value());
    if (cut > 0) waits(std::to_string(cut) + " parts to give back");
    if (evictions > 0) waits(std::to_string(evictions) + " evictions to carry out");
    // What the office could not take, its device unknown, is set aside until it can.
    if (mail.batches > mail.aside) waits(std::to_string(mail.batches - mail.aside) + " batches of others");
}

}  // namespace pendata::sim
