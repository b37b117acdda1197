// Snapshots for first loads: one granted scope (a node and its compartments) as it stood at a commit, in chunks
// that a tablet stages and swaps in whole; the tail comes by pull. Here they are prepared, named by what they
// hold, and chosen: which shelved one may still be served, and who is loaded this way. docs/protocol.md,
// "Snapshots".
#pragma once

#include <span>

#include "core/settle/changes.hpp"
#include "core/settle/load_rules.hpp"
#include "core/storage/snapshot_shelf.hpp"

namespace pendata {

struct office_context;

// "pendata.snapshot.chunk.1", the number and the two blocks.
digest chunk_digest(const message::snapshot_chunk& chunk);
// "pendata.snapshot.1", the head's node, rooms, position and count of parts, and the digests of all chunks.
digest snapshot_digest(const message::snapshot_head& head, std::span<const digest> chunks);

// Reads the scope as the view shows it. Errors: of the view and of the sink; frame_too_large for a record no frame
// can hold.
result<message::snapshot_head> prepare_snapshot(office_view& view, const load_rules& rules, const grant& scope,
                                                const snapshot_shelf::chunk_sink& sink);

// A scope a tablet is to be sent, and what it has staged of it.
struct snapshot_want {
    grant scope;
    digest staged;           // zero: nothing
    std::uint64_t next = 0;  // the first chunk it lacks
    bool reload = false;
    bool more = false;       // another of the same reload follows
    sequence least = 0;      // the cursor: a snapshot from before it is of no use to a reload

    friend bool operator==(const snapshot_want&, const snapshot_want&) = default;
};

// The snapshot to serve: the one staged where it still stands, else the newest where its tail is short and nothing
// has left it, else a fresh one, which takes its time.
result<message::snapshot_head> open_snapshot(office_view& view, const office_context& office, snapshot_shelf& shelf,
                                             const snapshot_want& want);
// Whether one that has begun may go on: not with a record that was erased since or that the law keeps from the scope now, nor
// with one of another history; such a one goes off the shelf.
result<bool> may_go_on(office_view& view, const office_context& office, snapshot_shelf& shelf, const digest& snapshot);

// Whether all grants are better loaded anew than caught up from the cursor: nothing is held, or so much lies beyond.
result<bool> wants_reload(office_view& view, const load_rules& rules, const grant_list& grants, sequence cursor);

// What to load by snapshot for a tablet that said this hello under these grants; none where pulls do. `loading` as
// told, from the beginning where the position is not ours.
result<std::vector<snapshot_want>> snapshots_for(office_view& view, const load_rules& rules, const grant_list& grants,
                                                 const message::hello& hello,
                                                 const std::vector<message::loading_scope>& loading);

}  // namespace pendata
