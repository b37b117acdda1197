// What the rules over several records find, as records: derived cells that say which rule and which facts, beside what
// people answered to it, which is theirs and stays. The derived bytes are a function of the settled writes alone.
#pragma once

#include <optional>
#include <set>
#include <span>

#include "core/cases/overlap.hpp"
#include "core/cases/review.hpp"
#include "core/storage/office_store.hpp"

namespace pendata {

// A case of one rule, one record it hangs on and one compartment: a fact of a closed category opens another case, in its
// compartment, and leaves no trace in this one.
record_id review_case_id(const review_finding& found);
part review_part(const record_id& subject, const review_finding& found);

record_id overlap_case_id(const overlap_finding& found);
part overlap_part(const overlap_finding& found);

// Puts the derived cells in place of those that are there; none of them: the case is over. What people wrote stays.
// Cells that stay keep the sequence that changed them. True when anything changed.
bool replace_derived(office_record& file, std::uint16_t kind, const part& derived, sequence at);

// Who has aid of one of these programmes: whom a change of what they say concerns.
result<std::set<record_id>> subjects_aided_by(office_view& view, const std::set<record_id>& programmes);

// Whether derived cells of it stand: without, it is over and has no place.
bool stands(const office_record& file);

// What a review case says, read back from its cells.
struct review_case {
    record_id id;
    record_id subject;
    review_rule rule = review_rule::met_after_death;
    record_id about;
    std::vector<review_fact> facts;
    bool answered = false;  // somebody who may has answered to just these facts
};

// Nothing where the cells are no whole case.
std::optional<review_case> read_review(const record_id& id, std::span<const cell> cells);

// What names the facts that it stands on now; to answer is to add it to the case's answers.
std::optional<bytes> facts_of(std::span<const cell> cells);

// Never the author of a fact, but whoever approved: an approval is what the office waits to have said again.
bool may_answer(const review_case& open, const officer_id& who);

}  // namespace pendata
