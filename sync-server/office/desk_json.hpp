// Cells as the desk shows them: names of people and fields where they are known, ids and numbers where not.
#pragma once

#include <string>

#include "core/settle/directory.hpp"
#include "core/model/cell.hpp"

namespace pendata::desk_json {

std::string author(const directory& who, const officer_id& id);
std::string field(const dictionary& words, const cell_key& key);
std::string content(const dictionary& words, const cell& c);
std::string moment(std::int64_t unix_ms);

}  // namespace pendata::desk_json
