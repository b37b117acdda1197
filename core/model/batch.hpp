// A sealed batch: a tablet's writes in order, numbered, chained to the one before and signed, made durable
// before its first byte leaves and sent the same ever after (I12). A receipt is the office's signed answer.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/sha256.hpp"
#include "core/base/signing.hpp"
#include "core/model/cell.hpp"
#include "core/model/hold_reason.hpp"
#include "core/model/part.hpp"

namespace pendata {

struct batch_content {
    replica_id replica;       // whose chain this is; its writes may be older than the replica
    std::uint64_t number = 0; // from 1
    digest previous;          // of number - 1; zero for the first
    stamp_time anchor = 0;    // the office's last proven time when it was sealed: a lower bound of truth
    std::vector<write> writes;

    friend bool operator==(const batch_content&, const batch_content&) = default;
};

// A position in the office's history; two are one only where their hashes agree.
struct position {
    segment_id segment;
    sequence at = 0;
    std::uint64_t hash = 0;  // first 8 bytes of the running commit hash

    friend bool operator==(const position&, const position&) = default;
};

struct retimed_write {
    std::uint32_t index = 0;  // of the write in its batch
    stamp_time time = 0;
    friend bool operator==(const retimed_write&, const retimed_write&) = default;
};

struct held_write {
    std::uint32_t index = 0;
    hold_reason reason = hold_reason::none;
    friend bool operator==(const held_write&, const held_write&) = default;
};

struct receipt {
    digest batch;
    position settled_at;
    bool forked = false;  // the office knows another content for this number: take a new replica
    std::vector<retimed_write> retimed;
    std::vector<held_write> held;
    signature signed_by{};  // the office's, over receipt_message()

    friend bool operator==(const receipt&, const receipt&) = default;
};

struct sealed_batch {
    batch_content content;
    device_id device;
    digest hash;         // batch_digest(content)
    signature signed_by{};  // the device's, over "pendata.batch.signature.1" | hash
    // What the office signed of it before, newest last, where it is offered again after a restore. Not in the hash.
    std::vector<receipt> receipts{};
};

// What the office signs: "pendata.receipt.1" and every field but the signature.
bytes receipt_message(const receipt& r);
bytes batch_signature_message(const digest& hash);

}  // namespace pendata
