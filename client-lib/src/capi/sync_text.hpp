// What a sync tells its caller, as JSON in the shapes of docs/cli.md.
#pragma once

#include <string>

#include "client-lib/src/engine/tablet.hpp"
#include "client-lib/src/net/session_outcome.hpp"

namespace pendata {

// `pendata sync --json`. What is told of the tablet itself (held, conflicts, lineage, clock) is read from the file.
result<std::string> summary_text(const tablet& with, const session_outcome& outcome, double seconds);

// `pendata enrol --json`.
result<std::string> enrolment_text(const tablet& with);

std::string changed_text(const std::vector<record_id>& changed, const std::vector<record_id>& evicted);

}  // namespace pendata
