// What one device may have waiting at the office: held writes, and open cases that its batches opened. Beyond it a
// batch that would add to either is kept as it came, unread; what settles without a question still settles.
// docs/conflicts.md, "Quotas".
#pragma once

#include <span>

#include "core/settle/intake.hpp"

namespace pendata {

// Whether the device has reached a quota, or has batches unread already.
result<bool> is_over_quota(office_transaction& to, const office_context& office, const device_id& device);

// Whether it may add to what waits, batches unread or not.
result<bool> has_room(office_transaction& to, const office_context& office, const device_id& device);

// Remembers the cases that a batch of the device opened.
result<void> note_cases(office_transaction& to, const device_id& device, std::span<const record_id> opened);

// A batch in the form it is kept in, and back. Errors of the latter: corrupt.
unread_batch sealed_up(const sealed_batch& batch, arrival path, std::int64_t received_ms);
result<sealed_batch> unsealed_of(const unread_batch& kept);

}  // namespace pendata
