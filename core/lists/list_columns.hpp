// What the columns of a list mean, by their titles in any order, and what one row says of a person. Columns without a
// meaning here are kept as they are. Page: docs/matching.md, "Lists of others".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/sha256.hpp"
#include "core/dictionary/problem.hpp"
#include "core/identity/match_subject.hpp"

namespace pendata {

enum class list_field : std::uint8_t { key, nik, kk, name, birth_date, birth_place, sex, mother, phone, address, village };
inline constexpr std::size_t list_field_count = 11;

std::string_view name_of(list_field field);  // as in JSON: birth_date

struct list_columns {
    std::vector<std::string> titles;  // as written, blanks folded
    std::array<std::optional<std::size_t>, list_field_count> place;

    const std::optional<std::size_t>& of(list_field field) const { return place[static_cast<std::size_t>(field)]; }
};

std::optional<list_field> list_field_named(std::string_view name);

// What somebody says a column means, whatever its title would.
struct told_column {
    list_field field;
    std::string title;
};

// Errors: bad_value with the line and the column: no name, two columns of one meaning, two of one title; a told title
// that is not there.
checked<list_columns> read_list_titles(const std::vector<std::string>& fields, std::size_t line,
                                       const std::vector<told_column>& told = {});

// A name for each column, empty where it has no meaning: kept with a version, so that what it says stays what it said.
std::vector<std::string> meanings_of(const list_columns& columns);
// The same from what was kept; nothing where that is none.
std::optional<list_columns> columns_meaning(const std::vector<std::string>& titles, const std::vector<std::string>& meanings);

// Values that are kept but say nothing to the matcher, because they can not be read.
inline constexpr std::uint16_t bit_of(list_field field) { return static_cast<std::uint16_t>(1u << static_cast<unsigned>(field)); }

struct list_row {
    std::vector<std::string> fields;  // one for each title, blanks folded
    std::string key;                  // what its source calls the row; empty where it does not
    digest content;                   // of what is known of the person: the same row in another version
    std::uint16_t unread = 0;         // bit_of() each
    enum class number : std::uint8_t { none, masked, full, full_and_zero } nik = number::none;
};

// Errors: bad_value with the line and the column: fewer or more fields than titles, control characters, a number that a
// spreadsheet spoilt (its last digits are lost for good).
checked<list_row> read_list_row(const list_columns& columns, std::vector<std::string> fields, std::size_t line);

// The row as the matcher sees it. A masked NIK is its twelve digits.
identity::match_subject subject_of(const list_columns& columns, const std::vector<std::string>& fields);

}  // namespace pendata
