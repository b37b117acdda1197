// What people answer to rows, and what verify looks at.
#include "sync-server/office/lists.hpp"

#include "core/dictionary/field_numbers.hpp"
#include "core/lists/csv.hpp"
#include "core/settle/case_record.hpp"
#include "sync-server/office/office_problem.hpp"

namespace pendata {

checked<list_line> answer_row(office& of, std::string_view source, std::uint32_t version, std::uint32_t row, list_answer_kind kind,
                              const record_id& person, std::int64_t now_ms) {
    told_problem told;
    list_line out;
    const auto answered = [&]() -> result<void> {
        PENDATA_TRY(lists, of.store().lists());
        return lists->transact([&]() -> result<void> {
            // Nobody writes any more: who is there now is not erased before this is done.
            PENDATA_TRY(view, of.view());
            if (kind == list_answer_kind::person) {
                PENDATA_TRY(record, view->find(person));
                const bool is_person = record && record->kind == kinds::person && !record->parts.empty() && !is_erased(*record);
                if (!is_person) return told.tell({errc::not_found, to_string(person), "tidak ada orang dengan ID ini", "no person has this id"});
            }
            PENDATA_TRY(active, lists->active(source));
            if (!active || (version != 0 && active->version != version)) {
                return told.tell({errc::not_found, std::string(source), "tidak ada versi itu yang berlaku dari sumber ini",
                                  "no such version of this source is active"});
            }
            PENDATA_TRY(found, lists->row_of(*active, row));
            if (!found || found->text.empty()) {
                return told.tell({errc::not_found, std::to_string(row), "baris itu tidak ada, atau sudah dihapus menurut hukum",
                                  "there is no such row, or the law has erased it"});
            }
            const bool same = found->answer ? found->answer->kind == kind && (kind != list_answer_kind::person || found->answer->person == person)
                                            : kind == list_answer_kind::taken_back;
            if (same) return errc::nothing_to_do;
            list_answer answer{0, kind, person, of.own_author(), now_ms};
            PENDATA_CHECK(lists->add_answer(source, *found, answer));
            PENDATA_TRY(rows, lists->same_rows(*active, found->key, found->content));
            for (const auto one : rows) {
                PENDATA_TRY(line, lists->row_of(*active, one));
                if (!line || line->text.empty()) continue;
                line->answer = kind == list_answer_kind::taken_back ? std::nullopt : std::optional(answer);
                PENDATA_TRY(sure, sureness_of(*view, *line));
                line->sure = sure;
                PENDATA_CHECK(lists->put_links(*active, *line));
                if (one == row) out = std::move(*line);
            }
            return {};
        });
    }();
    if (answered.has_error()) return told.of(answered.error());
    return out;
}

result<lists_checked> check_lists(office& of) {
    constexpr std::size_t checked_at_once = 2000;
    lists_checked out;
    PENDATA_TRY(lists, of.store().lists());
    PENDATA_CHECK(lists->look([&]() -> result<void> {
        PENDATA_TRY(versions, lists->versions());
        for (const auto& version : versions) {
            ++out.versions;
            const std::string named = version.source + " " + std::to_string(version.version);
            const auto columns = columns_of(version);
            std::uint32_t after = 0;
            for (std::size_t found = checked_at_once; columns.has_value() && found == checked_at_once;) {
                PENDATA_TRY(rows, lists->rows_of(version, after, checked_at_once));
                found = rows.size();
                if (!rows.empty()) after = rows.back().row;
                for (const auto& row : rows) {
                    const auto read = row.text.empty() ? checked<list_row>(list_row()) : read_list_row(*columns, csv_fields_of(row.text), row.line);
                    if (read.has_error() || read->content != row.content) out.broken.push_back(named + " " + std::to_string(row.row));
                }
            }
            PENDATA_TRY(counts, lists->counts_of(version));
            out.rows += counts.rows;
            const bool is_whole = version.state == list_state::arriving || counts.rows == version.facts.rows;
            if (columns.has_error() || !is_whole) out.broken.push_back(named);
        }
        return {};
    }));
    return out;
}

}  // namespace pendata
