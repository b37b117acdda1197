// Runs are read into single writes, changed, and written back as runs: one way in, one way out.
#include "client-lib/src/store/pending_rows.hpp"

#include <algorithm>
#include <map>

#include "client-lib/src/store/record_rows.hpp"
#include "client-lib/src/store/small_values.hpp"
#include "core/base/fault_switch.hpp"
#include "core/join/author.hpp"
#include "core/storage/cell_encoding.hpp"

namespace pendata::store {

namespace {

// The numbers a run leaves to its writes; far more than it has.
constexpr std::uint64_t numbers_per_run = 1 << 16;
constexpr std::size_t writes_per_run = limits::writes_per_batch;

// The planner takes a partial index only where its condition stands in the query word for word: hence
// `state < 2 AND state = 0`.
constexpr std::string_view select_runs =
    "SELECT p.row, p.record, p.state, p.sealed, p.batch, p.place, p.settled_at, p.held, p.clock, p.content, r.id "
    "FROM pending p JOIN record r ON r.row = p.record WHERE ";

bool is_of_save(const cell& c, const cell& first) {
    return c.save_number == first.save_number && c.at.replica == first.at.replica;
}

template <class Entry>
bool share_a_run(const Entry& a, const Entry& b) {
    return b.shown.row == a.shown.row + 1 && b.record == a.record && !a.held && !b.held &&
           b.shown.state == a.shown.state && b.shown.batch == a.shown.batch &&
           b.shown.settled_at == a.shown.settled_at && b.shown.read == a.shown.read && b.sealed == a.sealed &&
           (!a.sealed || b.place == a.place + 1) && is_of_save(b.shown.what.what, a.shown.what.what);
}

result<std::vector<std::int64_t>> numbers_of(sqlite::cursor& run) {
    std::vector<std::int64_t> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        out.push_back(run.number(0));
    }
}

}  // namespace

std::string pending_rows::runs_where(std::string_view condition) { return std::string(select_runs).append(condition); }

// Writes of one save and record take neighbouring numbers, as far as a run may go.
std::uint64_t pending_rows::number_after(std::uint64_t last, const entry* before, const entry& next) {
    const bool same_run = before != nullptr && before->record == next.record && last % numbers_per_run != writes_per_run - 1 &&
                          is_of_save(next.shown.what.what, before->shown.what.what);
    return same_run ? last + 1 : (last / numbers_per_run + 1) * numbers_per_run;
}

result<void> pending_rows::read_run(sqlite::cursor& run, entry_list& out) {
    entry shared;
    const auto first = run.number<std::uint64_t>(0);
    shared.record = run.number(1);
    shared.shown.state = static_cast<pending_state>(run.number<std::uint8_t>(2));
    if (!run.is_null(3)) shared.sealed = run.number(3);
    shared.shown.batch = run.number<std::uint64_t>(4);
    const auto place = run.number<std::uint32_t>(5);
    shared.shown.settled_at = run.number<sequence>(6);
    if (!run.is_null(7)) {
        PENDATA_TRY(held, run.id<write_id>(7));
        shared.held = held;
    }
    byte_reader clock(run.blob(8));
    shared.shown.read = read_clock_reading(clock);
    if (!clock.complete()) return errc::corrupt;
    PENDATA_TRY(record, run.id<record_id>(10));
    PENDATA_TRY(writes, decode_writes(record, run.blob(9), origins_));
    for (std::size_t n = 0; n < writes.size(); ++n) {
        entry one = shared;
        one.shown.row = first + n;
        one.shown.what = std::move(writes[n]);
        one.place = place + static_cast<std::uint32_t>(n);
        out.push_back(std::move(one));
    }
    return {};
}

result<pending_rows::entry_list> pending_rows::read_all(sqlite::cursor& run) {
    entry_list out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        PENDATA_CHECK(read_run(run, out));
    }
}

result<void> pending_rows::erase_runs(const entry_list& entries) {
    // A write that is no run's first has a number that is no row's: nothing is erased there.
    for (const entry& one : entries) {
        PENDATA_CHECK(file_.execute("DELETE FROM pending WHERE row = ?", one.shown.row));
    }
    return {};
}

result<void> pending_rows::insert(std::span<const entry> entries) {
    while (!entries.empty()) {
        std::size_t size = 1;
        while (size < entries.size() && size < writes_per_run && share_a_run(entries[size - 1], entries[size])) ++size;
        PENDATA_CHECK(insert_run(entries.first(size)));
        entries = entries.subspan(size);
    }
    return {};
}

