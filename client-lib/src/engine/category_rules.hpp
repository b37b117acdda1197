// What an assignment's category says of its subject, judged by what this tablet holds of both: a child as P10 is
// refused here, at once, where the census taker can still do the right thing. Unknown subjects are not judged.
#pragma once

#include "client-lib/src/engine/view.hpp"
#include "core/dictionary/check.hpp"
#include "core/dictionary/record_json.hpp"

namespace pendata {

// Of an assignment as it would stand; nothing for records of other kinds.
checked<findings> category_findings(device_transaction& tx, const record_view& assignment, const grant_list& grants,
                                    std::int32_t today);

// Completes a new assignment that names a code of list A: its category, the tag it keeps and the list's version. Where the
// age decides, it is the subject's at the date of assessment. Errors: missing_field, where that is not known here.
checked<void> map_older_category(device_transaction& tx, std::vector<field_input>& inputs, const kind_def& kind,
                                 std::int32_t today);

}  // namespace pendata
