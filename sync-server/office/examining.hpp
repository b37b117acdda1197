// Looking at held writes again: whenever rights, duties, regions or the dictionary may have changed, and on each new day,
// since duties begin and dates cease to lie ahead. docs/conflicts.md, "Custody".
#pragma once

#include "sync-server/office/office.hpp"

namespace pendata {

// In a transaction that has changed officers, duties or regions: with the directory as it is now.
result<void> examine_again(office& of, office_transaction& to, const office_context& context);

// A transaction of its own, then what was kept unread as far as there is room: at each start of the server, and daily.
result<void> look_at_held(office& of, std::int64_t now_ms);

}  // namespace pendata
