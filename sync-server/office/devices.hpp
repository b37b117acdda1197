// Codes for tablets, and what the office knows of each. Enrolments and revocations are in the ledger before they
// are in the store: sync-server/office/ledger_facts.hpp.
#pragma once

#include <string>
#include <vector>

#include "core/sync/enrolment_code.hpp"
#include "sync-server/office/device_standing.hpp"
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
    device_standing standing;
};

// Every device with its standing today, in order of id.
struct device_entry {
    device_row row;
    std::string officer_name;
    device_standing standing;
};
result<std::vector<device_entry>> devices_of(office& of, office_view& view, std::int64_t now_ms);

result<device_summary> summary_of(office& of, office_view& view, const device_id& device, std::int64_t now_ms);

}  // namespace pendata
