// What a tablet's engine asks of storage: two layers, settled and pending, and what belongs to sync. One file
// per (device, officer, office). The engine decides; the store keeps, finds, and makes a transaction whole.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/dictionary/filter.hpp"
#include "core/join/seal.hpp"
#include "core/model/batch.hpp"
#include "core/model/clock.hpp"
#include "core/model/part.hpp"
#include "core/model/region.hpp"
#include "core/reconcile/fingerprint.hpp"
#include "core/storage/contact_log.hpp"
#include "core/wire/message.hpp"

namespace pendata {

// Where a pending save stands. Never change the numbers: they are in the file.
enum class pending_state : std::uint8_t {
    unsealed = 0,
    sealed = 1,
    receipted = 2,  // settled at the office; stays in the view until the cursor has passed its position
    held = 3,       // in custody: stays in the view until its verdict
    ended = 4,      // rejected or returned: out of the view, kept for its author
};

struct pending_write {
    std::uint64_t row = 0;      // ascending in order of saving
    write what;
    clock_reading read;
    pending_state state = pending_state::unsealed;
    std::uint64_t batch = 0;    // number of its sealed batch
    sequence settled_at = 0;    // its receipt's position

    friend bool operator==(const pending_write&, const pending_write&) = default;
};

struct device_record {
    record_id id;
    std::uint16_t kind = 0;
    std::vector<part> settled;            // ascending by compartment
    std::vector<pending_write> pending;   // ascending by row; state `ended` is not among them
    std::vector<part> cut;                // cells of a lost history, shown until they are given back and settled again
};

// What the projection keeps of a record: its kind and the values of fields marked indexed or searched.
struct projection {
    record_id record;
    std::uint16_t kind = 0;
    std::vector<std::pair<std::uint16_t, value>> values;  // by field number; absent ones are empty
};

struct held_notice {
    write_id id;
    record_id record;
    cell_key key;  // empty where the tablet does not know the write
    hold_reason reason = hold_reason::none;
    message::verdict state = message::verdict::held;
    std::string note;
    friend bool operator==(const held_notice&, const held_notice&) = default;
};

// A snapshot of a granted scope that is being loaded: staged chunks count as held under that grant and are seen by
// nobody.
struct staged_snapshot {
    message::snapshot_head head;
    std::uint64_t next = 0;  // the first chunk that is not staged
    friend bool operator==(const staged_snapshot&, const staged_snapshot&) = default;
};

// Everything small about this tablet, read and written as a whole.
struct device_state {
    // Enrolment; an officer of zero: not enrolled.
    device_id device;
    officer_id officer;
    std::string officer_name;
    std::string role;
    std::string regency;
    std::string office_host;
    std::uint16_t office_port = 0;
    bytes office_identity;
    std::vector<device_id> former;  // what this file was enrolled as before, newest last
    // Own chain.
    chain_head chain;
    std::uint64_t last_save = 0;
    // Clock.
    std::optional<clock_anchor> anchor;
    std::int64_t last_sync_ms = 0;
    contact_log contact;
    // Settled layer.
    position pulled;
    position receipted;
    std::vector<position> remembered;  // newest last, at most limits::positions_kept
    fingerprint holds;
    grant_list grants;
    std::vector<message::loading_scope> loading;
    std::vector<staged_snapshot> staged;  // one of a node
    sequence custody_heard = 0;
    message::ledger_head ledger;
    sequence backed_up = 0;
    std::uint32_t dictionary_version = 0;
    bool after_fork = false;  // the cache was cut, and no comparison came since
};

// Cells cut from one part after a fork; none, where all of them were derived and it only has to come whole.
struct cut_part {
    std::uint64_t number = 0;  // ascending
    part content;
};

struct journal_batch {
    sealed_batch batch;
    bool receipted = false;
    receipt answer;  // where receipted
};

struct pending_summary {
    std::uint64_t writes = 0;           // not yet receipted
    clock_reading oldest;      // when the first of those was saved
};

// What of the file could not be read.
struct damage_found {
    std::uint64_t parts = 0;    // settled, since the file was made: dropped, to come again from the office
    std::uint64_t batches = 0;  // sealed and without a receipt, now: they stand aside
};

struct mail_summary {
    std::uint64_t batches = 0;
    std::uint64_t bytes = 0;
    std::uint64_t aside = 0;  // of the batches
};

// Where a photo stands. Never change the numbers: they are in the file.
enum class photo_state : std::uint8_t {
    waiting = 0,  // of this tablet, and the office has not said that it keeps it
    kept = 1,     // the office keeps it too
    wanted = 2,   // not whole here: asked for at the next sync
    fetched = 3,  // came from the office
    refused = 4,  // of this tablet, and not offered again by itself: `why`
    absent = 5,   // the office did not give it: `why`
};

struct tablet_photo {
    std::uint64_t row = 0;     // ascending in the order they were added; 0: give it one
    digest photo;
    std::uint64_t size = 0;    // 0: not known yet
    photo_state state = photo_state::waiting;
    errc why = errc::ok;
    std::uint32_t tries = 0;   // of sending it that came out wrong
    std::uint64_t passed = 0;  // bytes the office has said it keeps
    photo_mark mark{};         // kept: as the office said
    record_id record;          // wanted: a record that names it, and where
    compartment room = 0;
    friend bool operator==(const tablet_photo&, const tablet_photo&) = default;
};

struct photo_summary {
    std::uint64_t waiting = 0;
    std::uint64_t bytes = 0;    // of those
    std::uint64_t passed = 0;   // of those bytes, what the office keeps already
    std::uint64_t refused = 0;
    std::uint64_t wanted = 0;
    std::uint64_t held = 0;     // whole here, and the bytes of all of them
    std::uint64_t held_bytes = 0;
    std::uint64_t again = 0;    // of those that wait: the office had them once
    std::uint64_t again_bytes = 0;
    friend bool operator==(const photo_summary&, const photo_summary&) = default;
};

// A transaction; also the way to read. Sees its own changes.
class device_transaction {
public:
    virtual ~device_transaction() = default;

