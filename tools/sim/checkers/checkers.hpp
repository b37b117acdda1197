// What is checked of a world, one small file per rule. None of them returns where the rule is broken. Those that
// say "at rest" are for the end, when everything has healed and every tablet has synced.
#pragma once

#include <set>

#include "core/settle/changes.hpp"
#include "tools/sim/scene/office_house.hpp"
#include "tools/sim/scene/oracle.hpp"
#include "tools/sim/scene/sim_tablet.hpp"

namespace pendata::sim {

// I1, at rest: what the tablet holds of the settled layer is, byte for byte, what the office has for its grants.
void check_convergence(stage& on, office_house& office, const sim_tablet& of);
// I2: what is staged of a snapshot is not seen; once it has taken its place, every part of it that the office has not
// changed since is there.
void check_staging_unseen(stage& on, const sim_tablet& of, const device_state& before);
void check_visible_whole(stage& on, office_house& office, const sim_tablet& of, const message::snapshot_head& head);
// I2, at rest: every promised write is in the office's history or in its custody.
void check_nothing_lost(stage& on, office_house& office, const oracle& promises);
// By law, at rest: of what the ledger calls erased the office has nothing, and no tablet shows anything.
void check_erased(stage& on, office_house& office, const oracle& promises, const std::vector<const sim_tablet*>& tablets);
// I2: whoever is held waits for something that is still to come.
void check_reasons(stage& on, office_house& office);
// I2, at rest: so it is, nothing stands on what is held, and verdicts have reached their authors' tablets.
void check_custody(stage& on, office_house& office, const std::set<write_id>& accepted_by_hand);
void check_verdicts(stage& on, office_house& office, const sim_tablet& of);
// I3 and I6: cells and cases are what the set of writes says, whatever the order they are taken in.
void check_order_free(stage& on, office_house& office);
// I4: no part outside the grants, unless pending work on it is still to be sent.
void check_no_leak(stage& on, office_house& office, const sim_tablet& of, bool is_damaged = false);
void check_served(stage& on, office_view& view, const office_context& office, const device_id& to, const message::pull& pull);
// The same of a snapshot, which may be of a day when the record was elsewhere: what belongs there no more is evicted.
void check_chunk_served(stage& on, office_view& view, const office_context& office, const device_id& to, const message::snapshot_chunk& chunk);
// I4, at rest: lists, search and staging show nothing that is not held.
void check_no_trace(stage& on, const sim_tablet& of);
// I5: no write is in history twice, or both there and held.
void check_applied_once(stage& on, office_house& office);
// I9: the fingerprint a tablet keeps is that of its parts.
void check_file_whole(stage& on, const sim_tablet& of);
// I10: the office's sums, commits, receipts and ledger agree.
void check_office_whole(stage& on, office_house& office);
// I11, at rest: nothing waits on a tablet any more.
void check_nothing_waits(stage& on, const sim_tablet& of);

// I11: at each connection, as the tablet's driver looks at it.
void check_certificate(stage& on, office_house& office, const sim_tablet& of);

// I12, at rest: no fork was kept quiet.
void check_chains(stage& on, office_house& office);
// I12, at rest: who was told of a fork seals nothing more in that chain.
void check_forks_heeded(stage& on, office_house& office, const std::vector<const sim_tablet*>& tablets);

// Visits every record of the office, in the order of its id within each kind.
void visit_records(office_view& view, const std::function<void(const office_record&)>& visitor);

}  // namespace pendata::sim
