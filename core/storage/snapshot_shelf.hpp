// Where an office keeps prepared snapshots: bounded, and worth nothing that could not be prepared again. It keeps
// and finds; which one may be served, and when another is due, core/settle/scope_snapshot.hpp decides.
#pragma once

#include <functional>
#include <optional>

#include "core/base/result.hpp"
#include "core/model/region.hpp"
#include "core/wire/message.hpp"

namespace pendata {

// A snapshot on the shelf, and what was found of its tail: what changed in the office since.
struct shelved_snapshot {
    message::snapshot_head head;  // `reload` and `more` unset
    position checked;             // the tail was looked at up to here, in this history
    std::uint64_t changed = 0;    // records touched in it
    bool left = false;            // a record of the snapshot is not in the scope any more
    bool barred = false;          // or was erased, or the law keeps it from the scope: looked for, not kept

    friend bool operator==(const shelved_snapshot&, const shelved_snapshot&) = default;
};

// Threads: any.
class snapshot_shelf {
public:
    virtual ~snapshot_shelf() = default;

    // Either counts as a use: what was used last goes last when room is needed.
    virtual result<std::optional<shelved_snapshot>> find(const digest& hash) = 0;
    virtual result<std::optional<shelved_snapshot>> newest(const grant& scope) = 0;
    // Remembers what a look at the tail found. Ignored where the snapshot is gone.
    virtual result<void> note(const shelved_snapshot& found) = 0;
    virtual result<void> drop(const digest& hash) = 0;
    virtual result<void> clear() = 0;
    // Errors: not_found, where snapshot or chunk are not here (any more).
    virtual result<message::snapshot_chunk> chunk(const digest& hash, std::uint64_t number) = 0;

    // Keeps what `fill` hands to the sink, chunk after chunk, under the head it ends with; nothing where it fails.
    using chunk_sink = std::function<result<void>(const message::snapshot_chunk&)>;
    using filler = std::function<result<message::snapshot_head>(const chunk_sink&)>;
    virtual result<message::snapshot_head> put(const filler& fill) = 0;

    // The office's time: what is kept too long is known by it.
    virtual void tell_time(std::int64_t) {}
    // What is being prepared is given up with errc::cancelled, and nothing is prepared any more.
    virtual void stop() {}
};

}  // namespace pendata
