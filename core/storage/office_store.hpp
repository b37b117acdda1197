// What the office's engine asks of storage, in words of the domain. Two implementations pass one contract
// suite: memory and SQLite; PostgreSQL will come behind the same. The rules live in core/settle; a store only
// keeps what it is given, finds it again, and makes a transaction whole or nothing (I9).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/model/batch.hpp"
#include "core/model/part.hpp"
#include "core/model/region.hpp"
#include "core/photo/pieces.hpp"
#include "core/reconcile/fingerprint.hpp"
#include "core/reconcile/ranges.hpp"

namespace pendata {

// The newest commit.
struct office_head {
    segment_id segment;
    sequence at = 0;
    digest hash;               // running: SHA-256(hash before | content of the commit)
    std::int64_t latest_ms = 0;  // the office's clock as last used; it never runs backwards

    position where() const;
    friend bool operator==(const office_head&, const office_head&) = default;
};

struct commit_row {
    sequence at = 0;
    segment_id segment;
    digest hash;
    std::int64_t ms = 0;
    friend bool operator==(const commit_row&, const commit_row&) = default;
};

// Where a record belonged, from a commit on. No atoms: nowhere (a closed case).
struct membership {
    sequence since = 0;
    atom_set atoms;
    friend bool operator==(const membership&, const membership&) = default;
};

struct office_record {
    record_id id;
    std::uint16_t kind = 0;
    std::vector<part> parts;            // ascending by compartment, none empty
    std::vector<membership> places;     // ascending by `since`; the last is the present
    std::vector<record_id> roots;       // those it is placed by: the subject it follows, or the two of a pair; no repeats
    std::vector<cell_key> contested;    // ascending: cells whose write graph is more than one line

    const part* find(compartment room) const;
    part* find(compartment room);
    part& at(compartment room);  // made where absent
    const atom_set& atoms() const;  // the present; empty where none
    atom_set atoms_at(sequence cursor) const;
    const settled_cell* find(const cell_key& key) const;

    friend bool operator==(const office_record&, const office_record&) = default;
};

// What every store requires of a record it is given: the orders above, parts of this record, none empty.
bool well_formed(const office_record& record);

enum class arrival : std::uint8_t { sync = 1, carried = 2, office = 3, returned = 4 };  // never change

// One batch's writes to one record, as settled. Append-only.
struct history_row {
    sequence at = 0;
    record_id record;
    digest batch;          // zero for the office's own writes
    device_id from;        // whose tablet sealed it; zero for the office
    arrival path = arrival::sync;
    std::int64_t received_ms = 0;
    std::vector<write> writes;  // times as settled

    friend bool operator==(const history_row&, const history_row&) = default;
};

enum class custody_state : std::uint8_t { held = 1, returned = 2, rejected = 3 };  // never change; accepted ones move to history

struct custody_row {
    write_id id;
    write what;            // time as settled, were it settled
    digest batch;
    device_id from;
    arrival path = arrival::sync;
    std::int64_t received_ms = 0;
    hold_reason reason = hold_reason::none;
    custody_state state = custody_state::held;
    std::string note;      // of whoever returned or rejected it
    sequence at = 0;       // the commit of its present state
    std::optional<record_id> waits_for;  // no_place: the record whose place it lacks

