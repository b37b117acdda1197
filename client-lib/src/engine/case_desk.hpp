// The cases an officer sees on the tablet: what the office told, with what still waits here taken into account; and what
// will be a case once the office has that, shown as provisional (docs/conflicts.md, "On a tablet").
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client-lib/src/engine/history_rows.hpp"

namespace pendata {

struct seen_case {
    conflict_case what;
    bool provisional = false;       // the office has not told of it
    std::vector<write_id> waiting;  // the candidates that the office has not settled yet
};

// Of one record, in field order. A case that something pending settles is none any more.
result<std::vector<seen_case>> cases_seen(device_transaction& tx, const dictionary& words, const record_view& view);

// The case by its id, told or provisional; one that is settled here already as it was told.
result<std::optional<seen_case>> find_case_seen(device_transaction& tx, const dictionary& words, const record_id& id);

// Of every record, ascending by case.
result<std::vector<seen_case>> all_cases_seen(device_transaction& tx, const dictionary& words);

// How many told conflict cases wait still.
result<std::uint64_t> told_cases_waiting(device_transaction& tx, const dictionary& words);

// Reviews and overlaps that what waits here will open, in the shapes of docs/cli.md. Of subjects that the office knows.
result<std::vector<std::string>> provisional_reviews(device_transaction& tx, const dictionary& words, const author_map& people);

}  // namespace pendata
