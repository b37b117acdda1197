// Answering a review or an overlap: the same at the office and on a tablet.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/dictionary/record_json.hpp"
#include "core/settle/overlap_makers.hpp"
#include "core/settle/review_record.hpp"

namespace pendata {

// What is written to the case's record.
struct case_answer {
    std::vector<field_input> fields;
    intent why = intent::correction;
};

// Of a review: 0, or nothing picked, says that its facts were seen and stand, and the text is noted. Of an overlap: 0 justifies
// it, 1 says that one is to be stopped; with nothing picked the text is its state. `author`: nobody, where the office itself
// answers. Errors: not_found (neither of them, or over), not_allowed (the author made one of the facts, or of the aids), invalid_argument (no
// such choice), what parse_field() says. Whose role may answer is asked elsewhere: may_decide(). `makers`: of an overlap's aids.
checked<case_answer> answer_to_case(const dictionary& words, const record_cells& file, std::optional<std::size_t> pick,
                                    std::string_view json, const std::optional<officer_id>& author, const std::set<officer_id>& makers);

// The texts of what is refused, also for other cases.
problem no_right_to_decide();
problem no_such_choice();

}  // namespace pendata
