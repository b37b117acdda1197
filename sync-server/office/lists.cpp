// Reading twice: first to know that the file is sound, without holding anybody up; then into the store.
#include "sync-server/office/lists.hpp"

#include <algorithm>

#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/text.hpp"
#include "core/lists/csv.hpp"
#include "sync-server/office/list_file.hpp"
#include "sync-server/office/office_problem.hpp"

namespace pendata {

namespace {

constexpr std::size_t longest_list_name = 100;

std::optional<problem> wrong_names(list_import& wanted) {
    for (const auto& [text, option] : {std::pair(&wanted.source, "--source"), std::pair(&wanted.programme, "--programme"),
                                       std::pair(&wanted.period, "--period")}) {
        const auto normal = normal_text(*text, false);
        if (!normal || normal->size() > longest_list_name) return as_problem(errc::bad_value, option);
        *text = *normal;
    }
    if (wanted.source.empty()) return as_problem(errc::bad_value, "--source");
    return std::nullopt;
}

struct file_reading {
    list_facts facts;
    std::vector<std::string> titles, meanings;
    std::array<std::uint64_t, list_field_count> unread{};
};

checked<file_reading> read_through(const std::string& path, const std::vector<told_column>& told,
                                   const std::function<checked<bool>(const list_row&, std::size_t line)>& each) {
    auto file = list_file::open(path, told);
    if (file.has_error()) return file.error();
    for (;;) {
        const auto row = (*file)->next();
        if (row.has_error()) return row.error();
        if (!*row) break;
        if ((*file)->facts().rows > list_rows_most) return as_problem(errc::too_large, path);
        const auto done = each(**row, (*file)->line());
        if (done.has_error()) return done.error();
    }
    return file_reading{(*file)->facts(), (*file)->columns().titles, meanings_of((*file)->columns()), (*file)->unread()};
}

// The rows as they are, but for those that the law has erased.
result<void> add_rows(list_rows& lists, const list_version& to, const std::string& path, const std::vector<told_column>& columns,
                      told_problem& told) {
    std::uint32_t number = 0;
    const auto read = read_through(path, columns, [&](const list_row& row, std::size_t line) -> checked<bool> {
        list_line out;
        out.row = ++number;
        out.line = line;
        const auto erased = lists.is_erased(to.source, row.key, row.content);
        if (erased.has_error()) return as_problem(erased.error());
        if (!*erased) {
            out.key = row.key;
            out.content = row.content;
            out.text = csv_line(row.fields);
        }
        const auto added = lists.add_row(to, out);
        if (added.has_error()) return as_problem(added.error());
        return true;
    });
    if (read.has_error()) return told.tell(read.error());
    if (read->facts.hash == to.facts.hash) return lists.drop_shared_keys(to);
    return told.tell({errc::io_error, path, "berkas berubah selagi dibaca", "the file changed while it was read"});
}

result<list_doubt> judge(list_rows& lists, const list_version& version, const list_demands& demands) {
    PENDATA_TRY(active, lists.active(version.source));
    return judge_list(version.facts, demands, active ? std::optional(active->facts) : std::nullopt);
}

class importer {
public:
    importer(office& of, list_rows& lists, const std::string& path, const list_import& wanted, std::int64_t now_ms, const list_progress& progress)
        : of_(of), lists_(lists), path_(path), wanted_(wanted), now_ms_(now_ms), progress_(progress) {}

    checked<list_outcome> run() {
        auto read = read_through(path_, wanted_.columns, [](const list_row&, std::size_t) -> checked<bool> { return true; });
        if (read.has_error()) return read.error();
        told_problem told;
        const auto done = take_in(*read, told);
        if (done.has_error()) return told.of(done.error());
        out_.unread = read->unread;
        return std::move(out_);
    }

private:
    result<void> take_in(const file_reading& read, told_problem& told) {
        PENDATA_TRY(known, lists_.of_hash(wanted_.source, read.facts.hash));
        if (known) {
            out_.version = std::move(*known);
        } else {
            PENDATA_CHECK(stage(read, told));
        }
        const auto state = out_.version.state;
        if (state == list_state::staged || state == list_state::refused) PENDATA_CHECK(put_in_force());
        return lists_.look([&] { return tell(); });
    }