result<void> pending_rows::insert_run(std::span<const entry> run) {
    const entry& first = run.front();
    std::vector<write> writes;
    std::int64_t claimed_ms = first.shown.what.claimed_ms;
    for (const entry& one : run) {
        writes.push_back(one.shown.what);
        claimed_ms = std::min(claimed_ms, one.shown.what.claimed_ms);
    }
    PENDATA_TRY(content, encode_writes(first.shown.what.record, writes, origins_));
    bytes clock;
    byte_writer to(clock);
    put(to, first.shown.read);
    const auto held = first.held ? std::optional(first.held->view()) : std::nullopt;
    return file_.execute("INSERT INTO pending(row, record, state, writes, claimed_ms, sealed, batch, place, "
                         "settled_at, held, clock, content) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                         first.shown.row, first.record, static_cast<int>(first.shown.state), run.size(), claimed_ms,
                         first.sealed, first.shown.batch, first.place, first.shown.settled_at, held, clock, content);
}

result<void> pending_rows::add(std::int64_t record, std::span<const unsealed_write> writes) {
    PENDATA_TRY(newest, file_.use("SELECT max(row) FROM pending"));
    PENDATA_TRY(any, newest.step());
    std::uint64_t row = any && !newest.is_null(0) ? newest.number<std::uint64_t>(0) : 0;
    entry_list entries;
    for (std::size_t n = 0; n < writes.size(); ++n) {
        const bool same_save = n > 0 && is_of_save(writes[n].what.what, writes[n - 1].what.what);
        row = same_save && n % writes_per_run != 0 ? row + 1 : (row / numbers_per_run + 1) * numbers_per_run;
        entry one;
        one.shown.row = row;
        one.shown.what = writes[n].what;
        one.shown.read = writes[n].read;
        one.record = record;
        entries.push_back(std::move(one));
    }
    return insert(entries);
}

result<std::vector<pending_write>> pending_rows::seen(std::int64_t record) {
    PENDATA_TRY(run, file_.query(runs_where("p.record = ? AND p.state <> 4 ORDER BY p.row"), record));
    PENDATA_TRY(entries, read_all(run));
    std::vector<pending_write> out;
    for (entry& one : entries) out.push_back(std::move(one.shown));
    return out;
}

result<std::vector<pending_write>> pending_rows::unsealed(std::size_t limit) {
    PENDATA_TRY(run, file_.use(runs_where("p.state < 2 AND p.state = 0 AND p.sealed IS NULL ORDER BY p.row")));
    entry_list entries;
    std::size_t whole = 0;  // entries of saves that are known to be whole and to fit
    for (;;) {
        PENDATA_TRY(more, run.step());
        const std::size_t known = entries.size();
        if (more) PENDATA_CHECK(read_run(run, entries));
        // What was read so far ends with a whole save where another begins.
        const bool ended = !more || (known > 0 && !is_of_save(entries[known].shown.what.what,
                                                              entries[known - 1].shown.what.what));
        if (ended && known <= limit) whole = known;
        if (!more || known > limit) break;
    }
    if (whole == 0) whole = std::min(limit, entries.size());  // the first save alone exceeds the limit
    std::vector<pending_write> out;
    for (std::size_t n = 0; n < whole; ++n) out.push_back(std::move(entries[n].shown));
    return out;
}

result<void> pending_rows::seal(std::int64_t journal_row, const batch_content& content,
                                std::span<const std::uint64_t> rows) {
    if (rows.size() != content.writes.size()) return errc::invalid_argument;
    std::map<std::uint64_t, entry> entries;
    for (const std::uint64_t row : rows) {
        if (entries.contains(row)) continue;
        PENDATA_TRY(run, file_.query(runs_where("p.row <= ? AND +p.state = 0 ORDER BY p.row DESC LIMIT 1"), row));
        PENDATA_TRY(read, read_all(run));
        for (entry& one : read) entries.emplace(one.shown.row, std::move(one));
    }
    for (std::size_t n = 0; n < rows.size(); ++n) {
        const auto found = entries.find(rows[n]);
        if (found == entries.end() || found->second.shown.what.record != content.writes[n].record) {
            return errc::invalid_argument;
        }
        entry& one = found->second;
        one.shown.what = content.writes[n];
        one.shown.state = pending_state::sealed;
        one.shown.batch = content.number;
        one.sealed = journal_row;
        one.place = static_cast<std::uint32_t>(n);
    }
    entry_list changed;
    for (auto& [row, one] : entries) changed.push_back(std::move(one));
    PENDATA_CHECK(erase_runs(changed));
    return insert(changed);
}

