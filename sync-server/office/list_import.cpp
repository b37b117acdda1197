// Reading twice: first to know that the file is sound, without holding anybody up; then into the store, some hundred rows at
// a time, between which others write. Whatever is cut off on the way leaves the active version as it was, and an arriving one
// that the same file completes.
#include <algorithm>

#include "core/dictionary/text.hpp"
#include "core/lists/csv.hpp"
#include "sync-server/office/list_file.hpp"
#include "sync-server/office/lists.hpp"
#include "sync-server/office/office_problem.hpp"

namespace pendata {

namespace {

constexpr std::size_t longest_list_name = 100;
constexpr std::size_t rows_in_piece = 500;

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

// Keys that several rows have, which name no row. Known before the first row is stored: an erasure goes by keys. By their
// hashes: two keys of one hash lose nothing but that answers then go by what the rows say.
class shared_keys {
public:
    void add(const std::string& key) {
        if (!key.empty()) hashes_.push_back(std::hash<std::string>{}(key));
    }
    void finish() {
        std::sort(hashes_.begin(), hashes_.end());
        std::vector<std::size_t> shared;
        for (std::size_t i = 1; i < hashes_.size(); ++i) {
            if (hashes_[i] == hashes_[i - 1] && (shared.empty() || shared.back() != hashes_[i])) shared.push_back(hashes_[i]);
        }
        hashes_ = std::move(shared);
    }
    bool contains(const std::string& key) const { return std::binary_search(hashes_.begin(), hashes_.end(), std::hash<std::string>{}(key)); }

private:
    std::vector<std::size_t> hashes_;
};

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

result<list_doubt> judge(list_rows& lists, const list_version& version, const list_demands& demands) {
    PENDATA_TRY(active, lists.active(version.source));
    return judge_list(version.facts, demands, active ? std::optional(active->facts) : std::nullopt);
}

class importer {
public:
    importer(office& of, list_rows& lists, const std::string& path, const list_import& wanted, std::int64_t now_ms, const list_progress& progress)
        : of_(of), lists_(lists), path_(path), wanted_(wanted), now_ms_(now_ms), progress_(progress) {}

    checked<list_outcome> run() {
        auto read = read_through(path_, wanted_.columns, [&](const list_row& row, std::size_t) -> checked<bool> {
            shared_.add(row.key);
            return true;
        });
        if (read.has_error()) return read.error();
        shared_.finish();
        const auto done = take_in(*read);
        if (done.has_error()) return told_.of(done.error());
        out_.unread = read->unread;
        return std::move(out_);
    }

private:
    result<void> take_in(const file_reading& read) {
        PENDATA_CHECK(enter(read));
        if (out_.version.state == list_state::arriving) {
            PENDATA_CHECK(store_rows());
            PENDATA_CHECK(judge_whole());
        }
        if (out_.version.state == list_state::staged || out_.version.state == list_state::refused) PENDATA_CHECK(put_in_force());
        return lists_.look([&] { return tell(); });
    }

    // The version as it is known, or a new one without rows.
    result<void> enter(const file_reading& read) {
        return lists_.transact([&]() -> result<void> {
            PENDATA_TRY(known, lists_.of_hash(wanted_.source, read.facts.hash));
            if (known && known->state != list_state::arriving) {
                out_.version = std::move(*known);
                return {};
            }
            auto& fresh = out_.version;
            if (known) fresh = *known;
            fresh.source = wanted_.source;
            fresh.programme = wanted_.programme;
            fresh.period = wanted_.period;
            fresh.facts = read.facts;
            fresh.titles = read.titles;
            fresh.meanings = read.meanings;
            fresh.imported_ms = now_ms_;
            fresh.state = list_state::arriving;
            if (known) return is_same(*known) ? result<void>() : lists_.begin_again(fresh);
            out_.is_new = true;
            return lists_.add_version(fresh);
        });
    }

    // Another import of the file may have other columns in mind.
    bool is_same(const list_version& other) const {
        const auto& own = out_.version;
        return other.meanings == own.meanings && other.titles == own.titles && other.programme == own.programme && other.period == own.period;
    }

