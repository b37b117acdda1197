// Tables and JSON Lines. The only source here that reads JSON.
#include "tools/admin/listing.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <iostream>

#include "core/base/assert.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/dictionary/text.hpp"

namespace pendata::admin {

namespace {

constexpr std::size_t widest_cell = 60;
constexpr std::size_t gap = 2;

boost::json::value parsed(std::string_view json) {
    boost::system::error_code failed;
    auto out = boost::json::parse(boost::json::string_view(json.data(), json.size()), failed);
    PENDATA_ASSERT(!failed);  // it is the office's own
    return out;
}

// A held value may be anything: what would steer a terminal does not reach it.
std::string printable(std::string text) {
    for (auto& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    return text;
}

std::string shown(const boost::json::value& v) {
    if (v.is_null()) return "-";
    if (v.is_string()) return printable(std::string(v.get_string().data(), v.get_string().size()));
    return boost::json::serialize(v);
}

std::string shown_at(const boost::json::value& from, std::string_view path) {
    const auto* at = &from;
    while (!path.empty()) {
        const auto name = path.substr(0, path.find('.'));
        path.remove_prefix(std::min(path.size(), name.size() + 1));
        const auto* object = at->if_object();
        at = object == nullptr ? nullptr : object->if_contains(boost::json::string_view(name.data(), name.size()));
        if (at == nullptr) return "-";
    }
    return shown(*at);
}

// Cut to what a column holds, at a character.
std::string fitting(const std::string& text) {
    if (length_in_characters(text) <= widest_cell) return text;
    std::size_t end = 0;
    for (std::size_t characters = 0; end < text.size(); ++end) {
        const bool begins = (static_cast<unsigned char>(text[end]) & 0xc0) != 0x80;
        if (begins && ++characters == widest_cell) break;
    }
    return text.substr(0, end) + "…";
}

void print_row(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        line += cells[i];
        if (i + 1 < cells.size()) line.append(widths[i] - length_in_characters(cells[i]) + gap, ' ');
    }
    print_line(line);
}

}  // namespace

void listing::add(std::string json, std::vector<std::string> cells) {
    PENDATA_ASSERT(cells.size() == titles_.size());
    json_.push_back(std::move(json));
    cells_.push_back(std::move(cells));
}

void listing::add_from(std::string json, const std::vector<std::string_view>& paths) {
    const auto object = parsed(json);
    std::vector<std::string> cells;
    for (const auto path : paths) cells.push_back(fitting(shown_at(object, path)));
    add(std::move(json), std::move(cells));
}

void listing::print(bool as_json) const {
    if (as_json) {
        for (const auto& row : json_) print_line(row);
        return;
    }
    std::vector<std::size_t> widths;
    for (const auto& title : titles_) widths.push_back(length_in_characters(title));
    for (const auto& row : cells_) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], length_in_characters(row[i]));
        }
    }
    print_row(titles_, widths);
    for (const auto& row : cells_) print_row(row, widths);
}

std::string listing::json_array() const { return pendata::json_array(json_); }

std::string text_at(std::string_view json, std::string_view path) { return shown_at(parsed(json), path); }

std::vector<std::string> values_of(std::string_view json_array) {
    std::vector<std::string> out;
    const auto array = parsed(json_array);
    for (const auto& v : array.as_array()) out.push_back(boost::json::serialize(v));
    return out;
}

void print_line(std::string_view text) { std::cout << text << '\n'; }

}  // namespace pendata::admin
