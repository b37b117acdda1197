// The statements. Rows of a version are a range of numbers.
#include "sync-server/store/list_rows.hpp"

#include <algorithm>

#include "core/lists/csv.hpp"
#include "core/sqlite/database.hpp"
#include "core/sqlite/transaction.hpp"

namespace pendata {

using sqlite::as_text;

namespace {

constexpr int bits_of_row = 24;

std::int64_t first_list_row(const list_version& of) { return of.no << bits_of_row; }
std::int64_t list_row_number(const list_version& of, std::uint32_t row) { return first_list_row(of) + row; }
std::int64_t behind_list_rows(const list_version& of) { return (of.no + 1) << bits_of_row; }

constexpr std::string_view version_columns =
    "SELECT no, source, version, hash, state, doubt, programme, period, rows, ended, full_niks, zero_niks, imported_ms, active_ms, "
    "linked_ms, titles, meanings FROM list_version ";
constexpr std::string_view line_columns = "SELECT no, line, row_key, content, text, sure, answer FROM list_row ";
constexpr std::string_view answer_columns = "SELECT no, kind, person, author, ms FROM list_answer ";

std::optional<as_text> key_or_null(const std::string& key) {
    return key.empty() ? std::nullopt : std::optional(as_text{key});
}

bytes bytes_of_reasons(const std::vector<identity::match_reason>& reasons) {
    bytes out;
    for (const auto reason : reasons) out.push_back(static_cast<char>(reason));
    return out;
}

// Of a row that was erased: none.
digest content_or_none(bytes_view data) { return data.size() == sizeof(digest::raw) ? digest::from(data) : digest{}; }

bytes_view content_as_bytes(const list_line& row) { return row.text.empty() ? bytes_view() : row.content.view(); }

}  // namespace

list_rows::list_rows(std::unique_ptr<sqlite::database> file) : own_(std::move(file)), file_(own_.get()) {}
list_rows::list_rows(sqlite::database& file) : file_(&file) {}
list_rows::~list_rows() = default;

result<void> list_rows::transact(const std::function<result<void>()>& work) {
    PENDATA_TRY(change, sqlite::transaction::begin(*file_, sqlite::isolation::write));
    PENDATA_CHECK(work());
    return change.commit();
}

result<void> list_rows::look(const std::function<result<void>()>& questions) {
    PENDATA_TRY(snapshot, sqlite::transaction::begin(*file_, sqlite::isolation::snapshot));
    static_cast<void>(snapshot);
    return questions();
}

result<std::optional<list_version>> list_rows::one_version(sqlite::cursor& found) {
    PENDATA_TRY(there, found.step());
    if (!there) return std::optional<list_version>();
    list_version out;
    out.no = found.number(0);
    out.source = found.blob(1);
    out.version = found.number<std::uint32_t>(2);
    PENDATA_TRY(hash, found.id<digest>(3));
    out.facts.hash = hash;
    out.state = static_cast<list_state>(found.number(4));
    out.doubt = static_cast<list_doubt>(found.number(5));
    out.programme = found.blob(6);
    out.period = found.blob(7);
    out.facts.rows = found.number<std::uint64_t>(8);
    out.facts.is_ended = found.number(9) != 0;
    out.facts.full_niks = found.number<std::uint64_t>(10);
    out.facts.niks_ending_in_zero = found.number<std::uint64_t>(11);
    out.imported_ms = found.number(12);
    out.active_ms = found.number(13);
    out.linked_ms = found.number(14);
    out.titles = csv_fields_of(found.blob(15));
    out.meanings = csv_fields_of(found.blob(16));
    return std::optional(std::move(out));
}

result<std::vector<list_version>> list_rows::versions(std::string_view source) {
    PENDATA_TRY(found, file_->query(std::string(version_columns) + "WHERE ?1='' OR source=?1 ORDER BY source, version", as_text{source}));
    std::vector<list_version> out;
    for (;;) {
        PENDATA_TRY(one, one_version(found));
        if (!one) return out;
        out.push_back(std::move(*one));
    }
}

result<std::optional<list_version>> list_rows::active(std::string_view source) {
    PENDATA_TRY(found, file_->query(std::string(version_columns) + "WHERE source=? AND state=1", as_text{source}));
    return one_version(found);
}

result<std::optional<list_version>> list_rows::of_hash(std::string_view source, const digest& hash) {
    PENDATA_TRY(found, file_->query(std::string(version_columns) + "WHERE source=? AND hash=?", as_text{source}, hash.view()));
    return one_version(found);
}

result<list_counts> list_rows::counts_of(const list_version& of) {
    PENDATA_TRY(found, file_->query("SELECT count(*), total(sure=2), total(sure=1), total(sure=0), total(answer IS NOT NULL), total(text='') "
                                    "FROM list_row WHERE no>=? AND no<?",
                                    first_list_row(of), behind_list_rows(of)));
    PENDATA_TRY(there, found.step());
    if (!there) return errc::corrupt;
    const auto number = [&](int column) { return static_cast<std::uint64_t>(found.real(column)); };
    return list_counts{number(0), number(1), number(2), number(3), number(4), number(5)};
}

result<void> list_rows::read_links(std::int64_t row, list_line& out) {
    PENDATA_TRY(found, file_->query("SELECT person, level, score, reasons FROM list_link WHERE row=? ORDER BY level DESC, score DESC, person", row));
    for (;;) {
        PENDATA_TRY(more, found.step());
        if (!more) return {};
        PENDATA_TRY(person, found.id<record_id>(0));
        list_candidate one{person, {}};
        one.found.level = static_cast<identity::match_level>(found.number(1));
        one.found.score = found.number<std::uint16_t>(2);
        for (const char c : found.blob(3)) one.found.reasons.push_back(static_cast<identity::match_reason>(static_cast<unsigned char>(c)));
        out.candidates.push_back(std::move(one));
    }
}

result<std::optional<list_answer>> list_rows::read_answer(sqlite::cursor& found) {
    PENDATA_TRY(there, found.step());
    if (!there) return std::optional<list_answer>();
    list_answer out;
    out.no = found.number(0);
    out.kind = static_cast<list_answer_kind>(found.number(1));
    if (!found.is_null(2)) {
        PENDATA_TRY(person, found.id<record_id>(2));
        out.person = person;
    }
    PENDATA_TRY(author, found.id<officer_id>(3));
    out.author = author;
    out.ms = found.number(4);
    return std::optional(out);
}

result<std::vector<list_line>> list_rows::rows_of(const list_version& of, std::uint32_t after, std::size_t limit,
                                                  std::optional<link_class> sure) {
    const int wanted = sure ? static_cast<int>(*sure) : -1;
    PENDATA_TRY(found, file_->query(std::string(line_columns) + "WHERE no>?1 AND no<?2 AND (?3<0 OR sure=?3) ORDER BY no LIMIT ?4",
                                    list_row_number(of, after), behind_list_rows(of), wanted, limit));
    std::vector<list_line> out;
    for (;;) {
        PENDATA_TRY(more, found.step());
        if (!more) return out;
        list_line one;
        const auto number = found.number(0);
        one.row = static_cast<std::uint32_t>(number - first_list_row(of));
        one.line = found.number<std::uint64_t>(1);
        one.key = found.blob(2);
        one.content = content_or_none(found.blob(3));
        one.text = found.blob(4);
        one.sure = static_cast<link_class>(found.number(5));
        if (!found.is_null(6)) {
            PENDATA_TRY(said, file_->query(std::string(answer_columns) + "WHERE no=?", found.number(6)));
            PENDATA_TRY(answer, read_answer(said));
            one.answer = answer;
        }
        PENDATA_CHECK(read_links(number, one));
        out.push_back(std::move(one));
    }
}

result<std::optional<list_line>> list_rows::row_of(const list_version& of, std::uint32_t row) {
    if (row == 0) return std::optional<list_line>();
    PENDATA_TRY(found, rows_of(of, row - 1, 1));
    if (found.empty() || found.front().row != row) return std::optional<list_line>();
    return std::optional(std::move(found.front()));
}

result<bool> list_rows::says(const list_version& of, const list_line& row) {
    PENDATA_TRY(found, file_->query("SELECT 1 FROM list_row WHERE no=? AND text=? AND text<>''", list_row_number(of, row.row), as_text{row.text}));
    return found.step();
}

result<std::optional<list_answer>> list_rows::answer_to(std::string_view source, const std::string& key, const digest& content) {
    PENDATA_TRY(found, file_->query(std::string(answer_columns) + "WHERE no=(SELECT max(no) FROM (SELECT max(no) AS no FROM list_answer WHERE "
                                    "source=?1 AND content=?2 UNION ALL SELECT max(no) FROM list_answer WHERE source=?1 AND row_key=?3))",
                                    as_text{source}, content.view(), key_or_null(key)));
    PENDATA_TRY(answer, read_answer(found));
    if (answer && answer->kind == list_answer_kind::taken_back) answer.reset();
    return answer;
}

result<bool> list_rows::is_erased(std::string_view source, const std::string& key, const digest& content) {
    const auto of_key = mark_of_list_key(source, key);
    PENDATA_TRY(found, file_->query("SELECT 1 FROM list_erased WHERE mark IN (?, ?)", content.view(), of_key.view()));
    return found.step();
}

result<void> list_rows::add_version(list_version& fresh) {
    {
        PENDATA_TRY(last, file_->query("SELECT (SELECT ifnull(max(no), 0) FROM list_version), (SELECT ifnull(max(version), 0) FROM list_version "
                                       "WHERE source=?)",
                                       as_text{fresh.source}));
        PENDATA_TRY(there, last.step());
        if (!there) return errc::corrupt;
        fresh.no = last.number(0) + 1;
        fresh.version = last.number<std::uint32_t>(1) + 1;
    }
    const auto titles = csv_line(fresh.titles), meanings = csv_line(fresh.meanings);
    return file_->execute("INSERT INTO list_version(no, source, version, hash, state, doubt, programme, period, rows, ended, full_niks, zero_niks, "
                          "imported_ms, active_ms, linked_ms, titles, meanings) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)",
                          fresh.no, as_text{fresh.source}, fresh.version, fresh.facts.hash.view(), static_cast<int>(fresh.state),
                          static_cast<int>(fresh.doubt), as_text{fresh.programme}, as_text{fresh.period}, fresh.facts.rows,
                          fresh.facts.is_ended ? 1 : 0, fresh.facts.full_niks, fresh.facts.niks_ending_in_zero, fresh.imported_ms, as_text{titles}, as_text{meanings});
}

result<void> list_rows::put_row(const list_version& to, const list_line& row) {
    const auto number = list_row_number(to, row.row);
    PENDATA_CHECK(file_->execute("DELETE FROM list_link WHERE row=?", number));
    return file_->execute("REPLACE INTO list_row(no, line, row_key, content, text, sure) VALUES(?, ?, ?, ?, ?, 0)", number, row.line,
                          key_or_null(row.key), content_as_bytes(row), as_text{row.text});
}

result<void> list_rows::begin_again(const list_version& of) {
    PENDATA_CHECK(file_->execute("DELETE FROM list_link WHERE row>=? AND row<?", first_list_row(of), behind_list_rows(of)));
    PENDATA_CHECK(file_->execute("DELETE FROM list_row WHERE no>=? AND no<?", first_list_row(of), behind_list_rows(of)));
    const auto titles = csv_line(of.titles), meanings = csv_line(of.meanings);
    return file_->execute("UPDATE list_version SET programme=?, period=?, titles=?, meanings=? WHERE no=?", as_text{of.programme},
                          as_text{of.period}, as_text{titles}, as_text{meanings}, of.no);
}

result<void> list_rows::set_state(const list_version& of, list_state state, list_doubt doubt) {
    return file_->execute("UPDATE list_version SET state=?, doubt=? WHERE no=?", static_cast<int>(state), static_cast<int>(doubt), of.no);
}

result<void> list_rows::activate(const list_version& of, std::int64_t now_ms) {
    PENDATA_CHECK(file_->execute("UPDATE list_version SET state=2 WHERE source=? AND state=1", as_text{of.source}));
    return file_->execute("UPDATE list_version SET state=1, doubt=0, active_ms=? WHERE no=?", now_ms, of.no);
}

result<void> list_rows::note_linked(const list_version& of, std::int64_t now_ms) {
    return file_->execute("UPDATE list_version SET linked_ms=? WHERE no=?", now_ms, of.no);
}

result<void> list_rows::put_links(const list_version& of, const list_line& row) {
    const auto number = list_row_number(of, row.row);
    const std::optional<std::int64_t> answer = row.answer ? std::optional(row.answer->no) : std::nullopt;
    PENDATA_CHECK(file_->execute("DELETE FROM list_link WHERE row=?", number));
    for (const auto& one : row.candidates) {
        const auto reasons = bytes_of_reasons(one.found.reasons);
        PENDATA_CHECK(file_->execute("INSERT INTO list_link(row, person, level, score, reasons) SELECT no, ?, ?, ?, ? FROM list_row WHERE no=? "
                                     "AND text<>''",
                                     one.person.view(), static_cast<int>(one.found.level), one.found.score, bytes_view(reasons), number));
    }
    return file_->execute("UPDATE list_row SET sure=?, answer=? WHERE no=? AND text<>''", static_cast<int>(row.sure), answer, number);
}

result<void> list_rows::add_answer(std::string_view source, const list_line& row, list_answer& answer) {
    const bool is_person = answer.kind == list_answer_kind::person;
    PENDATA_CHECK(file_->execute("INSERT INTO list_answer(source, row_key, content, kind, person, author, ms) VALUES(?, ?, ?, ?, ?, ?, ?)",
                                 as_text{source}, key_or_null(row.key), row.content.view(), static_cast<int>(answer.kind),
                                 is_person ? std::optional(answer.person.view()) : std::nullopt, answer.author.view(), answer.ms));
    answer.no = file_->last_row();
    return {};
}

result<std::vector<std::uint32_t>> list_rows::same_rows(const list_version& of, const std::string& key, const digest& content) {
    PENDATA_TRY(found, file_->query("SELECT no FROM list_row WHERE content=?1 AND no>=?3 AND no<?4 UNION SELECT no FROM list_row WHERE row_key=?2 "
                                    "AND no>=?3 AND no<?4",
                                    content.view(), key_or_null(key), first_list_row(of), behind_list_rows(of)));
    std::vector<std::uint32_t> out;
    for (;;) {
        PENDATA_TRY(more, found.step());
        if (!more) return out;
        out.push_back(static_cast<std::uint32_t>(found.number(0) - first_list_row(of)));
    }
}

}  // namespace pendata
