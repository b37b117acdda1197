// People and duties. An officer is named by name at the desk and by id everywhere else; a duty is never rewritten:
// it ends, and another begins, so that what was captured under it stays explained.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/dictionary/problem.hpp"
#include "sync-server/office/office.hpp"

namespace pendata {

struct new_duty {
    std::vector<std::string> regions;         // codes, at least one
    std::optional<compartment_mask> rooms;    // none: the role's own, rooms_of(); of a replacement: as before
    std::optional<std::int32_t> from, to;     // days since 1970-01-01, both included
};

struct officer_added {
    officer_id officer;
    record_id duty;
};

// psm, facilitator S0; tksk S0-S1; operator, verifier S0-S2; admin S0-S2.
compartment_mask rooms_of(role by);

// Errors: already_exists (the name), bad_value, unknown_region, with the field in the problem.
checked<officer_added> add_officer(office& of, const std::string& name, role part, const new_duty& duty,
                                   std::int64_t now_ms);

// The officer whom the device was enrolled for, where a restore has lost who that was and nobody's tablet brought it back:
// under the same id, so that the device is served again and what it handed in is examined as theirs.
// Errors: device_unknown; already_exists, where the office knows that officer; those of add_officer().
checked<officer_added> add_lost_officer(office& of, const device_id& device, const std::string& name, role part,
                                        const new_duty& duty, std::int64_t now_ms);

// The duties that hold, or are to come, end the day before the new one begins (today, where it has no beginning).
// Held writes are examined again. Errors: officer_unknown, bad_value, unknown_region.
checked<record_id> replace_duty(office& of, const std::string& name, const new_duty& duty, std::int64_t now_ms);

// All duties end yesterday: written to the ledger, then to the store. Errors: officer_unknown.
checked<void> end_officer(office& of, const std::string& name, std::int64_t now_ms);

// The same by id and without the ledger: duties given before `ended_ms` end the day before it; false where none
// was left to end.
result<bool> end_duties_of(office& of, const officer_id& who, std::int64_t ended_ms, std::int64_t now_ms);

// Errors: officer_unknown.
result<officer> officer_named(office& of, const std::string& name, std::int64_t now_ms);
// Ascending by name.
result<std::vector<officer>> list_officers(office& of, std::int64_t now_ms);

// Whether the officer has a duty that holds on the day or begins later.
bool has_duty_from(const officer& who, std::int32_t day);

}  // namespace pendata
