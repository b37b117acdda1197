// What the office wrote down for good, one entry a fact: numbered, chained by hash, signed by the office. A
// backup never rolls it back. Grammar: docs/storage.md, "Ledger".
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/sha256.hpp"
#include "core/base/signing.hpp"
#include "core/model/batch.hpp"
#include "core/wire/message.hpp"

namespace pendata {

namespace ledger_limits {
inline constexpr std::size_t body_bytes = 8192;        // of one entry
inline constexpr std::size_t text_bytes = 1024;        // a label, node, reason or legal basis
inline constexpr std::size_t hashes_per_branch = 512;  // a longer branch takes several entries
inline constexpr std::uint64_t lost_entries = 1'000'000;  // beyond one's own that a loss may be accepted of
}  // namespace ledger_limits

// At a start of the server or a restore; `start` is where it goes on, in the parent's segment.
struct segment_started {
    segment_id id;
    position start;
    friend bool operator==(const segment_started&, const segment_started&) = default;
};

struct device_enrolled {
    device_id device;
    public_key key{};
    officer_id officer;
    std::string label;
    friend bool operator==(const device_enrolled&, const device_enrolled&) = default;
};

struct device_revoked {
    device_id device;
    friend bool operator==(const device_revoked&, const device_revoked&) = default;
};

struct duty_ended {
    officer_id officer;
    std::string node;  // empty: all duties
    friend bool operator==(const duty_ended&, const duty_ended&) = default;
};

struct code_used {
    digest secret_hash;
    device_id by;
    friend bool operator==(const code_used&, const code_used&) = default;
};

using erasure_salt = std::array<unsigned char, 16>;

// Whose record it was, nobody can tell without holding the id.
struct erasure {
    erasure_salt salt{};
    // erasure_hash(): SHA-256("pendata.ledger.erasure.1" | salt | record id), or of what went along by its digest: a photo,
    // the mark of a list's row.
    digest hash;
    std::string legal_basis;
    friend bool operator==(const erasure&, const erasure&) = default;
};

// Whether the law restricts a record, from now on; of whom, nobody can tell without holding the id.
struct restriction {
    erasure_salt salt{};
    digest hash;  // restriction_hash(): SHA-256("pendata.ledger.restriction.1" | salt | record id)
    bool is_so = true;  // false: it is lifted
    friend bool operator==(const restriction&, const restriction&) = default;
};

// A ledger with this head was seen and is gone; its numbers are never given again.
struct loss_accepted {
    message::ledger_head lost;
    std::string reason;
    friend bool operator==(const loss_accepted&, const loss_accepted&) = default;
};

// This ledger had gone another way after entry `after`, up to entries of these hashes (first 8 bytes); what they
// said follows in entries of its own. Written where a newer ledger was brought back.
struct branch_joined {
    std::uint64_t after = 0;
    std::vector<std::uint64_t> hashes;
    friend bool operator==(const branch_joined&, const branch_joined&) = default;
};

// An entry of a newer version, kept as it is.
struct unknown_fact {
    std::uint16_t kind = 0;
    bytes content;
    friend bool operator==(const unknown_fact&, const unknown_fact&) = default;
};

using ledger_fact = std::variant<segment_started, device_enrolled, device_revoked, duty_ended, code_used, erasure,
                                 loss_accepted, branch_joined, restriction, unknown_fact>;

struct ledger_entry {
    std::uint64_t number = 0;  // from 1
    digest previous;           // hash of the entry before; of the ledger's beginning for the first
    std::int64_t ms = 0;       // the office's clock
    ledger_fact fact;
    digest hash;
    signature signed_by{};

    // As a device is told of it.
    message::ledger_head head() const;
    friend bool operator==(const ledger_entry&, const ledger_entry&) = default;
};

digest erasure_hash(const erasure_salt& salt, const record_id& record);
// SHA-256("pendata.ledger.erasure.photo.1" | salt | digest): of a photo its own hash, of a list's row its content's digest or
// the mark of its key (sync-server/store/list_rows.hpp).
digest erasure_hash(const erasure_salt& salt, const digest& along);
digest restriction_hash(const erasure_salt& salt, const record_id& record);

// The entry that follows `before`, signed. Errors: invalid_argument, too_large.
result<ledger_entry> next_entry(std::uint64_t number_before, const digest& previous, std::int64_t ms, ledger_fact fact,
                                const signer& sign);
// The number of the entry that follows.
std::uint64_t number_after(std::uint64_t before, const ledger_fact& fact);

bytes encode_body(const ledger_entry& entry);
// The entry without its signature; nothing for bytes that encode_body would not have written.
std::optional<ledger_entry> decode_body(bytes_view body);
bool is_signed(const ledger_entry& entry, const public_key& office);

}  // namespace pendata
