// Pairs of records that may be one person, at the office's desk: which wait, and what people answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/dictionary/problem.hpp"
#include "core/settle/duplicate_case.hpp"
#include "sync-server/office/office.hpp"

namespace pendata {

// Cases of a record, of all that people have access to in the open compartment.
result<std::vector<duplicate_case>> duplicates_of(office_view& view, const record_id& record);

// Those that wait for people, as JSON, ascending by id; one in a contradicted cluster names it in "cluster".
result<std::vector<std::string>> open_duplicates(office_view& view);

// Answers a case; `proposed` takes an answer back. Errors: not_found; those of the store.
checked<position> answer_duplicate(office& of, const record_id& case_id, duplicate_answer answer,
                                   const std::optional<officer_id>& author, std::int64_t now_ms);

}  // namespace pendata
