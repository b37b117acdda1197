// The projection: for each kind a table of the fields the dictionary marks, so that lists and filters need not open
// a part; and the searched ones, from which the index of the search is made.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "client-lib/src/store/columns.hpp"
#include "client-lib/src/store/record_rows.hpp"
#include "client-lib/src/store/search_index.hpp"
#include "core/dictionary/filter.hpp"
#include "core/storage/device_store.hpp"

namespace pendata::store {

class projection_rows {
public:
    // The tables are as apply_layout() made them for this dictionary.
    projection_rows(sqlite::database& file, const dictionary& census, search_index& search);

    // Of a kind this dictionary does not know nothing is kept.
    result<void> put(std::int64_t record, const projection& row);
    result<void> erase(std::int64_t record, std::uint16_t kind);
    bool knows(std::uint16_t kind) const { return tables_.contains(kind); }

    // Errors: unknown_kind; bad_expression.
    result<std::vector<record_id>> list(std::uint16_t kind, const filter* where, std::size_t limit);
    // Errors: those of list(); unknown_field.
    result<void> visit(std::uint16_t kind, const filter& where, std::span<const std::uint16_t> fields,
                       const device_transaction::row_visitor& visitor);
    // Errors: unknown_kind; unknown_field, where the field has no column.
    result<std::vector<record_id>> referring(std::uint16_t kind, std::uint16_t field, const record_id& target);

    // The searched values of a record, folded; none where it is not projected.
    result<std::vector<word_list>> searched(std::int64_t record);
    // Every record with searched values, told to the search as new.
    result<void> queue_all();

private:
    struct table {
        const kind_def* kind = nullptr;
        std::vector<const field_def*> columns;
        bool searched = false;
        std::string select;  // all columns of a record
        std::string insert;
        std::vector<std::string> update;  // one column each
    };
    using row_values = std::vector<column_value>;

    result<std::optional<row_values>> read(const table& of, std::int64_t record);
    static row_values values_of(const table& of, const projection& row);
    static std::vector<word_list> words_of_row(const table& of, const row_values& values);

    sqlite::database& file_;
    search_index& search_;
    std::map<std::uint16_t, table> tables_;
};

}  // namespace pendata::store
