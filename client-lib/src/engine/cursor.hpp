// Moving the tablet's cursor: what was receipted up to there is settled now, old positions are remembered.
#pragma once

#include <optional>
#include <set>

#include "client-lib/src/engine/tablet.hpp"

namespace pendata {

// `touched`: records whose projection has to follow besides. `settled_to`: receipted writes up to there are in the
// settled layer, where that is not yet all up to the cursor. The caller stores the state.
result<void> move_cursor(device_transaction& tx, const dictionary& words, device_state& state, const position& to,
                         std::set<record_id> touched, std::optional<sequence> settled_to = {});

}  // namespace pendata
