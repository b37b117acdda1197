// Two records that may be one person: the cases this tablet holds, and how records that were answered "same" are shown
// together. Answers are writes of the case (author_desk); nothing of the records moves.
#pragma once

#include <string>
#include <vector>

#include "client-lib/src/engine/view.hpp"
#include "core/settle/duplicate_case.hpp"

namespace pendata {

result<std::vector<duplicate_case>> duplicates_of(device_transaction& tx, const record_id& record);

// Those that wait for people, as JSON; one in a contradicted cluster names it in "cluster".
result<std::vector<std::string>> open_duplicates(device_transaction& tx);

// What `show` adds to a record that is in a cluster, as members of its JSON without braces: "_cluster", and on the record
// through which all are shown "_via", what the others say otherwise or besides. Empty for a record that is alone.
result<std::string> shown_together(device_transaction& tx, const dictionary& words, const record_view& view);

}  // namespace pendata
