// "Maybe already recorded": the persons of this tablet that may be the one at hand, best first, with reasons. A hint at
// entry; it holds nothing up and merges nobody. The measure is core/identity/match_score.hpp.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "client-lib/src/engine/view.hpp"
#include "core/identity/match_score.hpp"

namespace pendata {

struct likeness {
    record_id id;
    identity::match_finding found;
};

inline constexpr std::size_t likenesses_told = 5;

// Of a person's joined cells, who may not be saved yet; `self` is not among them. Nothing for other kinds.
result<std::vector<likeness>> similar_persons(device_transaction& tx, const dictionary& words, const record_id& self,
                                              std::span<const cell> cells, std::size_t limit = likenesses_told);

// {"id","score","level","reasons":[…],"text","text_en"}
std::string likeness_text(const likeness& one);

// The same for a record of a kind that is being typed, as JSON text for each. Errors: those of parse_record.
checked<std::vector<std::string>> similar_to_typed(const tablet& with, std::string_view kind, std::string_view json);

}  // namespace pendata
