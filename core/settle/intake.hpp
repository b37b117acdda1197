// The office takes in what tablets bring: each write settles or is held, and the batch gets its signed receipt.
// Also the desk where people decide what becomes of held writes, and the office's own writes. Every call is one
// commit with one sequence, inside the caller's transaction.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/limits.hpp"
#include "core/base/signing.hpp"
#include "core/settle/directory.hpp"
#include "core/settle/load_rules.hpp"
#include "core/settle/office_commit.hpp"

namespace pendata {

struct office_context {
    const dictionary& words;
    const directory& who;
    replica_id replica;    // the office's own, for its writes
    std::int64_t now_ms = 0;
    signer sign;           // with the office's identity key
    load_rules loads{};
    // What one device may have waiting; beyond it batches are kept unread (core/settle/quota.hpp).
    std::size_t held_quota = limits::custody_per_device;
    std::size_t case_quota = limits::cases_per_device;
    // Erased by law: nothing of it is taken in again, whoever brings it. Absent: no record was.
    std::function<bool(const record_id&)> is_erased{};
    // The same of photos, of those the store may have forgotten.
    std::function<bool(const digest&)> is_photo_erased{};
    // Where the store lies. What photos leave of it is for records (limits::photo_reserve_bytes).
    std::uint64_t free_bytes = UINT64_MAX;
    // Told of each write by others that settles, so that whoever opened the transaction may look at its record before the
    // end of it. Absent: nobody asks.
    std::function<void(const record_id&)> met{};
};

// Takes in a batch whose signature was checked. The same batch again: its receipt again, nothing else.
// Errors: device_unknown; of the store.
result<receipt> take_in(office_transaction& to, const office_context& office, const sealed_batch& batch, arrival path);

struct desk_outcome {
    std::vector<write_id> done;
    std::vector<write_id> left;  // unknown, not held, or without a place to settle in
    position at;
};

// Accepts, returns or rejects held writes. What depended on them is examined again.
result<desk_outcome> accept_held(office_transaction& to, const office_context& office, std::span<const write_id> ids);
result<desk_outcome> decline_held(office_transaction& to, const office_context& office, std::span<const write_id> ids,
                                  custody_state as, const std::string& note);

// Examines everything held again: after a change of duties, roles or rules.
result<desk_outcome> examine_held(office_transaction& to, const office_context& office);

// Reads batches that were kept because their device had too much waiting, in the order they came, while there is room;
// at most limits::unread_at_once. Gives how many. Each is a commit of its own.
result<std::size_t> read_unread(office_transaction& to, const office_context& office);

// Whether the last call of it came to an end by that limit: there may be room for more.
result<bool> may_read_on(office_view& view);

// Writes of the office itself settle without examination. Save numbers are the caller's. Errors:
// unknown_region where a record would have no place.
result<position> settle_own(office_transaction& to, const office_context& office, std::span<const write> writes);

// Ends a commit.
result<position> advance(office_transaction& to, const office_head& head, const digest& content, std::int64_t now_ms);

// The commit row that follows the head.
commit_row next_commit(const office_head& head, const digest& content, std::int64_t now_ms);

// Starts a segment: every start of the server and every restore mints one.
result<position> start_segment(office_transaction& to, const segment_id& id, std::int64_t now_ms);

}  // namespace pendata
