// Figures as JSON and as a table.
#include "tools/bench/figure.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/dictionary/json_text.hpp"

namespace pendata::bench {

namespace {

// Four digits are more than a noisy machine knows.
std::string number_text(double number) {
    char out[48];
    std::snprintf(out, sizeof out, std::abs(number) < 1000 ? "%.4g" : "%.0f", number);
    return out;
}

std::optional<double> ratio_of(const figure& f) {
    if (!f.limit || *f.limit == 0) return std::nullopt;
    return f.value / *f.limit;
}

std::string or_null(const std::optional<double>& number) {
    return number ? number_text(*number) : "null";
}

struct limit_words {
    std::string_view code, id, en;
};

limit_words words_of(limit_kind kind) {
    switch (kind) {
        case limit_kind::none: return {"none", "tanpa batas pembanding", "no raw counterpart"};
        case limit_kind::raw_insert: return {"raw_insert", "SQLite mentah", "raw SQLite insert"};
        case limit_kind::raw_table: return {"raw_table", "tabel SQLite mentah", "raw SQLite table"};
        case limit_kind::raw_text: return {"raw_text", "FTS5 mentah", "raw FTS5 index"};
        case limit_kind::raw_codec: return {"raw_codec", "kolom zstd mentah", "raw zstd columns"};
        case limit_kind::tls_handshake:
            return {"tls_handshake", "jabat tangan TLS saja", "bare TLS handshake"};
        case limit_kind::tls_listener:
            return {"tls_listener", "koneksi TLS saja", "bare TLS connections"};
        case limit_kind::equal_number: return {"equal_number", "NIK sama saja", "equal NIKs alone"};
        case limit_kind::raw_query: return {"raw_query", "SQLite mentah", "raw SQLite file"};
        case limit_kind::packed_list: return {"packed_list", "perubahan dikemas tangan", "changes packed by hand"};
        case limit_kind::slow_line: return {"slow_line", "bita paling sedikit di 2G", "least bytes over 2G"};
        case limit_kind::loopback: return {"loopback", "bolak-balik loopback", "loopback round trip"};
        case limit_kind::mean_wait: return {"mean_wait", "rata-rata tunggu", "mean wait"};
        case limit_kind::row_list: return {"row_list", "menyebut semua baris", "naming every row"};
    }
    return {};
}

std::string padded(std::string_view text, std::size_t width, bool right) {
    const std::string blanks(text.size() < width ? width - text.size() : 0, ' ');
    return right ? blanks + std::string(text) : std::string(text) + blanks;
}

}  // namespace

void report::note(std::string name, std::string_view text) {
    facts_.push_back({std::move(name), json_string(text)});
}

void report::note(std::string name, double number) {
    facts_.push_back({std::move(name), number_text(number)});
}

std::string report::to_json() const {
    json_members members;
    for (const auto& f : figures_) {
        members.emplace_back(
            f.name, json_object({{"value", number_text(f.value)},
                                 {"unit", json_string(f.unit)},
                                 {"limit", or_null(f.limit)},
                                 {"ratio", or_null(ratio_of(f))},
                                 {"limit_is", json_string(words_of(f.measured_on).code)}}));
    }
    for (const auto& f : facts_) members.emplace_back(f.name, f.json);
    return json_object(std::move(members));
}

std::string report::to_table(bool indonesian) const {
    using row = std::vector<std::string>;
    std::vector<row> rows{indonesian ? row{"angka", "nilai", "satuan", "batas", "rasio", "batas dari"}
                                     : row{"figure", "value", "unit", "limit", "ratio", "limit is"}};
    for (const auto& f : figures_) {
        const auto words = words_of(f.measured_on);
        const auto or_dash = [](const std::optional<double>& n) { return n ? number_text(*n) : "-"; };
        rows.push_back({f.name, number_text(f.value), f.unit, or_dash(f.limit), or_dash(ratio_of(f)),
                        std::string(indonesian ? words.id : words.en)});
    }
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (const auto& r : rows) {
        for (std::size_t i = 0; i < r.size(); ++i) widths[i] = std::max(widths[i], r[i].size());
    }
    std::string out;
    for (const auto& r : rows) {
        for (std::size_t i = 0; i < r.size(); ++i) {
            const bool is_number = i == 1 || i == 3 || i == 4;
            out += padded(r[i], i + 1 < r.size() ? widths[i] : 0, is_number);
            out += i + 1 < r.size() ? "  " : "\n";
        }
    }
    for (const auto& f : facts_) out += f.name + ": " + f.json + "\n";
    return out;
}

}  // namespace pendata::bench
