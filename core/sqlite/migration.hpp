// Brings a file to this build's version: numbered steps, each done once, all in one transaction.
#pragma once

#include <functional>
#include <span>

#include "core/base/result.hpp"

namespace pendata::sqlite {

class database;

// Step n (from 1) turns version n - 1 into n. A step that was ever released never changes.
using migration_step = std::function<result<void>(database&)>;

// A step of plain SQL, which must live as long as the step.
migration_step step_of(const char* sql);

// Runs the steps the file has not seen; a crash in between leaves it at the version it had.
// Errors: newer_format; those of the steps and of writing.
result<void> migrate(database& file, std::span<const migration_step> steps);

}  // namespace pendata::sqlite
