// Closing the period of a village by its minutes, and what is told of it afterwards (docs/conflicts.md, "A closed period").
// A closing is one commit: the batch with the hashes of its list, the snapshot of its report, and what both were made from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/settle/closings.hpp"
#include "sync-server/office/office.hpp"

namespace pendata {

struct validation {
    std::string village, period, minutes;  // `minutes`: their number
    std::optional<std::int32_t> met_on;
    std::string note;
};

struct closed_period {
    record_id snapshot;
    closing what;
    position at;  // of the commit
};

// A batch that a tablet has made for this village and period is taken, with its number of the minutes; else one is made.
// Errors, with the field to blame: those of check_value(); unknown_region; bad_value (no period, or one that has not begun);
// not_allowed (closed already; other minutes; bound by hand to another list; several batches); those of the store.
checked<closed_period> validate_list(office& of, const validation& wanted, std::int64_t now_ms);

// A numbered correction: what came late goes into a report of its own, the closing stays. Errors: not_found (not closed);
// not_allowed (the setting sends what is late to the next period, and nothing of the closing is lost); nothing_to_do (the counts and lists are as they were);
// missing_field, too_large (the reason); those of the store.
checked<closed_period> correct_report(office& of, const std::string& village, const std::string& period, const std::string& reason,
                                      std::int64_t now_ms);

// Every batch of a village at or below the node (empty: all) and of that period (empty: all), closed or not, ascending by village and period:
// {"batch","closed","corrections","met_on","minutes","period","state","village"}.
result<std::vector<std::string>> batches_json(office_view& view, const dictionary& words, const std::string& under, const std::string& period);

// {"batch","snapshot","village","period","minutes","correction","sequence","lists":[{"compartment","list_hash","list_count"}]}
std::string to_json(const closed_period& closed);

// Report R1, of the newest correction of each village up to `correction`. Errors: unknown_region; bad_value (no period); not_found (no
// correction of that number); those of the store.
checked<report> make_report(office_view& view, const std::string& region, const std::string& period, std::uint32_t correction,
                            compartment_mask rooms);

// Where a record goes that comes late: the period after, or "correction N" of this one.
std::string goes_to(const office_settings& settings, const std::string& period, std::uint32_t corrections);

// How the list of a closing stands against today's, in the compartments asked for (docs/cli.md, "Batches"). Errors: not_found
// (no such closing, or this office does not have what it kept); corrupt.
result<std::string> standing_json(office& of, office_view& view, const std::string& village, const std::string& period,
                                  compartment_mask rooms);

// Village and period of a batch. Errors: not_found.
result<closing_row> batch_row_of(office_view& view, const record_id& batch);

}  // namespace pendata
