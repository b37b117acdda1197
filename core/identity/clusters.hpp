// Records that people answered to be one person: connected components of "same". Nothing is merged: no cell and no place
// moves, so taking an answer back parts them as they were. A "different" inside a component contradicts it: it is a case
// of its own, and its records are shown apart until it is decided. A function of the set of answers alone (I6).
#pragma once

#include <compare>
#include <span>
#include <utility>
#include <vector>

#include "core/base/id.hpp"

namespace pendata::identity {

enum class same_person { yes, no };

struct pair_answer {
    record_id a, b;
    same_person answer = same_person::yes;
    friend bool operator==(const pair_answer&, const pair_answer&) = default;
};

using record_pair = std::pair<record_id, record_id>;  // smaller first

struct cluster {
    std::vector<record_id> members;        // ascending, two or more
    std::vector<record_pair> contradicted; // ascending: pairs of members answered "different"

    // The record through which all are shown.
    const record_id& survivor() const { return members.front(); }
    bool shown_as_one() const { return contradicted.empty(); }

    friend bool operator==(const cluster&, const cluster&) = default;
};

// Ascending by survivor. One pair answered both ways counts as contradicted.
std::vector<cluster> clusters_of(std::span<const pair_answer> answers);

// The cluster of the record, or null. `among` as clusters_of gives them.
const cluster* cluster_of(std::span<const cluster> among, const record_id& record);

}  // namespace pendata::identity
