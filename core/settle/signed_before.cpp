// Knowing one's own word again.
#include "core/settle/signed_before.hpp"

namespace pendata {

std::optional<receipt> signed_before(const office_context& office, const sealed_batch& batch) {
    for (auto r = batch.receipts.rbegin(); r != batch.receipts.rend(); ++r) {
        // Ed25519 signs the same bytes the same way: signing again is checking.
        if (r->batch == batch.hash && office.sign(receipt_message(*r)) == r->signed_by) return *r;
    }
    return std::nullopt;
}

bool stays_held(hold_reason once) {
    switch (once) {
        case hold_reason::evidence_beyond_role:
        case hold_reason::state_beyond_role:
        case hold_reason::office_only:
        case hold_reason::captured_in_former_duty:
        case hold_reason::outside_duty:
        case hold_reason::no_right_to_decide:
        case hold_reason::device_revoked:
        case hold_reason::malformed:
        case hold_reason::unknown_author:
        case hold_reason::foreign_replica:
            return true;
        case hold_reason::none:
        case hold_reason::no_place:
        case hold_reason::dependant:
        case hold_reason::failed_check:
        case hold_reason::unknown_field:
        case hold_reason::compartment_mismatch:
        case hold_reason::erased_by_law:
        case hold_reason::quota:
            return false;
    }
    return false;
}

}  // namespace pendata
