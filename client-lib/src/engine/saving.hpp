// The one way of a save: requests for cells of one record are checked, composed, stored and projected inside the
// caller's transaction.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "client-lib/src/engine/author_desk.hpp"
#include "core/join/author.hpp"

namespace pendata {

struct save_context {
    device_transaction& tx;
    const tablet& with;
    device_state state;
    clock_reading now;
    corrected_time corrected;
    role author_role = role::psm;
    std::set<std::string, std::less<>> known_regions;  // already found, so that a batch asks once for each
    errc regions_unread = errc::ok;                    // why they could not be looked at: no save then
};

// Reads what a save needs. Errors: not_enrolled.
checked<save_context> open_save(device_transaction& tx, const tablet& with);
// Stores what the save used up (save numbers).
checked<void> close_save(save_context& save);

struct save_request {
    record_view before;            // empty cells for a new record
    const kind_def* kind = nullptr;
    std::vector<field_input> inputs;
    save_options options;
    std::vector<cell> candidates;  // of the case a decision settles
    bool creates = false;
};

// Writes nothing where nothing is new: `changed` is empty then.
checked<saved> save(save_context& in, const save_request& request);

}  // namespace pendata
