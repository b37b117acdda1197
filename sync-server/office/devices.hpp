// Codes, devices, revocations. What must survive a lost store (who was enrolled, who was revoked) is in the ledger
// before it is in the store; at each start the store learns from the ledger what it lacks.
#pragma once

#include <string>
#include <vector>

#include "core/sync/enrolment_code.hpp"
#include "sync-server/office/office.hpp"

namespace pendata {

struct code_made {
    std::string text;  // for the person: core/sync/enrolment_code.hpp
    std::int64_t expires_ms = 0;
};

// One use. Errors: officer_unknown; not_allowed, where every duty of the officer has ended.
result<code_made> make_code(office& of, const officer_id& officer, std::int64_t now_ms);

// Errors: device_unknown. Twice is fine.
result<void> revoke_device(office& of, const device_id& device, std::int64_t now_ms);

// What the office knows of a device, for lists and for the breach report.
struct device_summary {
    device_row row;
    std::string officer_name;
    grant_list grants;            // what it may hold today
    std::uint64_t records = 0;    // records with parts inside them: at most these are on it
    std::uint64_t held = 0;       // of its writes
};

result<device_summary> summary_of(office& of, office_view& view, const device_id& device, std::int64_t now_ms);

// Before a device is stored: the ledger knows it first. For admit_device().
result<void> note_enrolment(office& of, const device_row& row);

// Brings devices, revocations and ends of duty that the store lacks out of the ledger; how many.
result<std::size_t> learn_from_ledger(office& of, std::int64_t now_ms);

}  // namespace pendata
