// What a tablet can tell of how values came to be: the settled value, its own pending writes and the candidates
// of open cases, each with author, time, evidence and the rule that decided. The whole history is the office's.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "client-lib/src/engine/view.hpp"

namespace pendata {

using author_map = std::map<officer_id, std::string>;
// How one is called: by id, where nobody knows the name.
std::string author_text(const author_map& people, const officer_id& id);

// Names of the officers this tablet knows.
result<author_map> author_names(device_transaction& tx, const dictionary& words);

// JSON rows in the shape of docs/cli.md; empty where the record is not held.
result<std::vector<std::string>> history_rows(device_transaction& tx, const dictionary& words, const record_id& id);

// A conflict case in the shape of docs/cli.md. `waiting`: candidates that the office has not settled yet; `provisional`: it
// has not told of the case.
std::string case_text(const dictionary& words, const conflict_case& open, const author_map& people,
                      std::span<const write_id> waiting = {}, bool provisional = false);

// The sum over the settled parts under one granted node.
result<fingerprint> scope_sum(device_transaction& tx, const dictionary& words, const grant& scope, const device_state& state);

}  // namespace pendata
