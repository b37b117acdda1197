// What the office writes into its ledger before it does it, and what a store that was copied back learns from there:
// enrolments, used codes, revocations, ends of duty, erasures, restrictions. Order: ledger, then store; both doors may be passed twice.
#pragma once

#include "sync-server/office/office.hpp"

namespace pendata {

// For admit_device(): the device, and the code it used. Nothing is written twice.
result<void> note_enrolment(office& of, const device_row& row, const digest& secret_hash, std::int64_t now_ms);
result<void> note_revocation(office& of, const device_id& device, std::int64_t now_ms);
result<void> note_end_of_duty(office& of, const officer_id& officer, std::int64_t now_ms);
// `start`: the office's position before it.
result<void> note_segment(office& of, const segment_id& id, const position& start, std::int64_t now_ms);

// Brings into the store what it lacks; how many facts that were. Called at each start and after a restore.
result<std::size_t> learn_from_ledger(office& of, std::int64_t now_ms);

// A device showed a head this ledger lacks: kept, so that its loss can be accepted by name.
result<void> note_newer_ledger(office_transaction& to, const message::ledger_head& seen);
// The signed word that a newer ledger is gone: devices that saw it are served again, and what the store knows beyond
// this ledger goes into it. Errors: nothing_to_do, where nobody has seen a newer one; of the ledger.
result<message::ledger_head> accept_ledger_loss(office& of, const std::string& reason, std::int64_t now_ms);

}  // namespace pendata
