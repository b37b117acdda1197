// Rows of an import: what the library says of them, what stands in FILE.rejected, and the sign of a spreadsheet
// that rounded its numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/field/arguments.hpp"

namespace field {

struct rejected_row {
    std::size_t row = 0;
    std::string field;
    std::string reason;
    std::string reason_en;
};

struct import_outcome {
    std::uint64_t added = 0;
    std::vector<rejected_row> rejected;
};

// The answer of pendata_record_add_all.
import_outcome read_outcome(std::string_view json);

// The row as it stood (as text where it is no JSON), its line, and why it was left out.
std::string rejected_line(std::string_view row, std::uint64_t line, const rejected_row& why);

std::string import_json(std::uint64_t added, std::uint64_t rejected, double seconds);
std::string import_words(const arguments& typed, std::uint64_t added, std::uint64_t rejected);

class nik_endings {
public:
    void count(std::string_view row);
    // More than 30 % of enough NIKs end in 0; one in ten does by itself.
    bool look_rounded() const;

private:
    std::uint64_t niks_ = 0;
    std::uint64_t ending_in_zero_ = 0;
};

}  // namespace field