    virtual result<device_state> state() = 0;
    virtual result<void> put_state(const device_state& state) = 0;
    virtual result<damage_found> damage() { return damage_found{}; }

    // A settled part that can not be read counts as absent, here and below.
    virtual result<std::optional<device_record>> find(const record_id& id) = 0;
    // Settled layer. An empty part is erased.
    virtual result<void> put_settled(std::uint16_t kind, const part& content) = 0;
    virtual result<void> erase_settled(const record_id& record, compartment room) = 0;
    // Visits all settled parts, ascending by (record, compartment).
    virtual result<void> visit_settled(const std::function<result<void>(std::uint16_t kind, const part&)>& visitor) = 0;

    // Pending layer.
    virtual result<void> add_pending(std::uint16_t kind, const std::vector<unsealed_write>& writes) = 0;
    // Writes not sealed, in order of saving; a save is never cut unless it alone exceeds the limit.
    virtual result<std::vector<pending_write>> unsealed(std::size_t limit) = 0;
    // Stores a sealed batch and its writes' final content in place of the unsealed rows given.
    virtual result<void> put_sealed(const sealed_batch& batch, const std::vector<std::uint64_t>& rows) = 0;
    // One that can not be read stands aside here, in journal() and in queue_again(). Batches without a receipt, number above `after`, ascending, at most `limit`.
    virtual result<std::vector<sealed_batch>> unreceipted(std::uint64_t after, std::size_t limit) = 0;
    virtual result<std::optional<journal_batch>> journal(const digest& hash) = 0;
    // Stores the receipt with its batch: its writes become `receipted` at that position with the times it
    // gives, or `held`.
    virtual result<void> put_receipt(const receipt& answer) = 0;
    // Drops pending rows whose receipt is not after `cursor` (they are settled now); gives the records.
    virtual result<std::vector<record_id>> drop_settled_pending(sequence cursor) = 0;
    // Moves one held write on: accepted (settled at `at`), or ended.
    virtual result<void> end_hold(const write_id& id, pending_state to, sequence at) = 0;
    // Also cut cells that wait to be given back.
    virtual result<bool> has_unsent(const record_id& record) = 0;
    // Drops journal batches receipted at or before `backed_up`, and those that have a receipt and were sealed before.
    virtual result<void> trim_journal(sequence backed_up, std::int64_t sealed_before_ms) = 0;
    virtual result<pending_summary> pending() = 0;
    // Ids of the records with pending writes that have not ended, ascending.
    virtual result<std::vector<record_id>> with_pending() = 0;

