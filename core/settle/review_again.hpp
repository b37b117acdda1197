// Reviews and overlaps of records that nobody writes to: of rules that are newer than what was derived by them.
#pragma once

#include <span>

#include "core/settle/intake.hpp"

namespace pendata {

// Whether the rules look at records of this kind and what follows them.
bool is_reviewed_kind(const kind_def& kind);

// Looks at these subjects with the rules there are. One commit, where anything is found that was not, or is over; gives whether
// there was one.
result<bool> review_again(office_transaction& to, const office_context& office, std::span<const record_id> subjects);

}  // namespace pendata
