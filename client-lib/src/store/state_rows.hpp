// The device's state as a few named groups, so that a save rewrites the numbers it moves and nothing else.
#pragma once

#include "core/sqlite/database.hpp"
#include "core/storage/device_store.hpp"

namespace pendata::store {

class state_rows {
public:
    explicit state_rows(sqlite::database& file) : file_(file) {}

    // A state never put is the empty one.
    result<device_state> get();
    // Writes the groups that differ from what is there.
    result<void> put(const device_state& state);
    // Settled parts that were dropped because they could not be read.
    result<std::uint64_t> lost_parts();
    result<void> count_lost_part();

private:
    sqlite::database& file_;
};

}  // namespace pendata::store
