// What the office tells of itself: records as a converged tablet would print them, histories with their rules,
// and the numbers of its status.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "sync-server/office/devices.hpp"
#include "sync-server/office/office.hpp"

namespace pendata {

// Every record with a part inside the grants, as one line of canonical JSON without its newline, ascending by id:
// the bytes a converged tablet with these grants prints. `kind` 0: all kinds. Errors: of the view.
result<std::size_t> export_records(office_view& view, const dictionary& words, const grant_list& grants, std::uint16_t kind,
                                   bool stamps, const std::function<void(const std::string&)>& line);

// What a tablet with a duty on the node holds: node and reference data.
grant_list scope_grants(const std::string& node, compartment_mask rooms);

// One record as JSON, `id` first; nothing where there is none inside the grants.
result<std::optional<std::string>> record_json(office_view& view, const dictionary& words, const grant_list& grants,
                                               const record_id& id);

// A JSON array: every write to the record, held ones included, oldest commit first, with the rule by which its value
// is current or lost (core/cases/explain.hpp). Only compartments in `rooms`. Errors: not_found.
result<std::string> history_json(office_view& view, const dictionary& words, const directory& who, const record_id& id,
                                 compartment_mask rooms);

struct office_status {
    segment_id segment;
    sequence at = 0;
    std::uint64_t records = 0;
    std::uint64_t devices = 0;
    std::uint64_t pending_cases = 0;
    std::uint64_t held = 0;
    std::uint64_t unread = 0;           // batches kept unread behind a quota
    std::uint64_t unread_writes = 0;
    std::int64_t unread_s = 0;          // since the first of them came
    std::int64_t clock_ahead_days = 0;  // by which the clock is too far ahead to be believed; 0: it is
    std::uint64_t oldest_unsent_s = 0;  // as devices last told, grown by the time since
    std::vector<device_entry> stuck;    // devices a person should look at, longest waiting first
    fingerprint holds;                  // of everything in the regency, and of reference data
};

result<office_status> status_of(office& of, office_view& view, std::int64_t now_ms);

// {"lineage","sequence","records","devices","pending_cases","held","unread","unread_writes","unread_s","clock",
// "oldest_unsent_s","stuck":[…],"fingerprint"}; "clock" is null, or what is wrong with it: {"days","text","text_en"}.
std::string to_json(const office_status& status);

}  // namespace pendata