    friend bool operator==(const custody_row&, const custody_row&) = default;
};

// A verdict that ended custody, kept so that the author's tablet hears of it.
struct accepted_row {
    write_id id;
    record_id record;
    device_id from;
    sequence at = 0;
    friend bool operator==(const accepted_row&, const accepted_row&) = default;
};

// A batch the office has: its content stands in history and custody.
struct batch_row {
    digest hash;
    replica_id replica;
    std::uint64_t number = 0;
    digest previous;
    device_id from;
    receipt answer;
    std::uint64_t last_save = 0;  // greatest save number of its writes that are the replica's own
    friend bool operator==(const batch_row&, const batch_row&) = default;
};

// A batch that is kept as it came, because its device has too much waiting already. It is read when that has gone down.
struct unread_batch {
    digest hash;
    device_id from;
    arrival path = arrival::sync;
    std::int64_t received_ms = 0;
    std::uint32_t writes = 0;
    bytes content;  // as core/wire encodes it
    friend bool operator==(const unread_batch&, const unread_batch&) = default;
};

struct unread_summary {
    device_id from;
    std::uint64_t batches = 0;
    std::uint64_t writes = 0;
    std::int64_t oldest_ms = 0;
    friend bool operator==(const unread_summary&, const unread_summary&) = default;
};

struct replica_head {
    std::uint64_t number = 0;     // highest batch number known
    std::uint64_t last_save = 0;  // greatest save number known
    bool forked = false;          // two contents for one number, ever
    friend bool operator==(const replica_head&, const replica_head&) = default;
};

struct device_row {
    device_id id;
    bytes public_key;
    officer_id officer;
    std::string label;
    std::int64_t enrolled_ms = 0;
    bool revoked = false;
    std::int64_t last_contact_ms = 0;
    std::uint64_t told_pending = 0;
    std::uint64_t told_oldest_s = 0;
    std::uint8_t told_trust = 2;
    std::int32_t told_trouble = 0;     // how its last sync before this contact failed; 0: it did not
    std::uint64_t told_trouble_s = 0;  // for how long they have
    bool told_by_office = false;       // this office had said so
    position pulled;  // as last acknowledged
    friend bool operator==(const device_row&, const device_row&) = default;
};

struct code_row {
    digest secret_hash;
    officer_id officer;
    std::int64_t expires_ms = 0;
    device_id used_by;  // zero: not yet used
    friend bool operator==(const code_row&, const code_row&) = default;
};

// One part, or one record's membership, touched by a commit.
struct event {
    sequence at = 0;
    record_id record;
    friend auto operator<=>(const event&, const event&) = default;
};

// A photo as one device brings it, piece by piece; each device's own, so that none can spoil or feel out another's.
struct office_photo {
    digest photo;
    device_id from;
    std::uint64_t size = 0;
    bool whole = false;         // all pieces are there and its hash is right
    std::int64_t began_ms = 0;  // when the first piece came
    photo_mark mark{};          // where it is whole: its place among those that are, in the order they became so
    friend bool operator==(const office_photo&, const office_photo&) = default;
};

struct photos_of_device {
    std::uint64_t photos = 0;
    std::uint64_t bytes = 0;  // of their sizes
    friend bool operator==(const photos_of_device&, const photos_of_device&) = default;
};

// What the parts of one compartment at one atom add up to.
struct placed_sum {
    atom place;
    compartment room = 0;
    fingerprint sum;
    friend bool operator==(const placed_sum&, const placed_sum&) = default;
};

// Of every part of the record.
std::vector<part_mark> marks_of(const office_record& record);
// The same from those it had and those that changed; what neither names is computed.
std::vector<part_mark> marks_after(const office_record& record, std::span<const part_mark> before, std::span<const part_mark> changed);

// The mark of a photo that has become whole after the one of `before`.
photo_mark next_mark(const photo_mark& before, const digest& photo, const device_id& from);

// A consistent view: everything one call sees, the others see too.
// Threads: a view belongs to the thread that opened it.
class office_view {
public:
    virtual ~office_view() = default;

    virtual result<office_head> head() = 0;
    virtual result<std::optional<commit_row>> commit_at(sequence at) = 0;

    // Also one that was emptied and has only places left: events and followers name it still, no other list.
    virtual result<std::optional<office_record>> find(const record_id& id) = 0;
    // In the order they were appended.
    virtual result<std::vector<history_row>> history_of(const record_id& id) = 0;
    // Records touched after `after`, ascending by commit then record, at most `limit`; a commit is never cut:
    // one larger than the limit comes whole and alone.
    virtual result<std::vector<event>> events_after(sequence after, std::size_t limit) = 0;
    // Ids of the records with parts and an atom under the node (covers()), ascending, after `after`, at most
    // `limit`.
    virtual result<std::vector<record_id>> records_under(const std::string& node, const record_id& after, std::size_t limit) = 0;
    // Ids of the records of a kind with parts, ascending, after `after`, at most `limit`.
    virtual result<std::vector<record_id>> records_of(std::uint16_t kind, const record_id& after, std::size_t limit) = 0;
    // The last commit that touched a record of the kind; 0 for none.
    virtual result<sequence> kind_changed_at(std::uint16_t kind) = 0;
    // Ids of the records among whose `roots` it is, ascending.
    virtual result<std::vector<record_id>> followers_of(const record_id& root) = 0;
    // Of those with parts.
    virtual result<std::uint64_t> record_count() = 0;

    virtual result<std::optional<custody_row>> custody(const write_id& id) = 0;
    virtual result<std::vector<custody_row>> custody_of(const record_id& record) = 0;
    // Lists of custody and acceptances are ascending by (at, id).
    virtual result<std::vector<custody_row>> custody_in(custody_state state) = 0;
    // Rows and acceptances of one device's writes whose present state is of a commit after `after`.
    virtual result<std::vector<custody_row>> custody_from(const device_id& device, sequence after) = 0;
    virtual result<std::vector<accepted_row>> accepted_from(const device_id& device, sequence after) = 0;
    // How many of the device's writes are held; counting ends at `most`.
    virtual result<std::uint64_t> held_count(const device_id& device, std::uint64_t most) = 0;
    // Unread batches of a device, in the order they came, at most `limit`; and who has any, ascending.
    virtual result<std::vector<unread_batch>> unread_of(const device_id& device, std::size_t limit) = 0;
    virtual result<std::vector<unread_summary>> unread() = 0;
    // Held writes that wait for the record's place.
    virtual result<std::vector<custody_row>> held_for(const record_id& root) = 0;
    // Writes in custody, held or declined, that name `base` in what they saw.
    virtual result<std::vector<custody_row>> custody_on(const write_id& base) = 0;

    virtual result<std::optional<batch_row>> batch(const digest& hash) = 0;
    // Ascending.
    virtual result<std::vector<digest>> batches_numbered(const replica_id& replica, std::uint64_t number) = 0;
    // Of the replica's batches with a higher number, ascending by number then hash, at most `limit`.
    virtual result<std::vector<digest>> batches_beyond(const replica_id& replica, std::uint64_t number, std::size_t limit) = 0;
    virtual result<replica_head> head_of(const replica_id& replica) = 0;

