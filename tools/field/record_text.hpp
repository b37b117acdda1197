// The JSON of the library as lines people read. Scripts ask for --json and get the library's bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/field/arguments.hpp"

namespace field {

// "key: value" lines of an object; nested values as JSON.
std::string as_lines(std::string_view json);
// A record on one line: id and what names it.
std::string as_row(std::string_view json);
// A record's history, one value a line.
std::string history_lines(std::string_view json);
// A case with its candidates, numbered as --pick wants them; a review with its facts.
std::string case_lines(const arguments& typed, std::string_view json);
// The id of a save, and whether anything changed.
std::string saved_lines(const arguments& typed, std::string_view json);
// What is stuck and for how long, in a sentence; empty where nothing is.
std::string stuck_line(const arguments& typed, std::string_view status);
// The "warnings" of a save, each with its field.
// Who of those here the person may be, one line each; of a saved answer, and of one such object.
std::vector<std::string> maybe_lines(const arguments& typed, std::string_view json);
std::string likeness_line(const arguments& typed, std::string_view json);
std::vector<std::string> warning_lines(const arguments& typed, std::string_view json);

// A member of an object: a number, or 0; a text, or nothing.
double number_of(std::string_view json, std::string_view member);
std::string text_of(std::string_view json, std::string_view member);
// The hint on the tablet's clock in an answer, or nothing.
std::string clock_hint(const arguments& typed, std::string_view json);
}  // namespace field
