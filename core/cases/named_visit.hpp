// Further subjects of a visit: whoever was met beside the one it follows.
#pragma once

#include <vector>

#include "core/cases/reviewed.hpp"

namespace pendata {

// The cell by which a visit says that it met this record beside the one it follows; null where it does not.
const cell* naming_cell(const record_cells& visit, const record_id& met);

// Every record that a visit names, or ever named, beside the one it follows.
std::vector<record_id> ever_named(const record_cells& visit);

}  // namespace pendata
