// The tablet's own writes until the office has settled them. Writes of one save to one record stand in one row,
// a run, as long as they share one fate; where a receipt or a limit parts them, the run is split.
// A write's number is that of its run plus its place in it, and stays the same through every split.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "client-lib/src/store/origin_rows.hpp"
#include "core/sqlite/database.hpp"
#include "core/storage/device_store.hpp"

namespace pendata::store {

class pending_rows {
public:
    pending_rows(sqlite::database& file, origin_rows& origins) : file_(file), origins_(origins) {}

    // Appends writes to one record, in order.
    result<void> add(std::int64_t record, std::span<const unsealed_write> writes);

    // What its author sees of a record, ascending.
    result<std::vector<pending_write>> seen(std::int64_t record);
    result<std::vector<pending_write>> unsealed(std::size_t limit);

    // Gives the writes their final content and the batch's journal row.
    // Errors: invalid_argument, where a row is none or another number of rows is given than the batch has writes.
    result<void> seal(std::int64_t journal_row, const batch_content& content, std::span<const std::uint64_t> rows);
    // `again`: the batch had a receipt before.
    result<void> settle(std::int64_t journal_row, const receipt& answer, bool again);
    // Erases what is settled at or before `cursor`; gives the rows of the records, ascending.
    result<std::vector<std::int64_t>> drop_settled(sequence cursor);
    // Gives the rows of the records; none where no write of that id is held or ended.
    result<std::vector<std::int64_t>> end_hold(const write_id& id, pending_state to, sequence at);

    // The batch's receipt was lost with the office's history: its writes are sealed as before, at the times it gave,
    // also those that were settled and dropped; `record_of` gives the row of a record, made where absent. Those that
    // have ended stay so.
    result<void> wait_again(std::int64_t journal_row, const sealed_batch& batch,
                            const std::function<result<std::int64_t>(const write&)>& record_of);
    // Verdicts after `at` are undone.
    result<void> hold_again(sequence at);

    result<void> forget(std::int64_t record);
    result<bool> has_unsent(std::int64_t record);
    result<pending_summary> summary();
    // The records that have something seen, ascending.
    result<std::vector<record_id>> records();

private:
    struct entry {
        pending_write shown;
        std::int64_t record = 0;
        std::optional<std::int64_t> sealed;  // journal row
        std::uint32_t place = 0;             // in its batch
        std::optional<write_id> held;        // of one in custody, or back from it
    };
    using entry_list = std::vector<entry>;

    static std::string runs_where(std::string_view condition);
    static std::uint64_t number_after(std::uint64_t last, const entry* before, const entry& next);

    result<void> read_run(sqlite::cursor& run, entry_list& out);
    result<entry_list> read_all(sqlite::cursor& run);
    result<void> erase_runs(const entry_list& entries);
    // Ascending by number, each number once; neighbours of one fate share a run.
    result<void> insert(std::span<const entry> entries);
    result<void> insert_run(std::span<const entry> run);

    sqlite::database& file_;
    origin_rows& origins_;
};

}  // namespace pendata::store
