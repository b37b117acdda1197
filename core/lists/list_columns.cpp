// Titles by a table of what offices call them; values by the rules of the census.
#include "core/lists/list_columns.hpp"

#include <algorithm>
#include <charconv>

#include "core/dictionary/text.hpp"
#include "core/identity/kk.hpp"
#include "core/identity/sixteen_digits.hpp"
#include "core/lists/csv.hpp"
#include "core/model/region.hpp"

namespace pendata {

namespace {

struct title_meaning {
    std::string_view title;
    list_field field;
};

constexpr std::string_view field_names[list_field_count] = {"key", "nik", "no_kk", "name", "birth_date", "birth_place",
                                                           "sex", "mother_name", "phone", "address", "village"};

// In small letters, with one `_` for whatever stands between words. A barely `id` or `key` may count the lines of one file or
// name the person's household: whoever knows that it is the row's own says so (`--column key=id`).
constexpr title_meaning title_meanings[] = {
    {"row_key", list_field::key}, {"id_baris", list_field::key}, {"id_bnba", list_field::key},
    {"id_kpm", list_field::key}, {"id_pm", list_field::key}, {"id_penerima", list_field::key},
    {"nik", list_field::nik}, {"no_nik", list_field::nik}, {"nomor_nik", list_field::nik}, {"no_ktp", list_field::nik},
    {"nik_kpm", list_field::nik}, {"nik_penerima", list_field::nik}, {"nik_pengurus", list_field::nik},
    {"no_kk", list_field::kk}, {"kk", list_field::kk}, {"nomor_kk", list_field::kk}, {"nokk", list_field::kk},
    {"kk_number", list_field::kk},
    {"name", list_field::name}, {"nama", list_field::name}, {"nama_lengkap", list_field::name}, {"nama_kpm", list_field::name},
    {"nama_pm", list_field::name}, {"nama_penerima", list_field::name}, {"nama_penerima_manfaat", list_field::name},
    {"nama_pengurus", list_field::name}, {"full_name", list_field::name},
    {"birth_date", list_field::birth_date}, {"tanggal_lahir", list_field::birth_date}, {"tgl_lahir", list_field::birth_date},
    {"tgllahir", list_field::birth_date}, {"date_of_birth", list_field::birth_date},
    {"birth_place", list_field::birth_place}, {"tempat_lahir", list_field::birth_place},
    {"sex", list_field::sex}, {"jenis_kelamin", list_field::sex}, {"jk", list_field::sex}, {"kelamin", list_field::sex},
    {"gender", list_field::sex},
    {"mother_name", list_field::mother}, {"nama_ibu", list_field::mother}, {"nama_ibu_kandung", list_field::mother},
    {"ibu_kandung", list_field::mother},
    {"phone", list_field::phone}, {"no_hp", list_field::phone}, {"nomor_hp", list_field::phone}, {"telepon", list_field::phone},
    {"address", list_field::address}, {"alamat", list_field::address},
    {"village", list_field::village}, {"region", list_field::village}, {"region_code", list_field::village},
    {"village_code", list_field::village}, {"kode_wilayah", list_field::village}, {"kode_desa", list_field::village},
    {"kode_kelurahan", list_field::village}, {"kode_desa_kelurahan", list_field::village}, {"kode_kemendagri", list_field::village},
};

std::string plain_title(std::string_view title) {
    std::string out;
    for (const char c : title) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
        if (letter) out.push_back(c);
        else if (c >= 'A' && c <= 'Z') out.push_back(static_cast<char>(c - 'A' + 'a'));
        else if (!out.empty() && out.back() != '_') out.push_back('_');
    }
    while (out.ends_with('_')) out.pop_back();
    return out;
}

// As told; else by the table, but for fields that another column was told for.
std::optional<list_field> meaning_of(std::string_view plain, const std::vector<told_column>& told) {
    for (const auto& one : told) {
        if (plain_title(one.title) == plain) return one.field;
    }
    for (const auto& [meant, field] : title_meanings) {
        const bool is_told = std::any_of(told.begin(), told.end(), [f = field](const told_column& one) { return one.field == f; });
        if (plain == meant && !is_told) return field;
    }
    return std::nullopt;
}

problem wrong_in(std::size_t line, std::size_t column, std::string_view title, std::string_view id, std::string_view en) {
    const std::string row = std::to_string(line), place = std::to_string(column + 1);
    const std::string named = title.empty() ? "" : " (" + std::string(title) + ")";
    return {errc::bad_value, row, "baris " + row + ", kolom " + place + named + ": " + std::string(id),
            "row " + row + ", column " + place + named + ": " + std::string(en)};
}

// As it will be kept, its quotes doubled: it must be read again.
bool is_too_long(const std::vector<std::string>& fields) { return csv_line(fields).size() > csv_record_bytes; }

std::string_view text_in(const list_columns& columns, const std::vector<std::string>& fields, list_field field) {
    const auto& at = columns.of(field);
    return at && *at < fields.size() ? std::string_view(fields[*at]) : std::string_view();
}

std::optional<int> number_of(std::string_view digits) {
    int out = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    if (failed != std::errc() || end != digits.data() + digits.size() || digits.empty()) return std::nullopt;
    return out;
}

// 1990-01-31, 31-01-1990, 31/01/1990, 31.01.1990; a time of day behind it says nothing.
std::optional<identity::civil_day> day_in(std::string_view text) {
    text = text.substr(0, text.find(' '));
    if (const auto day = identity::parse_civil_day(text)) return day;
    const auto first = text.find_first_of("-/.");
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = text.find(text[first], first + 1);
    if (second == std::string_view::npos || text.size() - second - 1 != 4) return std::nullopt;
    const auto day = number_of(text.substr(0, first)), month = number_of(text.substr(first + 1, second - first - 1)),
               year = number_of(text.substr(second + 1));
    if (!day || !month || !year || *day < 1 || *month < 1) return std::nullopt;
    return identity::to_civil_day(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
}

std::optional<identity::sex> sex_in(std::string_view text) {
    const std::string word = plain_title(text);
    for (const auto* male : {"l", "lk", "laki_laki", "laki", "pria", "1", "male"}) {
        if (word == male) return identity::sex::male;
    }
    for (const auto* female : {"p", "pr", "perempuan", "wanita", "2", "female"}) {
        if (word == female) return identity::sex::female;
    }
    return std::nullopt;
}

// A person's place: a village, or the subdistrict where that is all that is known.
bool is_place(std::string_view text) { return is_village_code(text) || is_subdistrict_code(text); }

void look_at_numbers(const list_columns& columns, list_row& row) {
    using identity::digits_fault;
    const auto nik = identity::read_sixteen_digits(text_in(columns, row.fields, list_field::nik));
    if (nik.fault == digits_fault::masked) row.nik = list_row::number::masked;
    if (nik.fault == digits_fault::none) row.nik = nik.digits.back() == '0' ? list_row::number::full_and_zero : list_row::number::full;
    if (nik.fault != digits_fault::none && nik.fault != digits_fault::masked && nik.fault != digits_fault::empty) row.unread |= bit_of(list_field::nik);
    const auto kk = identity::check_kk(text_in(columns, row.fields, list_field::kk));
    if (!kk.ok() && kk.error != identity::kk_error::empty) row.unread |= bit_of(list_field::kk);
}

void look_at_others(const list_columns& columns, list_row& row) {
    const auto unread_unless = [&](list_field field, const auto& is_read) {
        const auto text = text_in(columns, row.fields, field);
        if (!text.empty() && !is_read(text)) row.unread |= bit_of(field);
    };
    unread_unless(list_field::birth_date, [](std::string_view text) { return day_in(text).has_value(); });
    unread_unless(list_field::sex, [](std::string_view text) { return sex_in(text).has_value(); });
    unread_unless(list_field::village, is_place);
    if (text_in(columns, row.fields, list_field::name).empty()) row.unread |= bit_of(list_field::name);
}

// Order and titles of columns do not matter, nor what has no meaning here: a running number, an amount.
digest content_of(const list_columns& columns, const std::vector<std::string>& fields) {
    std::string all = "pendata.list.row.1";
    for (std::size_t i = 0; i < list_field_count; ++i) {
        const auto field = static_cast<list_field>(i);
        const auto text = text_in(columns, fields, field);
        if (field == list_field::key || text.empty()) continue;
        // With its length: a line break within a value is no end of it.
        all.append("\n").append(field_names[i]).append("=").append(std::to_string(text.size())).append(":").append(text);
    }
    return sha256(all);
}

}  // namespace

std::string_view name_of(list_field field) { return field_names[static_cast<std::size_t>(field)]; }

std::optional<list_field> list_field_named(std::string_view name) {
    const auto found = std::find(std::begin(field_names), std::end(field_names), name);
    if (found == std::end(field_names)) return std::nullopt;
    return static_cast<list_field>(found - std::begin(field_names));
}

checked<list_columns> read_list_titles(const std::vector<std::string>& fields, std::size_t line, const std::vector<told_column>& told) {
    list_columns out;
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto title = normal_text(fields[i], false);
        if (!title) return wrong_in(line, i, {}, "ada karakter kendali", "holds control characters");
        out.titles.push_back(title->empty() ? "kolom_" + std::to_string(i + 1) : *title);
        const std::string plain = plain_title(out.titles.back());
        if (std::find(seen.begin(), seen.end(), plain) != seen.end()) {
            return wrong_in(line, i, out.titles.back(), "judul kolom ini sudah ada", "there is another column of this title");
        }
        seen.push_back(plain);
        const auto field = meaning_of(plain, told);
        if (!field) continue;
        auto& place = out.place[static_cast<std::size_t>(*field)];
        if (place) {
            const std::string other = std::to_string(*place + 1), how = ": --column " + std::string(name_of(*field)) + "=…";
            return wrong_in(line, i, out.titles.back(), "berarti sama dengan kolom " + other + how, "means the same as column " + other + how);
        }
        place = i;
    }
    if (is_too_long(out.titles)) return wrong_in(line, 0, {}, "judul terlalu panjang", "the titles are too long");
    for (const auto& one : told) {
        if (!out.of(one.field)) return problem{errc::bad_value, "--column", "tidak ada kolom ini: " + one.title, "there is no such column: " + one.title};
    }
    if (out.of(list_field::name)) return out;
    return wrong_in(line, fields.size() - 1, {}, "tidak ada kolom nama (name, nama, nama_penerima, …); sebut dengan --column name=…",
                    "no column holds the name (name, nama, nama_penerima, …); tell it by --column name=…");
}

