// The records held, each with a small integer of this file's own (its row), and their settled parts.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "client-lib/src/store/origin_rows.hpp"
#include "core/model/part.hpp"
#include "core/sqlite/database.hpp"

namespace pendata::store {

struct record_row {
    std::int64_t row = 0;
    std::uint16_t kind = 0;
};

struct identified_row {
    record_id id;
    std::uint16_t kind = 0;
};

// A settled part whose content is damaged. It counts as absent: the office has it, and a repair brings it again.
struct unreadable_part {
    std::int64_t record = 0;
    compartment room = 0;
};

class record_rows {
public:
    record_rows(sqlite::database& file, origin_rows& origins) : file_(file), origins_(origins) {}

    result<std::optional<record_row>> find(const record_id& id);
    // Errors: corrupt, where there is no such row.
    result<identified_row> at(std::int64_t row);
    // The record's row, made where absent; its kind is the one told last.
    result<std::int64_t> make(const record_id& id, std::uint16_t kind);
    // What is left of it.
    struct remains {
        bool seen = false;  // a part, a pending write that has not ended, cut cells
        bool any = false;
    };
    result<remains> what_remains(std::int64_t row);
    // Requires: nothing remains, and it is not projected.
    result<void> erase(std::int64_t row);

    // Ids with something to see, ascending.
    result<std::vector<record_id>> all();

    // Those that can be read; the others are added to `unreadable`.
    result<std::vector<part>> parts(const record_id& id, std::int64_t row, std::vector<unreadable_part>& unreadable);
    result<void> put_part(std::int64_t row, const part& content);
    result<void> erase_part(std::int64_t row, compartment room);
    // False where it is gone, or can be read by now.
    result<bool> erase_unreadable(const unreadable_part& which);
    result<void> visit(const std::function<result<void>(std::uint16_t kind, const part&)>& visitor, std::vector<unreadable_part>& unreadable);

private:
    sqlite::database& file_;
    origin_rows& origins_;
};

// Every id of a statement whose first column is one.
result<std::vector<record_id>> ids_of(sqlite::cursor& run);

}  // namespace pendata::store
