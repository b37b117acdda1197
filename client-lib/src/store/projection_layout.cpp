// The layout table remembers, for each kind, the fields of the dictionary that last wrote it. Columns of fields a
// dictionary no longer marks stay: another version may still want them, and dropping rewrites the table.
#include "client-lib/src/store/projection_layout.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "client-lib/src/store/columns.hpp"

namespace pendata::store {

namespace {

using name_set = std::set<std::string>;

// "f10 f12s", ascending: s marks a field that is searched.
std::string layout_of(const kind_def& kind) {
    std::string out;
    for (const field_def* field : columns_of(kind)) {
        if (!out.empty()) out += ' ';
        out += column_of(field->number);
        if (field->searched) out += 's';
    }
    return out;
}

name_set names_in(std::string_view text) {
    name_set out;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        out.emplace(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

name_set searched(const name_set& layout) {
    name_set out;
    for (const auto& word : layout) {
        if (word.ends_with('s')) out.insert(word);
    }
    return out;
}

// The columns alone, without marks.
name_set columns(const name_set& layout) {
    name_set out;
    for (const auto& word : layout) out.insert(word.ends_with('s') ? word.substr(0, word.size() - 1) : word);
    return out;
}

result<name_set> names(sqlite::cursor& run) {
    name_set out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        out.emplace(run.blob(0));
    }
}

// Columns have no type: what is bound is kept as it is, a number with leading zeros stays a text. A new table is made with
// all of them, since each one added later has SQLite read its whole schema again.
result<void> make_table(sqlite::database& file, const kind_def& kind) {
    const std::string table = table_of(kind.number);
    const auto fields = columns_of(kind);
    std::string sql = "CREATE TABLE IF NOT EXISTS " + table + "(record INTEGER PRIMARY KEY";
    for (const field_def* field : fields) sql += ", " + column_of(field->number);
    PENDATA_CHECK(file.run(sql + ")"));
    PENDATA_TRY(run, file.query("SELECT name FROM pragma_table_info(?1) UNION ALL SELECT name FROM pragma_index_list(?1)",
                                sqlite::as_text{table}));
    PENDATA_TRY(present, names(run));
    for (const field_def* field : fields) {
        const std::string column = column_of(field->number);
        const std::string index = table + "_" + column;
        if (!present.contains(column)) PENDATA_CHECK(file.run("ALTER TABLE " + table + " ADD COLUMN " + column));
        if (field->key_indexed == present.contains(index)) continue;
        // Only rows that have the value are in the index; equality asks for no others.
        PENDATA_CHECK(file.run(field->key_indexed ? "CREATE INDEX " + index + " ON " + table + "(" + column + ") WHERE " +
                                                        column + " IS NOT NULL"
                                                  : "DROP INDEX " + index));
    }
    return {};
}

}  // namespace

result<bool> apply_layout(sqlite::database& file, const dictionary& census) {
    bool search_changed = false;
    for (const kind_def& kind : census.kinds) {
        const std::string wanted = layout_of(kind);
        PENDATA_TRY(run, file.query("SELECT fields FROM layout WHERE kind = ?", kind.number));
        PENDATA_TRY(known, run.step());
        const std::string present = known ? std::string(run.blob(0)) : std::string();
        if (known && present == wanted) continue;

        PENDATA_CHECK(make_table(file, kind));
        const name_set now = names_in(wanted);
        const name_set before = names_in(present);
        const name_set columns_now = columns(now);
        const name_set columns_before = columns(before);
        const bool grown = !known || !std::includes(columns_before.begin(), columns_before.end(), columns_now.begin(),
                                                    columns_now.end());
        search_changed = search_changed || searched(now) != searched(before);
        // Records may have come while this kind was unknown; without any there is nothing to project again.
        PENDATA_CHECK(file.execute("INSERT INTO layout(kind, fields, stale) "
                                   "VALUES(?1, ?2, ?3 AND EXISTS(SELECT 1 FROM record WHERE kind = ?1)) "
                                   "ON CONFLICT DO UPDATE SET fields = excluded.fields, stale = stale OR excluded.stale",
                                   kind.number, sqlite::as_text{wanted}, grown ? 1 : 0));
    }
    return search_changed;
}

result<std::vector<std::uint16_t>> stale_kinds(sqlite::database& file) {
    PENDATA_TRY(run, file.use("SELECT kind FROM layout WHERE stale ORDER BY kind"));
    std::vector<std::uint16_t> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        out.push_back(run.number<std::uint16_t>(0));
    }
}

result<void> set_current(sqlite::database& file, std::uint16_t kind) {
    return file.execute("UPDATE layout SET stale = 0 WHERE kind = ?", kind);
}

}  // namespace pendata::store