std::vector<std::string> meanings_of(const list_columns& columns) {
    std::vector<std::string> out(columns.titles.size());
    for (std::size_t i = 0; i < list_field_count; ++i) {
        if (columns.place[i]) out[*columns.place[i]] = field_names[i];
    }
    return out;
}

std::optional<list_columns> columns_meaning(const std::vector<std::string>& titles, const std::vector<std::string>& meanings) {
    if (titles.size() != meanings.size()) return std::nullopt;
    list_columns out;
    out.titles = titles;
    for (std::size_t i = 0; i < meanings.size(); ++i) {
        if (meanings[i].empty()) continue;
        const auto field = list_field_named(meanings[i]);
        if (!field || out.of(*field)) return std::nullopt;
        out.place[static_cast<std::size_t>(*field)] = i;
    }
    if (!out.of(list_field::name)) return std::nullopt;
    return out;
}

checked<list_row> read_list_row(const list_columns& columns, std::vector<std::string> fields, std::size_t line) {
    const std::size_t wanted = columns.titles.size();
    if (fields.size() < wanted) {
        return wrong_in(line, fields.size() - 1, {}, "kurang dari " + std::to_string(wanted) + " kolom; mungkin berkas terpotong",
                        "fewer than " + std::to_string(wanted) + " columns; the file may have been cut");
    }
    if (fields.size() > wanted) {
        return wrong_in(line, wanted, {}, "lebih dari " + std::to_string(wanted) + " kolom", "more than " + std::to_string(wanted) + " columns");
    }
    list_row out;
    out.fields = std::move(fields);
    for (std::size_t i = 0; i < wanted; ++i) {
        auto text = normal_text(out.fields[i], true);
        if (!text) return wrong_in(line, i, columns.titles[i], "ada karakter kendali", "holds control characters");
        out.fields[i] = std::move(*text);
    }
    if (is_too_long(out.fields)) return wrong_in(line, 0, {}, "baris terlalu panjang", "the row is too long");
    for (const auto field : {list_field::nik, list_field::kk}) {
        const auto read = identity::read_sixteen_digits(text_in(columns, out.fields, field));
        if (read.fault != identity::digits_fault::spreadsheet_form) continue;
        return wrong_in(line, *columns.of(field), columns.titles[*columns.of(field)],
                        "angka sudah dibulatkan oleh lembar kerja; simpan kolom ini sebagai teks",
                        "a spreadsheet has rounded the number; save this column as text");
    }
    look_at_numbers(columns, out);
    look_at_others(columns, out);
    out.key = text_in(columns, out.fields, list_field::key);
    out.content = content_of(columns, out.fields);
    return out;
}

identity::match_subject subject_of(const list_columns& columns, const std::vector<std::string>& fields) {
    const auto text = [&](list_field field) { return text_in(columns, fields, field); };
    identity::person_facts facts;
    facts.name = text(list_field::name);
    facts.nik = text(list_field::nik);
    facts.birth_date = day_in(text(list_field::birth_date));
    facts.birth_place = text(list_field::birth_place);
    facts.mother_name = text(list_field::mother);
    facts.sex = sex_in(text(list_field::sex));
    facts.kk_number = text(list_field::kk);
    facts.phone = text(list_field::phone);
    if (const auto place = text(list_field::village); is_place(place)) facts.village = place;
    return identity::subject_of(facts);
}

}  // namespace pendata
