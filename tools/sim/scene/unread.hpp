// What the office keeps unread, for its device has too much waiting (docs/conflicts.md, "Quotas").
#pragma once

#include <set>

#include "core/model/cell.hpp"
#include "core/storage/office_store.hpp"

namespace pendata::sim {

std::set<write_id> unread_writes(office_view& office);

}  // namespace pendata::sim
