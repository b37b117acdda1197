// What an officer sees of a record: settled parts joined with pending writes. And what follows from it on the
// tablet: projection, disputed fields, how often a part counts in the fingerprint.
#pragma once

#include <optional>
#include <vector>

#include "client-lib/src/engine/tablet.hpp"
#include "core/model/region.hpp"
#include "core/settle/case_record.hpp"

namespace pendata {

struct record_view {
    record_id id;
    std::uint16_t kind = 0;
    std::vector<cell> cells;           // joined, ascending by key
    std::vector<write> settled;        // settled cells as writes that saw nothing
    std::vector<pending_write> pending;

    // The current value of a plain field; nothing where absent or cleared.
    const value* find(std::uint16_t field) const;
    // Everything seen of one cell: what compose() builds on.
    std::vector<write> around(const cell_key& key) const;
};

record_view view_of(const device_record& record);
result<std::optional<record_view>> find_view(device_transaction& tx, const record_id& id);

projection projection_of(const dictionary& words, const record_view& view);
// Brings the projection in line with what is seen of the record now; drops it where nothing is.
result<void> project_again(device_transaction& tx, const dictionary& words, const record_id& id);
// Projects again what an earlier dictionary projected with fewer fields: once after an update of the app.
result<void> project_stale(const tablet& with);

// The open conflict cases of a record, in field order.
result<std::vector<conflict_case>> cases_of(device_transaction& tx, const record_id& id);

// The scope atoms the tablet can tell from its settled parts.
result<atom_set> settled_atoms(device_transaction& tx, const dictionary& words, const device_record& record,
                               std::string_view regency);

inline constexpr compartment_mask every_room = 0xff;

// What the record's settled parts in these compartments add to the fingerprint under these grants.
result<fingerprint> contribution(device_transaction& tx, const dictionary& words, const device_record& record,
                                 const device_state& state, compartment_mask rooms = every_room);

// Ids of held records that follow the root.
result<std::vector<record_id>> followers_of(device_transaction& tx, const dictionary& words, const record_id& root);

// Whether a region code may stand: known here, or where only the office can tell: outside the regency, or before
// the list of regions has come.
result<bool> region_is_known(device_transaction& tx, std::string_view code, std::string_view regency);

}  // namespace pendata