result<void> pending_rows::settle(std::int64_t journal_row, const receipt& answer, bool again) {
    const auto receipted = static_cast<int>(pending_state::receipted);
    if (!again && answer.retimed.empty() && answer.held.empty()) {
        return file_.execute("UPDATE pending SET state = ?, settled_at = ? WHERE state < 2 AND state = 1 AND sealed = ?",
                             receipted, answer.settled_at.at, journal_row);
    }
    // A first receipt finds its writes by the index of what is not receipted; a second one looks everywhere.
    PENDATA_TRY(run, file_.query(runs_where(again ? "p.sealed = ? AND p.state BETWEEN 1 AND 3 ORDER BY p.row"
                                                  : "p.state < 2 AND p.state = 1 AND p.sealed = ? ORDER BY p.row"), journal_row));
    PENDATA_TRY(entries, read_all(run));
    for (entry& one : entries) {
        const auto of_one = [&one](const auto& w) { return w.index == one.place; };
        const auto retimed = std::find_if(answer.retimed.begin(), answer.retimed.end(), of_one);
        if (retimed != answer.retimed.end()) set_time(one.shown.what.what, retimed->time);
        const bool held = std::any_of(answer.held.begin(), answer.held.end(), of_one) && !PENDATA_SWITCH(held_unmarked);
        one.held = held ? std::optional(one.shown.what.id()) : std::nullopt;
        one.shown.state = held ? pending_state::held : pending_state::receipted;
        one.shown.settled_at = answer.settled_at.at;
    }
    PENDATA_CHECK(erase_runs(entries));
    return insert(entries);
}

result<std::vector<std::int64_t>> pending_rows::drop_settled(sequence cursor) {
    PENDATA_TRY(run, file_.query("SELECT DISTINCT record FROM pending WHERE state = 2 AND settled_at <= ? "
                                 "ORDER BY record", cursor));
    PENDATA_TRY(out, numbers_of(run));
    PENDATA_CHECK(file_.execute("DELETE FROM pending WHERE state = 2 AND settled_at <= ?", cursor));
    return out;
}

result<std::vector<std::int64_t>> pending_rows::end_hold(const write_id& id, pending_state to, sequence at) {
    PENDATA_TRY(run, file_.query("SELECT DISTINCT record FROM pending WHERE held = ?", id.view()));
    PENDATA_TRY(out, numbers_of(run));
    PENDATA_CHECK(file_.execute("UPDATE pending SET state = ?, settled_at = ? WHERE held = ?", static_cast<int>(to),
                                at, id.view()));
    return out;
}

result<void> pending_rows::forget(std::int64_t record) { return file_.execute("DELETE FROM pending WHERE record = ?", record); }

result<bool> pending_rows::has_unsent(std::int64_t record) {
    const char* const unsent = PENDATA_SWITCH(sealed_is_sent) ? "SELECT 1 FROM pending WHERE record = ? AND state = 0 LIMIT 1"
                                                              : "SELECT 1 FROM pending WHERE record = ? AND state < 2 LIMIT 1";
    PENDATA_TRY(run, file_.query(unsent, record));
    return run.step();
}

result<pending_summary> pending_rows::summary() {
    pending_summary out;
    std::int64_t first = 0;
    {
        PENDATA_TRY(run, file_.use("SELECT total(writes), min(row) FROM pending WHERE state < 2"));
        PENDATA_TRY(found, run.step());
        if (!found || run.is_null(1)) return out;
        out.writes = static_cast<std::uint64_t>(run.real(0));
        first = run.number(1);
    }
    PENDATA_TRY(run, file_.query("SELECT clock FROM pending WHERE row = ?", first));
    PENDATA_TRY(found, run.step());
    if (!found) return errc::corrupt;
    byte_reader clock(run.blob(0));
    out.oldest = read_clock_reading(clock);
    if (!clock.complete()) return errc::corrupt;
    return out;
}

result<std::vector<record_id>> pending_rows::records() {
    PENDATA_TRY(run, file_.use("SELECT DISTINCT r.id FROM pending p JOIN record r ON r.row = p.record WHERE p.state <> 4 ORDER BY r.id"));
    return ids_of(run);
}

}  // namespace pendata::store
