// The tables of the office's file and how an older file comes to have them. What each is for and what was
// rejected: docs/storage.md, "Office store".
#pragma once

#include <cstdint>
#include <span>

#include "core/sqlite/migration.hpp"

namespace pendata::office_schema {

inline constexpr std::uint32_t application_id = 0x50644f66;  // "PdOf"; never change

// Step n brings a file from version n - 1 to n. A released step never changes.
std::span<const sqlite::migration_step> steps();

}  // namespace pendata::office_schema