    result<void> store_rows() {
        std::vector<list_line> piece;
        std::uint32_t number = 0;
        const problem changed{errc::io_error, path_, "berkas berubah selagi dibaca", "the file changed while it was read"};
        const auto read = read_through(path_, wanted_.columns, [&](const list_row& row, std::size_t line) -> checked<bool> {
            if (number >= out_.version.facts.rows) return changed;
            auto& one = piece.emplace_back();
            one.row = ++number;
            one.line = line;
            if (!shared_.contains(row.key)) one.key = row.key;
            one.content = row.content;
            one.text = csv_line(row.fields);
            if (piece.size() < rows_in_piece) return true;
            const auto stored = store(piece);
            if (stored.has_error()) return told_.of(stored.error());
            piece.clear();
            return true;
        });
        if (read.has_error()) return told_.tell(read.error());
        if (read->facts.hash != out_.version.facts.hash) return told_.tell(changed);
        return store(piece);
    }

    // One transaction. What is there already, of an import that was cut off or runs beside this one, stays where it is the same.
    result<void> store(const std::vector<list_line>& piece) {
        if (piece.empty()) return {};
        PENDATA_CHECK(lists_.transact([&]() -> result<void> {
            PENDATA_TRY(arriving, is_arriving());
            if (!arriving) return {};
            const auto& to = out_.version;
            PENDATA_TRY(erased, of_.ledger().erased());
            PENDATA_TRY(there, lists_.rows_of(to, piece.front().row - 1, piece.size()));
            auto known = there.begin();
            for (auto row : piece) {
                PENDATA_TRY(marked, lists_.is_erased(to.source, row.key, row.content));
                const bool noted = erased->contains(row.content) || (!row.key.empty() && erased->contains(mark_of_list_key(to.source, row.key)));
                if (marked || noted) {
                    row.text.clear();
                    row.key.clear();
                }
                while (known != there.end() && known->row < row.row) ++known;
                const bool is_there = known != there.end() && known->row == row.row && known->text == row.text && known->key == row.key;
                if (!is_there) PENDATA_CHECK(lists_.put_row(to, row));
            }
            return {};
        }));
        if (progress_) progress_(piece.back().row, 2 * out_.version.facts.rows);
        return {};
    }

    // False where another import of the file was faster.
    result<bool> is_arriving() {
        PENDATA_TRY(now, lists_.of_hash(wanted_.source, out_.version.facts.hash));
        if (!now) return errc::corrupt;
        if (now->state != list_state::arriving) return false;
        if (is_same(*now)) return true;
        return to_errc(told_.tell({errc::busy, path_, "berkas ini sedang diambil oleh perintah lain, dengan kolom atau program lain",
                           "another command is taking this file in, with other columns or another programme"}));
    }

    result<void> judge_whole() {
        return lists_.transact([&]() -> result<void> {
            PENDATA_TRY(arriving, is_arriving());
            auto& version = out_.version;
            if (arriving) {
                PENDATA_TRY(counts, lists_.counts_of(version));
                if (counts.rows != version.facts.rows) return errc::corrupt;
                PENDATA_TRY(doubt, judge(lists_, version, wanted_.demands));
                PENDATA_CHECK(lists_.set_state(version, doubt == list_doubt::none ? list_state::staged : list_state::refused, doubt));
            }
            PENDATA_TRY(now, lists_.of_hash(wanted_.source, version.facts.hash));
            if (!now) return errc::corrupt;
            version = std::move(*now);
            return {};
        });
    }

    // Links first: what is active has been looked up. Judged again where a newer version was put in force meanwhile.
    result<void> put_in_force() {
        PENDATA_TRY(doubt, judge(lists_, out_.version, wanted_.demands));
        const auto halfway = [&](std::uint64_t done, std::uint64_t of) { progress_(of + done, 2 * of); };
        if (doubt == list_doubt::none) PENDATA_CHECK(link_list(of_, lists_, out_.version, now_ms_, progress_ ? list_progress(halfway) : list_progress()));
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
    shared_keys shared_;
    told_problem told_;
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

}  // namespace pendata
