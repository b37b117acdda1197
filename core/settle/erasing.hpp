// Erasure by law at the office: a record goes with what follows it and the cases about it, out of the records, the history
// and custody. The ledger has it before; what it says is kept from coming back by intake, give-back and restore.
#pragma once

#include <span>
#include <vector>

#include "core/settle/intake.hpp"
#include "core/storage/office_store.hpp"

namespace pendata {

// The record and everything that is about it alone: what follows it, settled or held, and cases of it. Ascending.
// Errors: not_found, where the office has nothing of it; not_allowed, where it is no record of people (regions, officers,
// duties, programmes and other reference).
result<std::vector<record_id>> erased_with(office_view& view, const dictionary& words, const record_id& record);

// One commit. Tablets hear of it as of an eviction that takes the pending along; authors of held writes by a verdict
// without content. What the office does not have is passed over. Requires: the ledger has them.
result<position> erase_records(office_transaction& to, const office_context& office, std::span<const record_id> records);

// What is left of a write in custody: that it was there, for its author to hear.
custody_row without_content(custody_row row, sequence at);

}  // namespace pendata
