// The messages of a sync session as plain values. core/wire turns them into frames and back; the session
// machines speak only in these. Grammar, order and limits: docs/protocol.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/error.hpp"
#include "core/model/batch.hpp"
#include "core/model/part.hpp"
#include "core/model/region.hpp"
#include "core/photo/pieces.hpp"
#include "core/reconcile/ranges.hpp"

namespace pendata::message {

inline constexpr std::uint32_t protocol_version = 1;

// A fingerprint as it travels.
struct short_print {
    std::array<unsigned char, 16> sum{};
    std::uint64_t count = 0;
    friend bool operator==(const short_print&, const short_print&) = default;
};

// The ledger's head: how many entries, and the first 8 bytes of the last one's hash.
struct ledger_head {
    std::uint64_t entries = 0;
    std::uint64_t hash = 0;
    friend bool operator==(const ledger_head&, const ledger_head&) = default;
};

// A scope that is being loaded has a position of its own until it has caught up.
struct loading_scope {
    std::string node;
    position reached;
    friend bool operator==(const loading_scope&, const loading_scope&) = default;
};

// How much of a scope's snapshot a tablet has staged.
struct staged_scope {
    std::string node;
    digest snapshot;          // names it
    std::uint64_t next = 0;   // the first chunk it lacks
    friend bool operator==(const staged_scope&, const staged_scope&) = default;
};

// tablet -> office, first. One exchange when nothing is to do.
struct hello {
    std::uint32_t version = protocol_version;
    std::uint32_t dictionary_version = 0;
    device_id device;
    bytes proof;  // Ed25519 over the TLS exporter (64 bytes); empty on a resumed connection
    position pulled;
    position receipted;            // the newest of a receipt or a loaded scope; zero segment: none
    short_print holds;             // the settled parts held
    std::uint64_t grants_hash = 0; // of the grants the tablet knows
    std::vector<loading_scope> loading;
    replica_id replica;
    std::uint64_t last_sealed = 0; // the tablet's own head
    bool has_pending = false;
    bool follow = false;           // stay after the checkpoint
    ledger_head ledger;
    std::uint64_t told_pending = 0;     // for the office's list of devices
    std::uint64_t told_oldest_s = 0;    // age of the oldest unsent write
    clock_trust told_trust = clock_trust::unknown;
    bool after_fork = false;       // its cache was cut and no checkpoint was equal since: tell all of custody again
    errc told_trouble = errc::ok;       // how the last sync failed; ok: it did not
    std::uint64_t told_trouble_s = 0;   // for how long they have
    bool told_by_office = false;        // the office had said so
    std::vector<staged_scope> staged;   // of loads that were cut off
    std::vector<device_id> former;      // what this file was enrolled as before: verdicts on their writes are for it
    bool photos = false;                // may bring or ask for photos on this connection
    photo_mark newest_photo;            // the newest of those the office has said it keeps
    friend bool operator==(const hello&, const hello&) = default;
};

// office -> tablet, the answer.
struct welcome {
    std::uint32_t version = protocol_version;
    std::int64_t office_ms = 0;
    bool equal = false;             // nothing to do: the session is over unless it follows
    bool lineage_known = true;      // false: `pulled` or `receipted` is not in this office's history
    std::optional<position> head;   // the office's newest commit; none: the hello's `pulled` (core/sync/short_welcome.hpp)
    std::optional<grant_list> grants;  // where the tablet's are not the office's
    std::uint64_t replica_head = 0; // highest batch number the office has of the tablet's replica
    std::optional<ledger_head> ledger;  // none: as the hello has it
    sequence backed_up = 0;         // receipted batches up to here need not be kept
    bool ledger_behind = false;     // the tablet has seen a newer ledger: uploads are taken, nothing is served
    bool revoked = false;           // all it had is in: no verdict will reach it, and it keeps nothing
    bool photos = false;            // takes and gives photos on this connection
    bool photos_lost = false;       // `newest_photo` is not in this office's row: what it kept is to be offered again
    friend bool operator==(const welcome&, const welcome&) = default;
};

// tablet -> office: a one-time code is used.
struct enrol {
    std::uint32_t version = protocol_version;
    bytes secret;                   // of the code, 16 bytes
    bytes public_key;               // of the device, 32 bytes; its digest names the device: device_id_of()
    bytes proof;                    // as in hello
    std::string label;              // what the person calls the tablet
    friend bool operator==(const enrol&, const enrol&) = default;
};

struct enrolled {
    std::int64_t office_ms = 0;
    device_id device;
    officer_id officer;
    std::string officer_name;
    std::string role;
    std::string regency;
    grant_list grants;
    friend bool operator==(const enrolled&, const enrolled&) = default;
};

// tablet -> office: one sealed batch.
struct push {
    sealed_batch batch;
};

// tablet -> office: a batch of another device, in a mail bag.
struct carry {
    sealed_batch batch;
};

// office -> tablet: a mail bag's batch is there; ends nothing for the one who carried it. The receipt is for whoever
// sealed it, and may go back the way the batch came.
struct carried {
    digest batch;
    std::optional<receipt> answer;
    friend bool operator==(const carried&, const carried&) = default;
};

// office -> tablet: a mail bag's batch that it can not take, as it is or by now.
struct not_carried {
    digest batch;
    errc why = errc::bad_signature;
    friend bool operator==(const not_carried&, const not_carried&) = default;
};

// office -> tablet: after the durable commit.
struct receipted {
    receipt of;
    friend bool operator==(const receipted&, const receipted&) = default;
};

struct pulled_part {
    part content;       // the cells changed beyond the cursor, or all
    bool whole = false; // replaces the part; else each cell replaces its own
    friend bool operator==(const pulled_part&, const pulled_part&) = default;
};

struct eviction {
    record_id record;
    compartment_mask rooms = 0;  // the parts to drop
    sequence at = 0;
    friend bool operator==(const eviction&, const eviction&) = default;
};

// office -> tablet: what changed, cut between commits. `node` names a loading scope, or is empty.
struct pull {
    std::string node;
    std::vector<pulled_part> parts;
    std::vector<eviction> evictions;
    position reached;
    bool caught_up = false;  // `reached` is the newest commit of the office's snapshot
    bool mends = false;      // of a repair: replaces what is held whatever its sequence, and moves no cursor
    friend bool operator==(const pull&, const pull&) = default;
};

// tablet -> office: a pull is durable.
struct pull_ack {
    std::string node;
    position reached;
    friend bool operator==(const pull_ack&, const pull_ack&) = default;
};

enum class verdict : std::uint8_t { held = 1, accepted = 2, returned = 3, rejected = 4 };  // never change

// office -> the author's tablet: what became of writes in custody. Outside parts and fingerprints.
struct custody_news {
    struct entry {
        write_id write;
        record_id record;
        hold_reason reason = hold_reason::none;
        verdict state = verdict::held;
        std::string note;
        friend bool operator==(const entry&, const entry&) = default;
    };
    std::vector<entry> entries;
    sequence at = 0;
    friend bool operator==(const custody_news&, const custody_news&) = default;
};

// tablet -> office: answer when all I pushed is settled and all you have is sent.
struct checkpoint {
    std::uint64_t number = 0;
    friend bool operator==(const checkpoint&, const checkpoint&) = default;
};

struct checkpoint_reached {
    std::uint64_t number = 0;
    position at;
    short_print holds;  // what the tablet should hold at `at`
    friend bool operator==(const checkpoint_reached&, const checkpoint_reached&) = default;
};

// office -> tablet: a granted scope as it stood at a commit follows in chunks, from the first the tablet lacks.
struct snapshot_head {
    std::string node;
    compartment_mask rooms = 0;
    position at;
    digest hash;              // snapshot_digest(): names the snapshot and proves it whole
    std::uint64_t chunks = 0;
    std::uint64_t parts = 0;
    bool reload = false;      // one of all grants: together they take the place of the cache and of the cursor
    bool more = false;        // heads of the same reload follow; the last one lets them be seen
    friend bool operator==(const snapshot_head&, const snapshot_head&) = default;
};

// office -> tablet: whole parts, as the two blocks of a pull; chunks ascend. Opaque here: decode_chunk().
struct snapshot_chunk {
    std::uint64_t number = 0;
    bytes open;
    bytes closed;
    friend bool operator==(const snapshot_chunk&, const snapshot_chunk&) = default;
};

// tablet -> office: a chunk is staged durably.
struct snapshot_ack {
    std::uint64_t number = 0;
    friend bool operator==(const snapshot_ack&, const snapshot_ack&) = default;
};

// tablet -> office: what is held, in sums; then what is wanted. core/reconcile/ranges.hpp.
using repair_ask = pendata::repair_ask;
// office -> tablet: where it differs.
using repair_told = pendata::repair_told;

// office -> tablet, or tablet -> office while following: nothing new, still here.
struct keepalive {
    friend bool operator==(const keepalive&, const keepalive&) = default;
};

// tablet -> office, where the lineage is unknown: the positions the tablet remembers, oldest first.
struct fork_ask {
    std::vector<position> pulls;     // of its cursor
    std::vector<position> receipts;  // of receipts in its journal
    friend bool operator==(const fork_ask&, const fork_ask&) = default;
};

// office -> tablet: the newest of `pulls` that is in this office's history; zero: none.
struct fork_point {
    position at;
    friend bool operator==(const fork_point&, const fork_point&) = default;
};

// tablet -> office: cells settled beyond the fork point, which this tablet held.
struct give_back {
    struct row {
        record_id record;
        compartment room = 0;
        friend bool operator==(const row&, const row&) = default;
    };
    std::uint64_t number = 0;  // ascending
    std::vector<part> parts;   // cut cells; what is derived is not among them
    std::vector<row> wanted;   // parts something was cut from: to be sent whole
    friend bool operator==(const give_back&, const give_back&) = default;
};

// office -> tablet: after the durable commit and the whole parts.
struct given_back {
    std::uint64_t number = 0;
    position at;
    std::uint64_t taken = 0;  // cells the office did not have
    std::uint64_t held = 0;   // of those
    friend bool operator==(const given_back&, const given_back&) = default;
};

// tablet -> office, where the welcome said so: this photo is here.
struct photo_offer {
    digest photo;
    std::uint64_t size = 0;
    friend bool operator==(const photo_offer&, const photo_offer&) = default;
};

// office -> tablet: the pieces it lacks; none, where it has the whole photo from this device.
struct photo_wanted {
    digest photo;
    std::uint64_t size = 0;
    piece_set missing;
    photo_mark mark;  // where none is missing
    friend bool operator==(const photo_wanted&, const photo_wanted&) = default;
};

// Either way: one piece, answering a photo_wanted or a photo_ask.
struct photo_piece {
    digest photo;
    std::uint64_t size = 0;  // of the photo
    std::uint32_t number = 0;
    bytes content;
    friend bool operator==(const photo_piece&, const photo_piece&) = default;
};

// office -> tablet: the piece is durable; `whole`: so is the photo, and its hash is right.
struct photo_kept {
    digest photo;
    std::uint32_t number = 0;
    bool whole = false;
    photo_mark mark;  // of the whole
    friend bool operator==(const photo_kept&, const photo_kept&) = default;
};

// tablet -> office: a piece of a photo that a cell of this part names.
struct photo_ask {
    digest photo;
    record_id record;
    compartment room = 0;
    std::uint32_t number = 0;
    friend bool operator==(const photo_ask&, const photo_ask&) = default;
};

// office -> tablet: not this photo. Ends nothing else.
struct photo_refused {
    digest photo;
    errc why = errc::not_found;
    friend bool operator==(const photo_refused&, const photo_refused&) = default;
};

// Either way: the session ends for this reason. `retry_after_ms` 0: the usual back-off.
struct failure {
    errc code = errc::internal;
    std::uint64_t retry_after_ms = 0;
    friend bool operator==(const failure&, const failure&) = default;
};

// tablet -> office: done.
struct goodbye {
    friend bool operator==(const goodbye&, const goodbye&) = default;
};

using any = std::variant<hello, welcome, enrol, enrolled, push, carry, carried, receipted, pull, pull_ack, custody_news,
                         checkpoint, checkpoint_reached, repair_ask, repair_told, keepalive, failure, goodbye, fork_ask,
                         fork_point, give_back, given_back, snapshot_head, snapshot_chunk, snapshot_ack, not_carried, photo_offer,
                         photo_wanted, photo_piece, photo_kept, photo_ask, photo_refused>;

}  // namespace pendata::message
