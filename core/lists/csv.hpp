// CSV as offices pass it around: UTF-8 with or without a byte order mark, lines ended by LF or CRLF, fields between
// commas, semicolons or tabs, in quotes where they hold one of these or a line break, a quote inside doubled. A quote
// that does not open a field is a letter of it: Soka"an.
// Read in pieces, so that a file need not be in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pendata {

inline constexpr std::size_t csv_record_bytes = 64 * 1024;
inline constexpr std::size_t csv_fields = 256;

enum class csv_fault : std::uint8_t {
    none,
    not_utf8,
    open_quote,   // up to the end of the file, or of what a record may hold
    stray_quote,  // text behind a closing quote
    too_long,
    too_many_fields,
};

std::string_view text_of(csv_fault fault, bool indonesian);

enum class csv_step : std::uint8_t {
    record,
    more,  // another piece is wanted, or finish()
    end,
    fault,
};

class csv_reader {
public:
    // `separator` 0: what stands most often in the first line.
    explicit csv_reader(char separator = 0) : separator_(separator) {}

    void feed(std::string_view piece) {
        pending_.erase(0, at_);
        at_ = 0;
        pending_.append(piece);
    }
    void finish() { finished_ = true; }

    csv_step next();

    // Of the record found last. Lines count from 1, as an editor shows them.
    const std::vector<std::string>& fields() const { return fields_; }
    std::size_t line() const { return line_; }
    // Whether a line break stood behind it; only the last record may lack one.
    bool is_line_ended() const { return ended_; }
    // Nothing at all in it, as an empty line between two others.
    bool is_blank() const;

    // Of a fault: what, and in which line and field (from 1).
    csv_fault fault() const { return fault_; }
    std::size_t fault_line() const { return fault_line_; }
    std::size_t fault_column() const { return fields_.size(); }

private:
    enum class reading : std::uint8_t { whole, unfinished, faulty };

    bool has_begun();
    reading take_record();
    reading take_quoted(std::string_view left, std::size_t& at);
    void take_plain(std::string_view left, std::size_t& at);
    csv_step fail(csv_fault why);

    char separator_;
    bool begun_ = false, finished_ = false, ended_ = true;
    std::string pending_;
    std::size_t at_ = 0;         // of the next record in pending_
    std::size_t next_line_ = 1;  // it begins there
    std::size_t line_ = 0;
    std::size_t breaks_ = 0;     // line breaks in the record that is being read
    std::vector<std::string> fields_;
    csv_fault fault_ = csv_fault::none;
    std::size_t fault_line_ = 0;
};

// One record as a line without its break, commas between; the reader gives the same fields for it.
// Requires: at least one field.
std::string csv_line(const std::vector<std::string>& fields);

// The fields of such a line.
std::vector<std::string> csv_fields_of(std::string_view line);

}  // namespace pendata
