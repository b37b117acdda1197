// What a tablet lets go of that may hold nothing any more, once the office has it.
#pragma once

#include <set>

#include "client-lib/src/engine/tablet.hpp"

namespace pendata {

// Drops what has a receipt as settled, and cut cells that were given back; the records they were in.
result<std::set<record_id>> drop_what_was_taken_in(device_transaction& tx);

}  // namespace pendata
