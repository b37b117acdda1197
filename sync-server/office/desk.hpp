// The desk: held writes, conflict cases and their decisions, in the shapes of docs/cli.md.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/dictionary/problem.hpp"
#include "core/settle/case_record.hpp"
#include "sync-server/office/office.hpp"
#include "sync-server/office/office_writes.hpp"

namespace pendata {

// {"id","record","kind","field","value","reason","author","device","received","note","state"}; ids are write ids.
std::string held_to_json(const dictionary& words, const directory& who, const custody_row& row);

// {"device","author","batches","writes","received","reason":"quota","state":"unread"}: what a device has beyond its quota.
std::string unread_to_json(const directory& who, const std::optional<device_row>& device, const unread_summary& of);

// Accepts all or some, examining nothing; returns or rejects them. `note` is told to the author.
enum class held_verdict { accept, give_back, reject };
result<desk_outcome> judge_held(office& of, std::span<const write_id> ids, held_verdict verdict, const std::string& note,
                                std::int64_t now_ms);

// Open conflict cases inside the grants (normally the whole office: office_grants()), ascending by id.
result<std::vector<conflict_case>> open_cases(office_view& view, const grant_list& grants);

// {"case","kind":"conflict","record","field","candidates":[{"value","author","device","evidence","time"}],"state"}.
result<std::string> case_to_json(office_view& view, const dictionary& words, const directory& who, const conflict_case& c);

// Settles a case by one of its candidates, or by a value as JSON. Of a review, 0 says that its facts were seen and stand, and
// the text is noted; of an overlap, 0 justifies it, 1 says that one is to be stopped.
struct choice {
    std::optional<std::size_t> pick;  // from 0, in the order of the case's list
    std::string json;                 // what parse_field() reads; used where nothing is picked
};
// Errors: not_found (no open case of that id); invalid_argument (no such candidate); not_allowed (`author` made one of
// them); what parse_field() and check_value() say; those of the store.
checked<position> decide(office& of, const record_id& case_id, const choice& by, const std::optional<officer_id>& author,
                         std::int64_t now_ms);

// What the choice amounts to for this case. Errors: as decide().
checked<office_change> decision_on(office_view& view, const dictionary& words, const conflict_case& open, const choice& by,
                                   const std::optional<officer_id>& author, std::int64_t now_ms);

// The open conflict case of that id, whatever its compartment.
result<std::optional<conflict_case>> open_case(office_view& view, const record_id& id);

// Which tablet each write of a record came from; of a cell that was given back and not sent again, who gave it back.
result<std::map<write_id, device_id>> devices_of(office_view& view, const record_id& record);

// Everything the office holds: the regency and reference data, in these compartments.
grant_list office_grants(const std::string& regency, compartment_mask rooms = 0x0f);

}  // namespace pendata
