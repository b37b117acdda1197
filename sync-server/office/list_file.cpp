// Pieces of the file into the digest and the reader.
#include "sync-server/office/list_file.hpp"

#include <filesystem>

#include "sync-server/office/office_problem.hpp"

namespace pendata {

namespace {

constexpr std::size_t list_piece_bytes = 256 * 1024;

problem csv_problem(const csv_reader& csv) {
    const std::string row = std::to_string(csv.fault_line()), column = std::to_string(csv.fault_column());
    return {errc::bad_value, row, "baris " + row + ", kolom " + column + ": " + std::string(text_of(csv.fault(), true)),
            "row " + row + ", column " + column + ": " + std::string(text_of(csv.fault(), false))};
}

}  // namespace

checked<std::unique_ptr<list_file>> list_file::open(const std::string& path, const std::vector<told_column>& told) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return as_problem(errc::not_found, path);
    // It is read twice, the second time while nobody else may write: no pipe, no terminal.
    if (!std::filesystem::is_regular_file(path, ignored)) return as_problem(errc::io_error, path);
    std::ifstream file(path, std::ios::binary);
    if (!file) return as_problem(errc::io_error, path);
    std::unique_ptr<list_file> out(new list_file(std::move(file)));
    const auto first = out->next_record();
    if (first.has_error()) return first.error();
    if (!*first) return problem{errc::bad_value, "1", "berkas kosong", "the file is empty"};
    auto columns = read_list_titles(out->csv_.fields(), out->csv_.line(), told);
    if (columns.has_error()) return columns.error();
    out->columns_ = std::move(*columns);
    return out;
}

checked<bool> list_file::next_record() {
    std::string piece;
    for (;;) {
        switch (csv_.next()) {
            case csv_step::record:
                if (csv_.is_blank()) continue;
                return true;
            case csv_step::end:
                return false;
            case csv_step::fault:
                return csv_problem(csv_);
            case csv_step::more:
                break;
        }
        piece.resize(list_piece_bytes);
        file_.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        piece.resize(static_cast<std::size_t>(file_.gcount()));
        if (file_.bad()) return as_problem(errc::io_error);
        if (piece.empty()) csv_.finish();
        hash_.add(piece);
        csv_.feed(piece);
    }
}

checked<std::optional<list_row>> list_file::next() {
    const auto more = next_record();
    if (more.has_error()) return more.error();
    if (!*more) {
        facts_.hash = hash_.finish();
        return std::optional<list_row>();
    }
    auto row = read_list_row(columns_, csv_.fields(), csv_.line());
    if (row.has_error()) return row.error();
    count(*row);
    return std::optional(std::move(*row));
}

void list_file::count(const list_row& row) {
    ++facts_.rows;
    facts_.is_ended = csv_.is_line_ended();
    if (row.nik == list_row::number::full || row.nik == list_row::number::full_and_zero) ++facts_.full_niks;
    if (row.nik == list_row::number::full_and_zero) ++facts_.niks_ending_in_zero;
    for (std::size_t i = 0; i < list_field_count; ++i) {
        if ((row.unread & bit_of(static_cast<list_field>(i))) != 0) ++unread_[i];
    }
}

}  // namespace pendata
