// Reviews and overlaps at the office's desk: what waits, and what somebody answers.
#pragma once

#include <string>
#include <vector>

#include "core/settle/directory.hpp"
#include "core/settle/review_text.hpp"
#include "sync-server/office/desk.hpp"
#include "sync-server/office/office_writes.hpp"

namespace pendata {

// Open reviews inside the grants, ascending by id.
result<std::vector<review_case>> open_reviews(office_view& view, const grant_list& grants);
// Those about one subject.
result<std::vector<review_case>> reviews_about(office_view& view, const grant_list& grants, const record_id& subject);

// Open reviews and overlaps inside the grants as JSON, in the shapes of docs/cli.md.
result<std::vector<std::string>> open_review_lines(office_view& view, const dictionary& words, const directory& who,
                                                   const grant_list& grants);

// What answering a review or an overlap amounts to. Errors: as answer_to_case().
checked<office_change> answer_to(office_view& view, const office_record& file, const choice& by, const std::optional<officer_id>& author);

}  // namespace pendata