    // What custody has told.
    virtual result<void> put_notice(const held_notice& notice) = 0;
    virtual result<std::vector<held_notice>> notices() = 0;

    // Evictions that wait for the pending of their record (I4 after I2).
    virtual result<void> put_eviction(const message::eviction& e) = 0;
    virtual result<void> drop_eviction(const record_id& record) = 0;
    virtual result<std::vector<message::eviction>> evictions() = 0;

    // After a fork (core/settle/fork_point.hpp).
    // Positions of the newest receipts in the journal, oldest first.
    virtual result<std::vector<position>> receipt_positions(std::size_t limit) = 0;
    // Journal batches receipted after `at` wait to be sent again, with what their receipts said; their writes are
    // pending as before the receipt, but those that have ended. A verdict after `at` is undone. Gives the records.
    virtual result<std::vector<record_id>> queue_again(sequence at) = 0;
    // Cells taken out of the settled layer, to be given back.
    virtual result<void> put_cut(std::uint16_t kind, const part& cells) = 0;
    // Those not answered, oldest first.
    virtual result<std::vector<cut_part>> cut_parts(std::size_t limit) = 0;
    // Those up to the number are back in the office as of `at`.
    virtual result<void> answer_cut(std::uint64_t number, sequence at) = 0;
    // Those answered after `at` wait again: the answer was lost with the office's history.
    virtual result<void> cut_again(sequence at) = 0;
    // Those answered at or before `cursor` are seen no longer; gives the records. What did not come back as settled, since
    // the office holds it, is put away until a backup has the answer: an office that goes back again asks for it again.
    virtual result<std::vector<record_id>> end_cut(sequence cursor, sequence backed_up) = 0;
    // Of what is put away, by kind and cells; of one record, whatever was answered before `at`.
    virtual result<void> forget_put_away(const std::function<result<bool>(std::uint16_t, const part&)>& which) = 0;
    virtual result<void> forget_answered_of(const record_id& record, compartment_mask rooms, sequence at) = 0;

    // By law: what is pending, cut, put away and noted of the record goes, and is overwritten where it stood. Not the
    // settled layer, and not sealed batches, which are one with others' work: they go when a backup has them.
    virtual result<void> forget_by_law(const record_id& record) = 0;

    // Chunks of snapshots, by node and number.
    virtual result<void> put_staged(const std::string& node, const message::snapshot_chunk& chunk) = 0;
    virtual result<std::optional<message::snapshot_chunk>> staged(const std::string& node, std::uint64_t number) = 0;
    virtual result<void> drop_staged(const std::string& node) = 0;

    // A mail bag's batches of other devices, until the office says `carried`. False: it was there already.
    virtual result<bool> put_mail(const sealed_batch& batch) = 0;
    // Those that are not set aside. A damaged one is passed over, and set aside by a transaction that may write.
    virtual result<std::vector<sealed_batch>> mail(std::size_t limit) = 0;
    virtual result<void> drop_mail(const digest& hash) = 0;
    // The office could not take it: kept, and not to be sent, until try_mail_again() for the same reason.
    virtual result<void> set_mail_aside(const digest& hash, errc why) = 0;
    virtual result<void> try_mail_again(errc why) = 0;
    virtual result<mail_summary> mail_kept() = 0;
    // Receipts of carried batches, for the bag on its way back: the newest limits::receipts_per_bag.
    virtual result<void> put_return(const receipt& answer) = 0;
    virtual result<std::vector<receipt>> returns() = 0;

