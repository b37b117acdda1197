// One value as text and back: what a person types, a filter compares and JSON carries. Typed text
// is brought into its stored form (normal text, digits of a NIK, days of a date); whether the value
// is allowed is another question: check.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/dictionary/dictionary.hpp"
#include "core/dictionary/problem.hpp"

namespace pendata {

// Blank text is a cleared value. Codes are named, references are UUIDs, degrees are decimals.
// Errors: bad_value, bad_nik, bad_kk, unknown_region, naming the field.
checked<value> value_from_text(const field_def& field, std::string_view text);

// Integers of an integer field, codes by number, booleans 0 and 1. Errors: bad_value.
checked<value> value_from_integer(const field_def& field, std::int64_t number);

// Degrees as a JSON number gives them, rounded to seven decimals. Errors: bad_value.
checked<value> value_from_degrees(const field_def& field, double degrees);

// The canonical text of a value; what it can not say (another type, a code or date this version
// does not know) is nothing. Requires a value that is not cleared.
std::optional<std::string> value_to_text(const field_def& field, const value& content);

// Whether the canonical text is a number, true or false in JSON, not a string.
bool is_bare(const field_def& field);

// What the field takes, for people: the refusal of a value that is of another type.
problem wrong_type(const field_def& field);

}  // namespace pendata
