// Chunks of snapshots that are being loaded, as they came: nobody sees them before the last one is here.
#pragma once

#include "core/sqlite/database.hpp"
#include "core/storage/device_store.hpp"

namespace pendata::store {

class staging_rows {
public:
    explicit staging_rows(sqlite::database& file) : file_(file) {}

    result<void> put(const std::string& node, const message::snapshot_chunk& chunk);
    // Errors: corrupt.
    result<std::optional<message::snapshot_chunk>> find(const std::string& node, std::uint64_t number);
    result<void> drop(const std::string& node);

private:
    sqlite::database& file_;
};

}  // namespace pendata::store
