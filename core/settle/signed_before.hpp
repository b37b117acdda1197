// A batch that is offered again after a restore brings the receipt this office's identity once signed: times it gave
// and verdicts it spoke stay (docs/protocol.md, "After a fork").
#pragma once

#include <optional>

#include "core/settle/intake.hpp"

namespace pendata {

// The newest receipt of the batch that the office's identity signed; nothing where it brings none.
std::optional<receipt> signed_before(const office_context& office, const sealed_batch& batch);

// Whether a write once held for this reason is held again though nothing speaks against it now: what waited for
// something settles when that is there, a right that was missing is for a person to judge, again.
bool stays_held(hold_reason once);

}  // namespace pendata
