// Restriction by law (`restricted`, which the office alone writes): into the ledger, then into the store; and again, or lifted
// again, after the office went back to before it.
#pragma once

#include <set>

#include "sync-server/office/office.hpp"

namespace pendata {

// What the office has just written, into the ledger; nothing where it says so already, or where nothing was restricted or is.
// In the transaction that wrote it, once nothing can refuse it any more: the ledger is not rolled back.
result<void> note_restriction(office& of, office_transaction& to, const record_id& record, bool was_so, bool is_so, std::int64_t now_ms);

// Whether the record says so now; of most kinds never.
bool is_restricted_now(const dictionary& words, const office_record& record);

// Where the store says otherwise than the ledger; how many records that were. Looks at every record that may be restricted
// where the ledger has a word that the store has not carried out yet. What a store knows from before there were such words goes
// into the ledger.
result<std::size_t> restrict_again(office& of, std::int64_t now_ms);
// The same for records that others have just written to, in their transaction: what the store lost comes back from tablets.
result<void> restrict_met(office& of, office_transaction& to, const office_context& context, const std::set<record_id>& met);

// Whether the store has carried out a restriction that this ledger does not know: it was put back from before.
result<bool> lacks_restrictions(office& of, office_view& view);
// What the store says goes into a ledger that lost it.
result<void> note_restrictions_again(office& of, std::int64_t now_ms);

}  // namespace pendata
