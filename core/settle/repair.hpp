// What the office answers a tablet that looks for what it holds otherwise (docs/protocol.md, "Repair"): where sums
// differ, and then whole parts and evictions. It keeps nothing between questions: each is answered over the newest
// commit, and whatever came in between is found by the comparison at the end, or by the next descent.
#pragma once

#include <optional>

#include "core/reconcile/telling.hpp"
#include "core/settle/office_answers.hpp"

namespace pendata {

// How far a question is answered: pulls are closed long before a large one is.
struct repair_point {
    std::size_t doubts = 0;           // answered
    std::size_t places = 0;           // of those wanted, finished
    std::optional<placed_row> after;  // the last row sent of the next one
    friend bool operator==(const repair_point&, const repair_point&) = default;
};

struct repair_answer {
    message::pull mends;                       // its position is the session's affair: it moves no cursor
    std::optional<repair_point> next;          // there is more to send; else
    std::optional<message::repair_told> told;  // what differs, unless the question was the last
};

// Errors: malformed, for a question no tablet would ask; those of the store.
result<repair_answer> answer_repair(office_view& view, const changes_question& question, const message::repair_ask& ask,
                                    const repair_point& from);

}  // namespace pendata
