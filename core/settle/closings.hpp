// Closing a period at the office: a village's list and counts are bound by a batch and a report snapshot, both ordinary records,
// and kept as they were beside them. Later arrivals change neither; they are told of as differences.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/closing/closing.hpp"
#include "core/closing/listed.hpp"
#include "core/closing/report.hpp"
#include "core/storage/office_store.hpp"

namespace pendata {

// A closing as its report snapshot names it.
struct closing_row {
    record_id snapshot, batch;
    std::string village, period;
    std::uint32_t correction = 0;  // 0: the closing itself
};

// Ascending by village, period and correction.
result<std::vector<closing_row>> closings(office_view& view);
// Of one village and period.
result<std::vector<closing_row>> closings_of(office_view& view, const std::string& village, const std::string& period);

// What closing it now would keep. `correction`, 1 and up: of what was closed before. Errors: bad_value (no period).
result<closing> closing_today(office_view& view, const std::string& village, const std::string& period, const std::string& minutes);

// What the batch and the snapshot of a closing say, as fields of their kinds.
struct said_field {
    std::uint16_t field = 0;
    value content;
};
std::vector<said_field> batch_fields(const closing& what);
// `corrects`: the snapshot of the closing itself; nothing for that one.
std::vector<said_field> snapshot_fields(const closing& what, const std::optional<record_id>& corrects, const std::string& reason,
                                        std::int64_t now_ms);
// The hash field of a batch for a compartment that has a list.
std::uint16_t hash_field(compartment room);

// In the commit that writes both.
result<void> keep_closing(office_transaction& to, const record_id& snapshot, const closing& what);
// Nothing where this office does not have it: it came back from a tablet after a restore. Errors: corrupt.
result<std::optional<closing>> kept_closing(office_view& view, const record_id& snapshot);
// By law; gives how many entries lost their content. Part of the commit that erases the records.
result<std::size_t> forget_in_closings(office_transaction& to, std::span<const record_id> gone);

// How the list stands against today's, compartment by compartment.
struct list_standing {
    compartment room = 0;
    digest bound, today;
    std::size_t bound_count = 0, today_count = 0;
    std::vector<list_difference> differences;
};
struct closing_standing {
    std::vector<list_standing> lists;
    std::map<record_id, unlisted> left_out;  // why an assignment is on no list today

    bool is_same() const;
};
result<closing_standing> standing_of(office_view& view, const closing& what);

// What was kept, against the batch and the snapshot that bind it. One that came back without it is none.
struct checked_closings {
    std::uint64_t kept = 0;
    std::vector<record_id> broken;  // their snapshots: damaged, or not what these say
};
result<checked_closings> check_closings(office_view& view);

// Report R1. A place whose period is closed is told from what was kept, of its newest correction up to `correction`; the others
// as they are today; of a closing that is not here the row has no counts. Errors: bad_value (no period); corrupt.
result<report> report_of(office_view& view, const std::string& region, const std::string& period, std::uint32_t correction,
                         compartment_mask rooms);
// The report of one closing alone, of every compartment: what its snapshot has the hash of.
report report_of(const closing& what);

}  // namespace pendata
