// Deciding beyond one case: many at once, by the device and the day a value came from; and an earlier value brought back.
// Each of it is an ordinary decision, an ordinary write: docs/conflicts.md, "Many at once" and "An earlier value".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/dictionary/problem.hpp"
#include "sync-server/office/desk.hpp"

namespace pendata {

// All open cases with a candidate that this device wrote on this day, by its corrected time: for that candidate, or for
// the other one.
struct day_order {
    device_id from;
    std::int32_t day = 0;  // days since 1970-01-01
    bool in_favour = true;
};

enum class day_verdict : std::uint8_t {
    decided,
    own,      // the acting officer wrote a candidate
    waiting,  // what a candidate stands on has not arrived
    unclear,  // several other values, or several of this device: a person has to look
};
std::string_view name_of(day_verdict verdict);

struct day_line {
    conflict_case open;
    day_verdict verdict = day_verdict::decided;
    std::optional<std::size_t> pick;  // the candidate it is decided for; where `decided`
};

// What would be done, ascending by case. Changes nothing.
result<std::vector<day_line>> plan_day(office_view& view, const grant_list& grants, const day_order& order,
                                       const std::optional<officer_id>& author);

// Does it, in one transaction: a decision for each case. Errors: those of the store, and then nothing is decided.
checked<std::vector<day_line>> decide_day(office& of, const day_order& order, const std::optional<officer_id>& author,
                                          std::int64_t now_ms);

// Brings back a value that the record had once, by its stamp as histories print it: a decision, where the field's policy
// knows cases, over the value that is there and over an open case; else a correction. Nothing is written where the value
// stands uncontested. Errors: not_found (no such record, or no settled value of that stamp), unknown_field, not_allowed
// (`author` wrote a candidate); those of the store.
checked<position> bring_back(office& of, const record_id& record, std::string_view field, std::string_view stamp_text,
                             const std::optional<officer_id>& author, std::int64_t now_ms);

}  // namespace pendata
