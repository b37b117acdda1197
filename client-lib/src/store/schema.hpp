// The tablet's file: its mark and its tables. Page: docs/storage.md, "The tablet's file".
#pragma once

#include <cstdint>
#include <span>

#include "core/sqlite/migration.hpp"

namespace pendata::store {

// "PDTB". Never change.
inline constexpr std::uint32_t application_id = 0x50445442;

std::span<const sqlite::migration_step> schema_steps();

}  // namespace pendata::store
