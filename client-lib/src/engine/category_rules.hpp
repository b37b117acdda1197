// What an assignment's category says of its subject, judged by what this tablet holds of both: a child as P10 is
// refused here, at once, where the census taker can still do the right thing. Unknown subjects are not judged.
#pragma once

#include "client-lib/src/engine/view.hpp"
#include "core/dictionary/check.hpp"

namespace pendata {

// Of an assignment as it would stand; nothing for records of other kinds.
checked<findings> category_findings(device_transaction& tx, const record_view& assignment, const grant_list& grants,
                                    std::int32_t today);

}  // namespace pendata
