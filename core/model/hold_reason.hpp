// Why a write waits in custody. A held write is kept whole, its author is told, everything else flows past.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pendata {

// Never change the numbers: they are in receipts and stores.
enum class hold_reason : std::uint8_t {
    none = 0,
    no_place = 1,                  // its record has no village, or its subject is unknown, held or on its way
    dependant = 2,                 // what its author saw is held
    evidence_beyond_role = 3,      // more evidence than the author's role may claim
    state_beyond_role = 4,         // a move of a state the role may not make
    office_only = 5,               // only the office writes this field
    captured_in_former_duty = 6,   // a duty that has ended
    outside_duty = 7,              // a place the author never had a duty in
    no_right_to_decide = 8,        // a decision by a role that may not, or on one's own candidate
    failed_check = 9,              // the dictionary's check of the value
    unknown_field = 10,            // a field this office does not know yet: kept until it does
    device_revoked = 11,
    compartment_mismatch = 12,     // not the compartment the dictionary names
    malformed = 13,                // a stamp, rank or id no honest client makes
    unknown_author = 14,
    foreign_replica = 15,          // stamped with the replica of a device that is not its author's
    quota = 16,                    // more than the office keeps of one device at a time
    erased_by_law = 17,            // its record is gone, and so is the value: never held, always rejected
};

// The name used in JSON, as `captured_in_former_duty`.
std::string_view name_of(hold_reason reason);
std::optional<hold_reason> hold_reason_named(std::string_view name);

// In words for people; `indonesian` false gives English.
std::string_view text_of(hold_reason reason, bool indonesian);

}  // namespace pendata
