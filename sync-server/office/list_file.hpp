// A list's file, read row by row, so that its size does not matter; its digest and what counts for its acceptance are
// known at the end.
#pragma once

#include <fstream>
#include <optional>
#include <string>

#include "core/base/sha256_stream.hpp"
#include "core/lists/csv.hpp"
#include "core/lists/list_columns.hpp"
#include "core/lists/list_rules.hpp"

namespace pendata {

class list_file {
public:
    // Opens it and reads the titles. Errors: not_found, io_error; bad_value with the line.
    static checked<std::unique_ptr<list_file>> open(const std::string& path, const std::vector<told_column>& told);

    const list_columns& columns() const { return columns_; }
    // The next row; nothing at the end. Lines with nothing in them are passed over. Errors: as read_list_row(), and of CSV.
    checked<std::optional<list_row>> next();
    std::size_t line() const { return csv_.line(); }

    // Requires: next() gave nothing.
    const list_facts& facts() const { return facts_; }
    // Rows whose value of that field could not be read.
    const std::array<std::uint64_t, list_field_count>& unread() const { return unread_; }

private:
    explicit list_file(std::ifstream file) : file_(std::move(file)) {}

    checked<bool> next_record();
    void count(const list_row& row);

    std::ifstream file_;
    csv_reader csv_;
    sha256_stream hash_;
    list_columns columns_;
    list_facts facts_;
    std::array<std::uint64_t, list_field_count> unread_{};
};

}  // namespace pendata
