// A row is compared with what is there and only what differs is written: an edit of one field touches one column
// and no index of another.
#include "client-lib/src/store/projection_rows.hpp"

#include <algorithm>

#include "client-lib/src/store/filter_sql.hpp"

namespace pendata::store {

namespace {

constexpr char between_elements = '\n';  // of a searched set, whose elements are one line each

}  // namespace

projection_rows::projection_rows(sqlite::database& file, const dictionary& census, search_index& search)
    : file_(file), search_(search) {
    for (const kind_def& kind : census.kinds) {
        table t{&kind, columns_of(kind), false, {}, {}, {}};
        const std::string name = table_of(kind.number);
        std::string columns;
        std::string places;
        for (const field_def* field : t.columns) {
            const std::string column = column_of(field->number);
            columns += ", " + column;
            places += ", ?";
            t.update.push_back("UPDATE " + name + " SET " + column + " = ? WHERE record = ?");
            t.searched = t.searched || field->searched;
        }
        t.select = "SELECT record" + columns + " FROM " + name + " WHERE record = ?";
        t.insert = "INSERT INTO " + name + "(record" + columns + ") VALUES(?" + places + ")";
        tables_.emplace(kind.number, std::move(t));
    }
}

projection_rows::row_values projection_rows::values_of(const table& of, const projection& row) {
    row_values out;
    for (const field_def* field : of.columns) {
        std::vector<column_value> told;
        for (const auto& [number, content] : row.values) {
            if (number == field->number && !content.is_cleared()) told.push_back(column_value::of(content));
        }
        if (told.empty()) {
            out.emplace_back();
        } else if (!field->set_valued) {
            out.push_back(std::move(told.front()));
        } else {
            column_value all{column_value::form::text, 0, {}};
            std::sort(told.begin(), told.end(), [](const auto& a, const auto& b) { return a.data < b.data; });
            for (const column_value& one : told) {
                if (!all.data.empty()) all.data += between_elements;
                all.data += one.data;
            }
            out.push_back(std::move(all));
        }
    }
    return out;
}

std::vector<word_list> projection_rows::words_of_row(const table& of, const row_values& values) {
    std::vector<word_list> out;
    for (std::size_t n = 0; n < of.columns.size(); ++n) {
        if (!of.columns[n]->searched || values[n].is != column_value::form::text) continue;
        std::string_view text = values[n].data;
        while (!text.empty()) {
            const auto end = of.columns[n]->set_valued ? std::min(text.find(between_elements), text.size()) : text.size();
            if (auto words = words_of(text.substr(0, end)); !words.empty()) out.push_back(std::move(words));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }
    return out;
}

result<std::optional<projection_rows::row_values>> projection_rows::read(const table& of, std::int64_t record) {
    PENDATA_TRY(run, file_.query(of.select, record));
    PENDATA_TRY(found, run.step());
    if (!found) return std::optional<row_values>();
    row_values out;
    for (std::size_t n = 0; n < of.columns.size(); ++n) {
        out.push_back(column_value::read(run, static_cast<int>(n) + 1));
    }
    return std::optional(std::move(out));
}

result<void> projection_rows::put(std::int64_t record, const projection& row) {
    const auto known = tables_.find(row.kind);
    if (known == tables_.end()) return {};
    const table& of = known->second;
    const row_values now = values_of(of, row);
    PENDATA_TRY(before, read(of, record));
    if (!before) {
        PENDATA_TRY(run, file_.use(of.insert));
        run.bind(1, record);
        for (std::size_t n = 0; n < now.size(); ++n) now[n].bind(run, static_cast<int>(n) + 2);
        PENDATA_CHECK(run.finish());
        return of.searched ? search_.changed(record, "") : result<void>();
    }
    bool searched_changed = false;
    for (std::size_t n = 0; n < now.size(); ++n) {
        if (now[n] == (*before)[n]) continue;
        searched_changed = searched_changed || of.columns[n]->searched;
        PENDATA_TRY(run, file_.use(of.update[n]));
        now[n].bind(run, 1);
        run.bind(2, record);
        PENDATA_CHECK(run.finish());
    }
    if (!searched_changed) return {};
    return search_.changed(record, indexed_text(words_of_row(of, *before)));
}

result<void> projection_rows::erase(std::int64_t record, std::uint16_t kind) {
    const auto known = tables_.find(kind);
    if (known == tables_.end()) return {};
    PENDATA_TRY(before, read(known->second, record));
    if (!before) return {};
    if (known->second.searched) {
        PENDATA_CHECK(search_.erase(record, indexed_text(words_of_row(known->second, *before))));
    }
    return file_.execute("DELETE FROM " + table_of(kind) + " WHERE record = ?", record);
}

result<std::vector<record_id>> projection_rows::list(std::uint16_t kind, const filter* where, std::size_t limit) {
    const auto known = tables_.find(kind);
    if (known == tables_.end()) return errc::unknown_kind;
    filter_sql sql{"1", {}};
    if (where != nullptr) {
        PENDATA_TRY(compiled, compile(*known->second.kind, *where));
        sql = std::move(compiled);
    }
    const std::string text = "SELECT r.id FROM " + table_of(kind) + " p JOIN record r ON r.row = p.record WHERE " +
                             sql.condition + " AND r.kind = ? ORDER BY r.id LIMIT ?";
    // Filters are as many as there are people; the plain list is one.
    PENDATA_TRY(run, where != nullptr ? file_.use_once(text) : file_.use(text));
    int parameter = 0;
    for (const column_value& operand : sql.operands) operand.bind(run, ++parameter);
    run.bind(++parameter, kind);
    run.bind(++parameter, limit == 0 ? std::int64_t{-1} : static_cast<std::int64_t>(limit));
    return ids_of(run);
}

result<void> projection_rows::visit(std::uint16_t kind, const filter& where, std::span<const std::uint16_t> fields,
                                    const device_transaction::row_visitor& visitor) {
    const auto known = tables_.find(kind);
    if (known == tables_.end()) return errc::unknown_kind;
    PENDATA_TRY(sql, compile(*known->second.kind, where));
    std::vector<const field_def*> asked;
    std::string text = "SELECT r.id";
    for (const auto number : fields) {
        asked.push_back(known->second.kind->find(number));
        if (asked.back() == nullptr || !asked.back()->indexed) return errc::unknown_field;
        text += ", p." + column_of(number);
    }
    text += " FROM " + table_of(kind) + " p JOIN record r ON r.row = p.record WHERE " + sql.condition;
    PENDATA_TRY(run, file_.use_once(text));
    int parameter = 0;
    for (const column_value& operand : sql.operands) operand.bind(run, ++parameter);
    std::vector<value> row(fields.size());
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return {};
        for (std::size_t n = 0; n < row.size(); ++n) {
            row[n] = column_value::read(run, static_cast<int>(n) + 1).to_value(asked[n]->type == field_type::reference);
        }
        visitor(record_id::from(run.blob(0)), row);
    }
}

result<std::vector<record_id>> projection_rows::referring(std::uint16_t kind, std::uint16_t field,
                                                          const record_id& target) {
    const auto known = tables_.find(kind);
    if (known == tables_.end()) return errc::unknown_kind;
    const field_def* column = known->second.kind->find(field);
    if (column == nullptr || !column->indexed) return errc::unknown_field;
    PENDATA_TRY(run, file_.query("SELECT r.id FROM " + table_of(kind) + " p JOIN record r ON r.row = p.record WHERE p." +
                                     column_of(field) + " = ? AND r.kind = ? ORDER BY r.id",
                                 target.view(), kind));
    return ids_of(run);
}

result<std::vector<word_list>> projection_rows::searched(std::int64_t record) {
    PENDATA_TRY(run, file_.query("SELECT kind FROM record WHERE row = ?", record));
    PENDATA_TRY(found, run.step());
    const auto known = found ? tables_.find(run.number<std::uint16_t>(0)) : tables_.end();
    if (known == tables_.end()) return std::vector<word_list>();
    PENDATA_TRY(values, read(known->second, record));
    return values ? words_of_row(known->second, *values) : std::vector<word_list>();
}

result<void> projection_rows::queue_all() {
    for (const auto& [kind, of] : tables_) {
        if (!of.searched) continue;
        PENDATA_CHECK(file_.execute("INSERT INTO search_queue(record, was) SELECT record, '' FROM " + table_of(kind) +
                                    " WHERE 1 ON CONFLICT DO NOTHING"));
    }
    return {};
}

}  // namespace pendata::store
