// Keeps the projection's tables as the dictionary wants them: new kinds get a table, new fields a column, keys an
// index. What an earlier dictionary wrote is then stale until the engine has projected the kind again.
#pragma once

#include <vector>

#include "core/dictionary/dictionary.hpp"
#include "core/sqlite/database.hpp"

namespace pendata::store {

// Part of the transaction it is called in. True where the set of searched fields is another than before: the
// index of the search has to be made anew.
result<bool> apply_layout(sqlite::database& file, const dictionary& census);

// Kinds to be projected again, ascending.
result<std::vector<std::uint16_t>> stale_kinds(sqlite::database& file);
result<void> set_current(sqlite::database& file, std::uint16_t kind);

}  // namespace pendata::store
