// A filter as a condition of SQL with bound values: it lets through exactly what matches() does.
#pragma once

#include <string>
#include <vector>

#include "client-lib/src/store/columns.hpp"
#include "core/dictionary/filter.hpp"
#include "core/sqlite/database.hpp"

namespace pendata::store {

struct filter_sql {
    std::string condition;
    std::vector<column_value> operands;  // of its parameters, in order
};

// Errors: bad_expression, for a field that has no column in the kind's table.
result<filter_sql> compile(const kind_def& kind, const filter& where);

// What conditions call.
result<void> add_filter_functions(sqlite::database& file);

}  // namespace pendata::store
