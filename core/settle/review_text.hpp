// Reviews and overlaps in the shapes of docs/cli.md, the same at the office and on a tablet.
#pragma once

#include <functional>
#include <string>

#include "core/settle/overlap_makers.hpp"
#include "core/settle/review_record.hpp"

namespace pendata {

// How an author is called.
using naming = std::function<std::string(const officer_id&)>;

// {"case","kind":"review","subject","record","rule","text","text_en","facts":[{"record","record_kind","field","value",
// "author","evidence","time"}],"state"}; "provisional":true where the office has not told of it.
std::string review_to_json(const dictionary& words, const review_case& open, const naming& author, bool provisional = false);

// An overlap case's record; whether somebody still has to look at it: an answer of who made one of the aids is none.
bool is_open_overlap(const record_cells& file, const std::set<officer_id>& makers);
// Whether a case of any sort waits for somebody, as far as its record tells.
bool is_waiting(const office_record& file);
// An open one: {"case","kind":"overlap","subject","other_subject","aids","rule","text","text_en","period","state"};
// provisional as above.
std::string overlap_to_json(const record_cells& file, bool provisional = false);

}  // namespace pendata
