// What a command found: JSON for programs, one object a line, or a table for people, from the same rows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pendata::admin {

class listing {
public:
    explicit listing(std::vector<std::string> titles) : titles_(std::move(titles)) {}

    // One row, as a finished JSON object and as the texts of its columns.
    void add(std::string json, std::vector<std::string> cells);
    // The same with the cells read from the object: a path a column, "a" or "a.b"; what is absent is "-",
    // what is long is cut.
    void add_from(std::string json, const std::vector<std::string_view>& paths);

    bool empty() const { return json_.empty(); }

    void print(bool as_json) const;
    // As one JSON array, where a command's result is one value.
    std::string json_array() const;

private:
    std::vector<std::string> titles_;
    std::vector<std::string> json_;
    std::vector<std::vector<std::string>> cells_;
};

// What stands at the path of a JSON text, as a person reads it: texts without quotes, "-" for nothing.
std::string text_at(std::string_view json, std::string_view path);
// The finished JSON values of an array.
std::vector<std::string> values_of(std::string_view json_array);

// A line of standard output.
void print_line(std::string_view text);

}  // namespace pendata::admin
