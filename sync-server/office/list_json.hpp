// Versions, rows and outcomes of lists as JSON (docs/cli.md).
#pragma once

#include <string>

#include "sync-server/office/lists.hpp"

namespace pendata {

std::string to_json(const list_version& version, const list_counts& counts);
std::string to_json(const list_outcome& outcome);
// With the fields by their titles, candidates and reasons.
std::string to_json(const list_version& of, const list_line& row);

// The person a row surely means: answered, or the one near certain.
std::optional<record_id> person_of(const list_line& row);

}  // namespace pendata