    // Photos by hash, and their pieces; not records, and never counted among what is unsent.
    virtual result<std::optional<tablet_photo>> photo(const digest& hash) = 0;
    // Ascending by row, beyond `after`, at most `limit`; of all states, or of those to be spoken of with the office.
    virtual result<std::vector<tablet_photo>> photos(std::uint64_t after, std::size_t limit, bool errands) = 0;
    virtual result<photo_summary> photos_here() = 0;
    // Anew, or changed; gives its row.
    virtual result<std::uint64_t> put_photo(const tablet_photo& photo) = 0;
    // Of a photo that is put.
    virtual result<void> put_photo_piece(const digest& hash, std::uint32_t number, bytes_view content) = 0;
    virtual result<std::optional<bytes>> photo_piece(const digest& hash, std::uint32_t number) = 0;
    virtual result<piece_set> photo_pieces(const digest& hash) = 0;
    virtual result<void> drop_photo_pieces(const digest& hash) = 0;
    // Those that are not this tablet's own: wanted, fetched, absent.
    virtual result<std::vector<digest>> photos_of_others() = 0;
    virtual result<void> drop_photo(const digest& hash) = 0;
    // The newest mark of those the office keeps.
    virtual result<photo_mark> newest_photo_mark() = 0;
    // All that were kept wait again: the office was copied back, and may lack them.
    virtual result<void> offer_photos_again() = 0;

    // Projection: rows replaced as a whole; full-text indexing runs behind, from a queue.
    virtual result<void> project(const projection& row) = 0;
    virtual result<void> unproject(const record_id& record, std::uint16_t kind) = 0;
    // Ids of the records of a kind that pass the filter (null: all), ascending; `limit` 0: all.
    virtual result<std::vector<record_id>> list(std::uint16_t kind, const filter* where, std::size_t limit) = 0;
    // The records of a kind that pass the filter, with the projected values of `fields` in that order, cleared where
    // absent. The visitor asks nothing of the store.
    using row_visitor = std::function<void(const record_id&, std::span<const value>)>;
    virtual result<void> visit(std::uint16_t kind, const filter& where, std::span<const std::uint16_t> fields,
                               const row_visitor& visitor) = 0;
    // Ids of records whose indexed reference field holds `target`.
    virtual result<std::vector<record_id>> referring(std::uint16_t kind, std::uint16_t field, const record_id& target) = 0;
    // Every record id held, ascending.
    virtual result<std::vector<record_id>> all() = 0;
    // Kinds whose projection an earlier dictionary wrote and that lacks fields this one marks: every record of the
    // kind is to be projected again, then projection_is_current() says so.
    virtual result<std::vector<std::uint16_t>> stale_projections() { return std::vector<std::uint16_t>(); }
    virtual result<void> projection_is_current(std::uint16_t) { return {}; }
};

struct search_hit {
    record_id record;
    double score = 0;  // 0-1, best first
};

class device_store {
public:
    virtual ~device_store() = default;

    // Runs `work`; commits durably (one fsync) where it succeeds, else leaves everything as it was.
    // Threads: any, one at a time; may block on disk.
    virtual result<void> transact(const std::function<result<void>(device_transaction&)>& work) = 0;
    // The same without writing; sees a consistent state.
    virtual result<void> read(const std::function<result<void>(device_transaction&)>& work) = 0;

    // Full-text indexing: takes up to `limit` records from the queue; gives how many are left.
    virtual result<std::uint64_t> index_some(std::size_t limit) = 0;
    // Records like `text`, with spelling tolerance, best first. Indexes what is queued first.
    virtual result<std::vector<search_hit>> search(std::string_view text, std::size_t limit) = 0;
};

}  // namespace pendata
