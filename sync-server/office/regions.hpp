// Importing and listing regions. An import says again only what changed, so it may be repeated at will.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/dictionary/problem.hpp"
#include "sync-server/office/office.hpp"

namespace pendata {

struct region_row {
    std::string code;    // "32.11.01.2001"
    std::string parent;  // empty: the code without its last part
    std::string name;
};

struct regions_imported {
    std::size_t rows = 0;
    std::size_t written = 0;  // new or changed
};

// All or nothing, in commits of at most `regions_per_commit` records. `progress` hears of rows done.
// Errors: bad_value, with the row's number (from 1) in the problem's field; those of the store.
inline constexpr std::size_t regions_per_commit = 400;
checked<regions_imported> import_regions(office& of, std::span<const region_row> rows, const std::string& scheme,
                                         const std::string& vintage, std::int64_t now_ms,
                                         const std::function<void(std::size_t done)>& progress = {});

struct listed_region {
    std::string code, parent, name, scheme, vintage;
};

// At or below `under`, ascending by code; an empty one lists all.
result<std::vector<listed_region>> list_regions(office_view& view, const std::string& under);

result<bool> knows_region(office_view& view, std::string_view code);

}  // namespace pendata
