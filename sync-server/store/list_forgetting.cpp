// What an erasure by law takes of the lists of others. Part of the transaction in which the record goes; and once more in
// a store that was put back from before.
#include <set>

#include "core/sqlite/database.hpp"
#include "sync-server/store/list_rows.hpp"

namespace pendata {

using sqlite::as_text;

namespace {

constexpr int shift_of_row = 24;

struct meant_row {
    std::int64_t no = 0;
    std::string source, key;
    bytes content;
};

// Rows that were answered with the record, or, unanswered, surely meant it.
result<std::vector<meant_row>> rows_meaning(sqlite::database& file, const record_id& record) {
    PENDATA_TRY(found, file.query("SELECT r.no, v.source, r.row_key, r.content FROM list_row r JOIN list_version v ON v.no=r.no>>?2 WHERE r.text<>'' "
                                  "AND r.no IN (SELECT l.row FROM list_link l JOIN list_row s ON s.no=l.row WHERE l.person=?1 AND l.level=2 AND "
                                  "s.sure=2 AND s.answer IS NULL UNION SELECT s.no FROM list_row s WHERE s.answer IN (SELECT no FROM list_answer "
                                  "WHERE person=?1))",
                                  record.view(), shift_of_row));
    std::vector<meant_row> out;
    for (;;) {
        PENDATA_TRY(more, found.step());
        if (!more) return out;
        out.push_back({found.number(0), std::string(found.blob(1)), std::string(found.blob(2)), bytes(found.blob(3))});
    }
}

// The row in every version, and what was answered to it.
result<void> wipe_row(sqlite::database& file, const meant_row& row) {
    const auto key = row.key.empty() ? std::nullopt : std::optional(as_text{row.key});
    PENDATA_CHECK(file.execute("INSERT INTO list_erased(mark) VALUES(?) ON CONFLICT DO NOTHING", row.content));
    if (key) {
        const auto mark = mark_of_list_key(row.source, row.key);
        PENDATA_CHECK(file.execute("INSERT INTO list_erased(mark) VALUES(?) ON CONFLICT DO NOTHING", mark.view()));
    }
    std::set<std::int64_t> same;
    {
        PENDATA_TRY(found, file.query("SELECT no FROM list_row WHERE content=?1 UNION SELECT r.no FROM list_row r JOIN list_version v ON "
                                      "v.no=r.no>>?4 WHERE r.row_key=?2 AND v.source=?3",
                                      bytes_view(row.content), key, as_text{row.source}, shift_of_row));
        for (;;) {
            PENDATA_TRY(more, found.step());
            if (!more) break;
            same.insert(found.number(0));
        }
    }
    for (const auto no : same) {
        PENDATA_CHECK(file.execute("DELETE FROM list_link WHERE row=?", no));
        PENDATA_CHECK(file.execute("UPDATE list_row SET row_key=NULL, content=x'', text='', sure=0, answer=NULL WHERE no=?", no));
    }
    return file.execute("DELETE FROM list_answer WHERE source=?1 AND (content=?2 OR row_key=?3)", as_text{row.source}, row.content, key);
}

// What is left of a row without the record: as sure as its other candidates make it.
result<void> unlink_row(sqlite::database& file, std::int64_t no, const record_id& record) {
    PENDATA_CHECK(file.execute("DELETE FROM list_link WHERE row=? AND person=?", no, record.view()));
    std::vector<identity::match_finding> left;
    {
        PENDATA_TRY(found, file.query("SELECT level FROM list_link WHERE row=?", no));
        for (;;) {
            PENDATA_TRY(more, found.step());
            if (!more) break;
            left.emplace_back().level = static_cast<identity::match_level>(found.number(0));
        }
    }
    return file.execute("UPDATE list_row SET sure=? WHERE no=? AND answer IS NULL", static_cast<int>(classify_links(left)), no);
}

}  // namespace

digest mark_of_list_key(std::string_view source, std::string_view key) { return sha256({"pendata.list.key.1\n", source, "\n", key}); }

result<std::vector<digest>> list_rows::erased_marks() {
    PENDATA_TRY(found, file_->query("SELECT mark FROM list_erased"));
    std::vector<digest> out;
    for (;;) {
        PENDATA_TRY(more, found.step());
        if (!more) return out;
        PENDATA_TRY(mark, found.id<digest>(0));
        out.push_back(mark);
    }
}

result<std::vector<digest>> list_rows::marks_meaning(std::span<const record_id> records) {
    std::vector<digest> out;
    for (const auto& record : records) {
        PENDATA_TRY(meant, rows_meaning(*file_, record));
        for (const auto& row : meant) {
            out.push_back(digest::from(row.content));
            if (!row.key.empty()) out.push_back(mark_of_list_key(row.source, row.key));
        }
    }
    return out;
}

result<std::size_t> list_rows::wipe_marked(const std::function<bool(const digest&)>& is_mark) {
    std::vector<meant_row> marked;
    {
        PENDATA_TRY(found, file_->query("SELECT r.no, v.source, r.row_key, r.content FROM list_row r JOIN list_version v ON v.no=r.no>>? WHERE "
                                        "r.text<>''",
                                        shift_of_row));
        for (;;) {
            PENDATA_TRY(more, found.step());
            if (!more) break;
            meant_row row{found.number(0), std::string(found.blob(1)), std::string(found.blob(2)), bytes(found.blob(3))};
            const bool is_so = is_mark(digest::from(row.content)) || (!row.key.empty() && is_mark(mark_of_list_key(row.source, row.key)));
            if (is_so) marked.push_back(std::move(row));
        }
    }
    for (const auto& row : marked) PENDATA_CHECK(wipe_row(*file_, row));
    return marked.size();
}

result<void> forget_in_lists(sqlite::database& file, const record_id& record) {
    PENDATA_TRY(meant, rows_meaning(file, record));
    for (const auto& row : meant) PENDATA_CHECK(wipe_row(file, row));
    std::vector<std::int64_t> linked;
    {
        PENDATA_TRY(found, file.query("SELECT row FROM list_link WHERE person=?", record.view()));
        for (;;) {
            PENDATA_TRY(more, found.step());
            if (!more) break;
            linked.push_back(found.number(0));
        }
    }
    for (const auto no : linked) PENDATA_CHECK(unlink_row(file, no, record));
    return file.execute("DELETE FROM list_answer WHERE person=?", record.view());
}

}  // namespace pendata
