// Erasure by law: into the ledger, then out of the store; and again after the office went back to before it.
#pragma once

#include <string>
#include <vector>

#include "sync-server/office/office.hpp"

namespace pendata {

// The record, what follows it and the cases about it; rows of others' lists that surely mean one of the persons among them
// are emptied in all versions. Gives what went, ascending. Once the ledger has it, nothing of it is
// taken in again, by whatever way; run again where the disk failed in between. Errors: missing_field without a legal basis;
// too_large, where it is longer than ledger_limits::text_bytes; not_found, where the office never had it; nothing_to_do,
// where it is erased already; as erased_with().
result<std::vector<record_id>> erase_record(office& of, const record_id& record, const std::string& legal_basis,
                                            std::int64_t now_ms);

// What the ledger calls erased and the store has again, with rows of lists as before; how many records, photos and rows
// that were. Looks at every record and row where the ledger has an erasure that the store has not looked through yet.
result<std::size_t> erase_again(office& of, std::int64_t now_ms);

// One salt for all that the ledger says of records: a question to it costs a hash for each salt.
result<erasure_salt> law_salt_of(office& of);

// Whether the store has seen an erasure that this ledger does not know: it was put back from before.
result<bool> lacks_erasures(office& of, office_view& view);
// What the store knows to be erased goes into a ledger that lost it.
result<void> note_erasures_again(office& of, const std::string& reason, std::int64_t now_ms);

}  // namespace pendata
