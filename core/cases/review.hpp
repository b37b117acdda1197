// Review rules: facts about one subject, in several cells and records, that do not go together. A declared table, and a
// pure function of the settled cells of the subject and of what follows it, so that the answer does not hang on the
// order in which they came (I6). No fact is undone by a rule: people are asked. Examples: docs/conflicts.md.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/base/sha256.hpp"
#include "core/cases/reviewed.hpp"

namespace pendata {

// Never change the numbers: they are in the ids of cases.
enum class review_rule : std::uint8_t {
    met_after_death = 1,          // recorded as deceased, and met later
    proposed_after_graduation = 2,  // graduated, and proposed for poverty
    withdrawn_but_approved = 3,   // withdrawn, and approved
    changed_after_review = 4,     // approved, and not what the approver was shown
    aid_after_death = 5,          // recorded as deceased, and aid goes on: its stop is proposed
    grown_out_of = 6,             // of the right age when assessed, and not any more when somebody approved: closing is proposed
    not_for_this_age = 7,         // a category that nobody of the age at the assessment may be put in
};

// Of the rules as a set: grows whenever one is added, or finds other things in what there is. An office that has looked with an
// older one looks at everything once.
inline constexpr std::uint32_t review_rules_version = 1;

struct review_fact {
    record_id record;
    cell what;

    friend bool operator==(const review_fact&, const review_fact&) = default;
};

struct review_finding {
    review_rule rule = review_rule::met_after_death;
    record_id about;                 // the record that the case hangs on
    compartment room = 0;            // its facts are of this compartment, or open
    std::vector<review_fact> facts;  // ascending by record and key, no repeats; at least two

    friend bool operator==(const review_finding&, const review_finding&) = default;
};

struct review_rule_def {
    review_rule rule;
    std::string_view name;
    std::string_view text_id;  // for people
    std::string_view text_en;
    std::span<const cell_key> watched;  // cells that can make or end a finding; field 0: every cell of the kind
    // `records`: the subject and what follows it. Adds what it finds.
    void (*look)(const dictionary& words, std::span<const record_cells> records, std::vector<review_finding>& out);
};

std::span<const review_rule_def> review_rules();
const review_rule_def* find_rule(review_rule rule);

// Every finding over one subject's records, ascending by rule, record and compartment.
std::vector<review_finding> review(const dictionary& words, std::span<const record_cells> records);

// Whether a cell with this key can make or end a finding.
bool is_watched(const cell_key& key);

// Names the facts of a finding: what somebody answered to it was said of these, and of no others.
digest facts_digest(const review_finding& found);

}  // namespace pendata