    // The sum over all atoms under the node in that compartment.
    virtual result<fingerprint> sum_under(const std::string& node, compartment room) = 0;
    // Those sums one by one, but empty ones; ascending by atom, then compartment.
    virtual result<std::vector<placed_sum>> sums_below(const std::string& node) = 0;
    // The covering index of a repair: the marks of every record with parts at exactly this atom, ascending by id. The
    // visitor asks nothing of the view.
    virtual result<void> visit_marks(
        const atom& place, const std::function<result<void>(const record_id&, std::span<const part_mark>)>& visitor) = 0;

    virtual result<std::optional<device_row>> device(const device_id& id) = 0;
    virtual result<std::vector<device_row>> devices() = 0;
    virtual result<std::optional<code_row>> code(const digest& secret_hash) = 0;

    virtual result<std::optional<office_photo>> photo(const digest& hash, const device_id& from) = 0;
    // One that is whole, whoever brought it.
    virtual result<std::optional<office_photo>> whole_photo(const digest& hash) = 0;
    // The pieces that are there: all, where it is whole.
    virtual result<piece_set> photo_pieces(const digest& hash, const device_id& from) = 0;
    virtual result<std::optional<bytes>> photo_piece(const digest& hash, const device_id& from, std::uint32_t number) = 0;
    // The mark with that number; zero: none has it.
    virtual result<photo_mark> photo_marked(std::uint64_t number) = 0;
    virtual result<bool> is_photo_erased(const digest& hash) = 0;
    // Ascending, after that one; at most `limit`.
    virtual result<std::vector<digest>> erased_photos(const digest& after, std::size_t limit) = 0;
    virtual result<photos_of_device> photos_from(const device_id& device) = 0;
    // Ascending by hash, then device, after these two; at most `limit`.
    virtual result<std::vector<office_photo>> photos(const digest& after, const device_id& after_from, std::size_t limit) = 0;

    // Small named values of the office: counters, settings of the engine. Empty where absent.
    virtual result<bytes> note(const std::string& name) = 0;
};

// A transaction: a view that sees its own changes, and the changes.
class office_transaction : public office_view {
public:
    // Replaces the record as a whole and marks it touched by commit `at`; without parts and places it is gone.
    // `changed`: the marks of the parts that are not as they were. Requires: well_formed(record).
    virtual result<void> put(const office_record& record, sequence at, std::span<const part_mark> changed) = 0;
    result<void> put(const office_record& record, sequence at) { return put(record, at, marks_of(record)); }
    virtual result<void> append(const history_row& row) = 0;
    // Erasure by law: the record's history and custody are deleted, and overwritten where they stood on disk. The
    // record itself is put without parts.
    virtual result<void> forget(const record_id& record) = 0;
    // Opens custody, or moves it on; takes back an acceptance.
    virtual result<void> put(const custody_row& row) = 0;
    // Ends custody where it is open; `accepted` is kept for the author's tablet.
    virtual result<void> accept(const accepted_row& row) = 0;
    virtual result<void> put(const unread_batch& row) = 0;
    virtual result<void> drop_unread(const digest& hash) = 0;
    // Anew, or with another answer.
    virtual result<void> put(const batch_row& row) = 0;
    virtual result<void> add_to_sum(const atom& place, compartment room, const fingerprint& by) = 0;
    virtual result<void> put(const device_row& row) = 0;
    virtual result<void> put(const code_row& row) = 0;
    // One more piece; the first brings the row. Requires: `of` is not whole.
    virtual result<void> put_photo_piece(const office_photo& of, std::uint32_t number, bytes_view content) = 0;
    // Requires: all of its pieces are there. Those of a photo that several devices bring are kept once.
    virtual result<photo_mark> photo_is_whole(const digest& hash, const device_id& from) = 0;
    // With its pieces. Requires: not whole.
    virtual result<void> drop_photo(const digest& hash, const device_id& from) = 0;
    // By law: whoever brought it, overwritten where it stood; only that it was erased stays.
    virtual result<void> erase_photo(const digest& hash) = 0;
    virtual result<void> put_note(const std::string& name, bytes_view content) = 0;
    // Runs `work`; where it gives false, everything is as it was before. One at a time.
    virtual result<bool> attempt(const std::function<result<bool>()>& work) = 0;
    // Appends a commit. Errors: invalid_argument, where `row.at` is not the head's + 1.
    virtual result<void> advance(const commit_row& row) = 0;
};

class office_store {
public:
    virtual ~office_store() = default;

    // A snapshot as of now. Threads: any; cheap.
    virtual result<std::unique_ptr<office_view>> view() = 0;

    // Runs `work` in the one write transaction; commits durably where it succeeds, else leaves everything as
    // it was. Threads: any, they wait for each other; for other processes limits::busy_wait_ms, then errc::busy.
    virtual result<void> transact(const std::function<result<void>(office_transaction&)>& work) = 0;
};

}  // namespace pendata
