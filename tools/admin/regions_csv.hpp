// Region files as the ministry's lists are passed around: CSV in UTF-8, columns code,name or code,parent,name,
// where the second of three columns is the parent whatever its header says. Fields may stand in quotes, a quote
// inside doubled. Lines are counted from 1, the header included, as an editor shows them.
#pragma once

#include <string_view>
#include <vector>

#include "core/dictionary/problem.hpp"
#include "sync-server/office/regions.hpp"

namespace pendata::admin {

struct regions_file {
    std::vector<region_row> rows;
    std::vector<std::size_t> lines;  // where each row stands
};

// Errors: bad_value, naming the line: no UTF-8, another header, another number of fields, an open quote, no code
// of the scheme, a code given before, no name, no rows.
checked<regions_file> read_regions(std::string_view text);

}  // namespace pendata::admin
