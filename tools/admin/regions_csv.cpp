// Reading region files.
#include "tools/admin/regions_csv.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/dictionary/text.hpp"
#include "core/model/region.hpp"

namespace pendata::admin {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

struct complaint {
    std::string id;
    std::string en;
};

const complaint not_utf8{"bukan UTF-8", "not UTF-8"};
const complaint open_quote{"tanda kutip tidak ditutup", "quotes are not closed"};
const complaint stray_quote{"ada teks di belakang tanda kutip penutup", "text behind the closing quote"};
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

// Takes one field off the front of a line, with the comma behind it; `more` says whether there was one.
std::optional<complaint> take_field(std::string_view& line, std::string& field, bool& more) {
    field.clear();
    if (line.starts_with('"')) {
        std::size_t at = 1;
        for (;; ++at) {
            const auto quote = line.find('"', at);
            if (quote == std::string_view::npos) return open_quote;
            field.append(line.substr(at, quote - at));
            at = quote + 1;
            if (at == line.size() || line[at] != '"') break;
            field.push_back('"');
        }
        line.remove_prefix(at);
        if (!line.empty() && !line.starts_with(',')) return stray_quote;
    } else {
        field = line.substr(0, line.find(','));
        line.remove_prefix(field.size());  // a quote inside is a letter of the name: Soka"an
    }
    more = !line.empty();
    if (more) line.remove_prefix(1);
    return std::nullopt;
}

std::optional<complaint> split(std::string_view line, std::vector<std::string>& fields) {
    fields.clear();
    for (bool more = true; more;) {
        if (const auto wrong = take_field(line, fields.emplace_back(), more)) return wrong;
    }
    return std::nullopt;
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
        if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
        while (!text.empty()) {
            auto line = text.substr(0, text.find('\n'));
            text.remove_prefix(std::min(text.size(), line.size() + 1));
            if (line.ends_with('\r')) line.remove_suffix(1);
            ++line_;
            if (const auto wrong = take(line)) return *wrong;
        }
        if (columns_ == 0) return wrong_at(1, line_ == 0 ? no_rows : other_header);
        if (out_.rows.empty()) return wrong_at(line_ + 1, no_rows);
        return std::move(out_);
    }

private:
    std::optional<problem> take(std::string_view line) {
        if (!is_utf8(line)) return wrong_at(line_, not_utf8);
        if (columns_ != 0 && without_blanks(line).empty()) return std::nullopt;
        if (const auto wrong = split(line, fields_)) return wrong_at(line_, *wrong);
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
