// After an update with newer review rules: what is there already is looked at once, in steps between which others write. What
// changes meanwhile is looked at by its own commit.
#pragma once

#include "sync-server/office/office.hpp"

namespace pendata {

// One step of up to `most` subjects; gives whether there is more to look at.
result<bool> look_by_newer_rules(office_transaction& to, const office_context& office, std::size_t most);
// All steps, each a transaction: for tools and tests; the server does one after another behind its work.
result<void> look_by_newer_rules(office& of, std::int64_t now_ms);

}  // namespace pendata
