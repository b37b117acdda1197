// Erasure by law at the office: a record goes with what follows it and the cases about it, out of the records, the history
// and custody. The ledger has it before; what it says is kept from coming back by intake, give-back and restore.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/settle/intake.hpp"
#include "core/storage/office_store.hpp"

namespace pendata {

// The record and everything that is about it alone: what follows it, settled or held, and cases of it. Ascending.
// Errors: not_found, where the office has nothing of them; not_allowed, where it is no record of people (regions, officers,
// duties, programmes and other reference; cases), or where people still differ on whether one of them follows it.
result<std::vector<record_id>> erased_with(office_view& view, const dictionary& words, const record_id& record);

// The photos they ever named, which go along.
result<std::vector<digest>> photos_erased_with(office_view& view, const dictionary& words, std::span<const record_id> records);

// One commit. Tablets hear of it as of an eviction that takes the pending along; authors of held writes by a verdict
// without content. What the office does not have is passed over. Requires: the ledger has them.
result<position> erase_records(office_transaction& to, const office_context& office, std::span<const record_id> records);

// Whether there is anything left to erase of that record.
result<bool> has_content(office_view& view, const record_id& record);

// Whether a cell of that key says what its record follows; and what a write names as that.
bool places_its_record(const dictionary& words, const cell_key& key);
std::optional<record_id> root_named(const dictionary& words, const write& w);

// Of a record that came too late: what is in custody of it goes, and whatever comes of it later is known by the mark.
// Part of a commit.
result<void> mark_erased(office_transaction& to, const record_id& record, std::uint16_t kind, sequence at);

// What is left of a write in custody: that it was there, for its author to hear.
custody_row without_content(custody_row row, sequence at);

}  // namespace pendata
