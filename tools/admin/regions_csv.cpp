// Reading region files.
#include "tools/admin/regions_csv.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/dictionary/text.hpp"
#include "core/lists/csv.hpp"
#include "core/model/region.hpp"

namespace pendata::admin {

namespace {

struct complaint {
    std::string id;
    std::string en;
};

const complaint other_header{"judul kolom harus code,name atau code,parent,name",
                             "the header must be code,name or code,parent,name"};
const complaint bad_code{"kode wilayah tidak sah, contoh 32.11.01.2001", "not a region code such as 32.11.01.2001"};
const complaint bare_digits{"sepuluh angka tanpa titik bukan kode Kemendagri (mungkin kode BPS)",
                            "ten digits without dots are not a Kemendagri code (perhaps one of BPS)"};
const complaint bad_parent{"kode induk tidak sah", "the parent is not a region code"};
const complaint no_name{"nama wilayah kosong atau tidak sah", "the region's name is empty or not valid"};
const complaint no_rows{"berkas tidak berisi wilayah", "the file holds no regions"};

problem wrong_at(std::size_t line, const complaint& what) {
    const std::string number = std::to_string(line);
    return {errc::bad_value, number, "baris " + number + ": " + what.id, "row " + number + ": " + what.en};
}

std::string_view without_blanks(std::string_view text) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string small_letters(std::string_view text) {
    std::string out(text);
    for (auto& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

bool is_header(const std::vector<std::string>& fields) {
    return (fields.size() == 2 || fields.size() == 3) && small_letters(without_blanks(fields.front())) == "code" &&
           small_letters(without_blanks(fields.back())) == "name";
}

bool is_ten_digits(std::string_view code) {
    return code.size() == 10 && std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class reader {
public:
    checked<regions_file> read(std::string_view text) {
        csv_reader csv(',');
        csv.feed(text);
        csv.finish();
        for (auto step = csv.next(); step != csv_step::end; step = csv.next()) {
            if (step != csv_step::record) {
                return wrong_at(csv.fault_line(), {std::string(text_of(csv.fault(), true)), std::string(text_of(csv.fault(), false))});
            }
            line_ = csv.line();
            fields_ = csv.fields();
            if (const auto wrong = take()) return *wrong;
        }
        if (columns_ == 0) return wrong_at(1, line_ == 0 ? no_rows : other_header);
        if (out_.rows.empty()) return wrong_at(line_ + 1, no_rows);
        return std::move(out_);
    }

private:
    std::optional<problem> take() {
        const bool is_empty = fields_.size() == 1 && without_blanks(fields_.front()).empty();
        if (columns_ != 0 && is_empty) return std::nullopt;
        if (columns_ == 0) {
            if (!is_header(fields_)) return wrong_at(line_, other_header);
            columns_ = fields_.size();
            return std::nullopt;
        }
        return take_row();
    }

    std::optional<problem> take_row() {
        if (fields_.size() != columns_) {
            const std::string wanted = std::to_string(columns_);
            return wrong_at(line_, {"harus " + wanted + " kolom", "must have " + wanted + " columns"});
        }
        region_row row;
        row.code = without_blanks(fields_.front());
        if (columns_ == 3) row.parent = without_blanks(fields_[1]);
        const auto name = normal_text(fields_.back(), false);
        if (is_ten_digits(row.code)) return wrong_at(line_, bare_digits);
        if (!is_region_code(row.code)) return wrong_at(line_, bad_code);
        if (!row.parent.empty() && !is_region_code(row.parent)) return wrong_at(line_, bad_parent);
        if (!name || name->empty()) return wrong_at(line_, no_name);
        row.name = *name;
        const auto [place, first] = line_of_.emplace(row.code, line_);
        if (!first) {
            const std::string before = std::to_string(place->second);
            return wrong_at(line_, {"kode sama dengan baris " + before, "same code as row " + before});
        }
        out_.rows.push_back(std::move(row));
        out_.lines.push_back(line_);
        return std::nullopt;
    }

    std::size_t line_ = 0;
    std::size_t columns_ = 0;  // 0: the header is still to come
    std::vector<std::string> fields_;
    std::unordered_map<std::string, std::size_t> line_of_;
    regions_file out_;
};

}  // namespace

checked<regions_file> read_regions(std::string_view text) { return reader().read(text); }

}  // namespace pendata::admin
