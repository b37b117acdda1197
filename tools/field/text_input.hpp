// Text from files and standard input, with a limit on everything: what is too large is refused, not swallowed.
#pragma once

#include <cstdio>
#include <optional>
#include <string>

#include "tools/field/arguments.hpp"

namespace field {

// The JSON typed, or standard input for "-". Nothing, and the reason said, where it can not be had.
std::optional<std::string> content_of(const arguments& typed);

// A whole file of at most `most` bytes. Nothing, and the reason said, where it can not be had.
std::optional<std::string> file_content(const arguments& typed, const std::string& path, std::size_t most);
// Puts a file in place whole. False, and the reason said, where it could not.
bool write_file(const arguments& typed, const std::string& path, const std::string& content);

// The lines of a file, one after another.
class line_reader {
public:
    // "-" is standard input.
    explicit line_reader(const std::string& path);
    ~line_reader();
    line_reader(const line_reader&) = delete;
    line_reader& operator=(const line_reader&) = delete;

    bool is_open() const { return file_ != nullptr; }
    // The next line without its end, cut behind `most` bytes; false at the end of the file.
    bool next(std::string& line, std::size_t most);
    bool failed() const { return std::ferror(file_) != 0; }

private:
    std::FILE* file_;
};

}  // namespace field
