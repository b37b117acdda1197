// Reviews and overlaps on a tablet: what the office derived, what an approval is bound to, and what an aid would meet
// before the office says so. Rules: core/cases/review.hpp, core/cases/overlap.hpp.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "client-lib/src/engine/history_rows.hpp"
#include "core/dictionary/check.hpp"
#include "core/settle/review_text.hpp"

namespace pendata {

// Open reviews of the subject that the record is, or follows.
result<std::vector<review_case>> reviews_of(device_transaction& tx, const dictionary& words, const record_view& view);

// The record's fields that a case is open about, of whichever sort; ascending.
result<std::vector<std::uint16_t>> disputed_in(device_transaction& tx, const dictionary& words, const record_view& view);

// Every open review and overlap, in the shapes of docs/cli.md.
result<std::vector<std::string>> open_reviews(device_transaction& tx, const dictionary& words, const author_map& people);
// How many cases that the office told of wait for somebody: of all sorts.
result<std::uint64_t> open_case_count(device_transaction& tx, const dictionary& words);

// What an approval of this assignment, as it is after the save, is bound to: itself and its subject as seen here.
result<bytes> shown_to_approver(device_transaction& tx, const dictionary& words, const record_view& assignment);

// Whoever is one recipient of aid with the subject, as far as this tablet knows; ascending, itself among them.
result<std::vector<record_id>> recipient_here(device_transaction& tx, const record_id& subject);
// Whoever made one of an overlap case's aids.
result<std::set<officer_id>> makers_here(device_transaction& tx, const record_cells& file);

// The overlaps that an aid, as it is after the save, makes with what this tablet knows.
result<findings> overlap_warnings(device_transaction& tx, const record_view& aid);

}  // namespace pendata
