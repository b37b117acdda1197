// Who is one recipient of aid (docs/conflicts.md, "Overlapping aid"): records that were answered to be one person, and a
// family with the person at its head. Found from any of them, through what a store knows of each; the answer is the same
// from wherever the search begins, and hangs on nothing but what is settled (I6).
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/base/result.hpp"
#include "core/identity/clusters.hpp"

namespace pendata {

// What ties one subject to others.
struct recipient_ties {
    std::vector<identity::pair_answer> answers;  // about this record
    // Of a person the family it names, where that names it as its head; of a family its head, where that names it.
    std::optional<record_id> household;
};

using ties_lookup = std::function<result<recipient_ties>(const record_id&)>;

// Nobody is recorded so often: beyond, each subject is looked at by itself.
inline constexpr std::size_t recipient_subjects = 64;

// Of every subject that answers and headships reach from this one: those that are one recipient together, each subject in
// one group, all ascending. A contradicted cluster is no one person, and its records stand apart.
result<std::vector<std::vector<record_id>>> recipients_around(const record_id& subject, const ties_lookup& ties_of);

// The group of the subject.
const std::vector<record_id>& recipient_of(const std::vector<std::vector<record_id>>& groups, const record_id& subject);

}  // namespace pendata
