// What the office has told about writes in custody, and evictions that wait for the pending of their record.
#pragma once

#include <vector>

#include "core/sqlite/database.hpp"
#include "core/storage/device_store.hpp"

namespace pendata::store {

class custody_rows {
public:
    explicit custody_rows(sqlite::database& file) : file_(file) {}

    // One of a write: the newest.
    result<void> put_notice(const held_notice& notice);
    // In the order in which their writes were first told of.
    result<std::vector<held_notice>> notices();

    // Notices and the eviction of one record; not the notices that say that it was erased, they say nothing else.
    result<void> forget(const record_id& record);

    // Of several evictions of a record all rooms go: a leak is worse than a part that comes again.
    result<void> put_eviction(const message::eviction& e);
    result<void> drop_eviction(const record_id& record);
    result<std::vector<message::eviction>> evictions();

private:
    sqlite::database& file_;
};

}  // namespace pendata::store