    // Whole or not at all, and judged in the same transaction.
    result<void> stage(const file_reading& read, told_problem& told) {
        return lists_.transact([&]() -> result<void> {
            // Another import of the same file may have come first.
            PENDATA_TRY(known, lists_.of_hash(wanted_.source, read.facts.hash));
            if (known) {
                out_.version = std::move(*known);
                return {};
            }
            auto& fresh = out_.version;
            fresh.source = wanted_.source;
            fresh.programme = wanted_.programme;
            fresh.period = wanted_.period;
            fresh.facts = read.facts;
            fresh.titles = read.titles;
            fresh.meanings = read.meanings;
            fresh.imported_ms = now_ms_;
            PENDATA_TRY(doubt, judge(lists_, fresh, wanted_.demands));
            fresh.doubt = doubt;
            fresh.state = doubt == list_doubt::none ? list_state::staged : list_state::refused;
            PENDATA_CHECK(lists_.add_version(fresh));
            out_.is_new = true;
            return add_rows(lists_, fresh, path_, wanted_.columns, told);
        });
    }

    // Links first: what is active has been looked up. Judged again where a newer version was put in force meanwhile.
    result<void> put_in_force() {
        PENDATA_TRY(doubt, judge(lists_, out_.version, wanted_.demands));
        if (doubt == list_doubt::none) PENDATA_CHECK(link_list(of_, lists_, out_.version, now_ms_, progress_));
        return lists_.transact([&]() -> result<void> {
            PENDATA_TRY(now, lists_.of_hash(wanted_.source, out_.version.facts.hash));
            if (!now) return errc::corrupt;
            if (now->state == list_state::active || now->state == list_state::superseded) return {};  // by another import of the file
            PENDATA_TRY(last_doubt, judge(lists_, *now, wanted_.demands));
            if (last_doubt != list_doubt::none) return lists_.set_state(*now, list_state::refused, last_doubt);
            return doubt == list_doubt::none ? lists_.activate(*now, now_ms_) : result<void>();
        });
    }

    result<void> tell() {
        PENDATA_TRY(now, lists_.of_hash(wanted_.source, out_.version.facts.hash));
        PENDATA_TRY(active, lists_.active(wanted_.source));
        if (!now) return errc::corrupt;
        out_.version = std::move(*now);
        if (active) out_.active = active->version;
        PENDATA_TRY(counts, lists_.counts_of(out_.version));
        out_.counts = counts;
        return {};
    }

    office& of_;
    list_rows& lists_;
    const std::string& path_;
    const list_import& wanted_;
    std::int64_t now_ms_;
    const list_progress& progress_;
    list_outcome out_;
};

}  // namespace

checked<list_outcome> import_list(office& of, const std::string& path, const list_import& wanted, std::int64_t now_ms,
                                  const list_progress& progress) {
    list_import asked = wanted;
    if (const auto wrong = wrong_names(asked)) return *wrong;
    const auto lists = of.store().lists();
    if (lists.has_error()) return as_problem(lists.error());
    return importer(of, **lists, path, asked, now_ms, progress).run();
}

checked<list_line> answer_row(office& of, std::string_view source, std::uint32_t version, std::uint32_t row, list_answer_kind kind,
                              const record_id& person, std::int64_t now_ms) {
    told_problem told;
    list_line out;
    const auto answered = [&]() -> result<void> {
        PENDATA_TRY(lists, of.store().lists());
        PENDATA_TRY(view, of.view());
        if (kind == list_answer_kind::person) {
            PENDATA_TRY(record, view->find(person));
            const bool is_person = record && record->kind == kinds::person && !record->parts.empty();
            if (!is_person) return told.tell({errc::not_found, to_string(person), "tidak ada orang dengan ID ini", "no person has this id"});
        }
        return lists->transact([&]() -> result<void> {
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
            if (columns.has_error() || counts.rows != version.facts.rows) out.broken.push_back(named);
        }
        return {};
    }));
    return out;
}

}  // namespace pendata
