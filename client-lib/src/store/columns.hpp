// The projection's columns: what the dictionary marks `index` or `search`. Named by numbers, which are never
// used again, unlike names.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "core/dictionary/dictionary.hpp"
#include "core/sqlite/cursor.hpp"

namespace pendata::store {

// The fields of a kind that have a column, ascending by number.
std::vector<const field_def*> columns_of(const kind_def& kind);

std::string table_of(std::uint16_t kind);    // projection_1
std::string column_of(std::uint16_t field);  // f10

// What a column holds. Texts and integers are themselves, so that SQL orders them as the filter does;
// references, octets and types nobody knows are bytes; cleared is NULL.
struct column_value {
    enum class form { none, integer, text, octets };
    form is = form::none;
    std::int64_t number = 0;
    bytes data;

    static column_value of(const value& content);
    static column_value read(const sqlite::cursor& run, int column);
    void bind(sqlite::cursor& run, int parameter) const;
    // The value it was made of; bytes of sixteen are a reference where that is asked for.
    value to_value(bool reference) const;

    friend bool operator==(const column_value&, const column_value&) = default;
};

}  // namespace pendata::store
