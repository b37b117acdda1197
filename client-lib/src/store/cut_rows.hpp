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
    // The rows of the records, ascending.
    result<std::vector<std::int64_t>> drop(sequence cursor);

private:
    result<part> read(const record_id& id, compartment room, bytes_view content);

    sqlite::database& file_;
    origin_rows& origins_;
};

}  // namespace pendata::store
