// Reading and writing the JSON of an import.
#include "tools/field/import_rows.hpp"

#include <boost/json.hpp>
#include <cstdio>

namespace field {

namespace json = boost::json;

namespace {

json::value row_of(std::string_view text) {
    boost::system::error_code wrong;
    json::value out = json::parse(text, wrong);
    return wrong ? json::value() : out;
}

std::string text_member(const json::object& object, std::string_view name) {
    const auto* found = object.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

}  // namespace

import_outcome read_outcome(std::string_view text) {
    import_outcome out;
    const json::value value = row_of(text);
    const auto* object = value.if_object();
    if (object == nullptr) return out;
    if (const auto* added = object->if_contains("added"); added != nullptr && added->is_number()) {
        out.added = added->to_number<std::uint64_t>();
    }
    const auto* rejected = object->if_contains("rejected");
    const auto* rows = rejected == nullptr ? nullptr : rejected->if_array();
    if (rows == nullptr) return out;
    for (const auto& one : *rows) {
        const auto* row = one.if_object();
        const auto* number = row == nullptr ? nullptr : row->if_contains("row");
        if (number == nullptr || !number->is_number()) continue;
        out.rejected.push_back({number->to_number<std::size_t>(), text_member(*row, "field"), text_member(*row, "reason"),
                                text_member(*row, "reason_en")});
    }
    return out;
}

std::string rejected_line(std::string_view row, std::uint64_t line, const rejected_row& why) {
    boost::system::error_code wrong;
    static_cast<void>(json::parse(row, wrong));
    // A row that is JSON stays as it was typed, to the byte. What is not is kept as text, with bytes that are no
    // UTF-8 made visible.
    std::string as_typed(row);
    if (wrong) {
        for (char& c : as_typed) c = static_cast<unsigned char>(c) < 0x80 ? c : '?';
        as_typed = json::serialize(json::value(as_typed));
    }
    const json::object about{{"line", line}, {"field", why.field}, {"reason", why.reason}, {"reason_en", why.reason_en}};
    return "{\"row\":" + as_typed + "," + json::serialize(about).substr(1);
}

std::string import_json(std::uint64_t added, std::uint64_t rejected, double seconds) {
    char text[128];
    std::snprintf(text, sizeof text, "{\"added\":%llu,\"rejected\":%llu,\"seconds\":%.3f}",
                  static_cast<unsigned long long>(added), static_cast<unsigned long long>(rejected), seconds);
    return text;
}

std::string import_words(const arguments& typed, std::uint64_t added, std::uint64_t rejected) {
    const std::string a = std::to_string(added);
    const std::string r = std::to_string(rejected);
    return typed.english ? a + " added, " + r + " rejected" : a + " ditambahkan, " + r + " ditolak";
}

void nik_endings::count(std::string_view row) {
    if (row.find("\"nik\"") == std::string_view::npos) return;
    const json::value value = row_of(row);
    const auto* object = value.if_object();
    const auto* nik = object == nullptr ? nullptr : object->if_contains("nik");
    if (nik != nullptr && nik->is_object()) nik = nik->get_object().if_contains("value");
    if (nik == nullptr) return;
    // A spreadsheet writes numbers, too.
    const std::string digits = nik->is_string() ? std::string(nik->get_string()) : nik->is_number() ? json::serialize(*nik) : "";
    if (digits.empty()) return;
    ++niks_;
    if (digits.back() == '0' || nik->is_double()) ++ending_in_zero_;
}

bool nik_endings::look_rounded() const {
    constexpr std::uint64_t enough = 20;
    return niks_ >= enough && ending_in_zero_ * 10 > niks_ * 3;
}

}  // namespace field
