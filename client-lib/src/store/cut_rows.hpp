// Cells cut from the settled layer after a fork, a row for each part and cut, until the office has them again.
#pragma once

#include <vector>

#include "client-lib/src/store/origin_rows.hpp"
#include "core/sqlite/database.hpp"
#include "core/storage/device_store.hpp"

namespace pendata::store {

class cut_rows {
public:
    cut_rows(sqlite::database& file, origin_rows& origins) : file_(file), origins_(origins) {}

    result<void> add(std::int64_t record, const part& cells);
    // Of one record: what is shown of it.
    result<std::vector<part>> of(const record_id& id, std::int64_t record);
    result<std::vector<cut_part>> waiting(std::size_t limit);
    result<bool> waits(std::int64_t record);
    result<void> answer(std::uint64_t number, sequence at);
    result<void> again(sequence at);

    struct answered_part {
        std::int64_t row = 0;
        std::int64_t record = 0;
        sequence at = 0;
        part content;
    };
    // Those shown whose answer `cursor` has passed, by record.
    result<std::vector<answered_part>> answered(sequence cursor);
    // Those put away, by record.
    result<std::vector<answered_part>> put_away();
    result<void> put_away(std::int64_t row);
    result<void> erase(std::int64_t row);
    // Of one record's that are put away: those answered before `at`. Whether there were any.
    result<bool> forget(std::int64_t record, compartment_mask rooms, sequence at);
    // All of the record.
    result<void> forget(std::int64_t record);
    // Of those put away: what a backup has by now. The rows of their records, ascending.
    result<std::vector<std::int64_t>> erase_backed_up(sequence backed_up);

private:
    result<std::vector<answered_part>> answered_parts(sqlite::cursor& run);
    result<part> read(const record_id& id, compartment room, bytes_view content);

    sqlite::database& file_;
    origin_rows& origins_;
};

}  // namespace pendata::store
