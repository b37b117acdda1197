// An office that was restored from a backup, or copied back, has lost the end of its history; a tablet may know
// more of it. Where both last agree is the *fork point*: the newest position of the tablet's cursor that is still in
// the office's history, by hash. Page: docs/protocol.md, "After a fork".
#pragma once

#include <span>

#include "core/settle/intake.hpp"
#include "core/wire/message.hpp"

namespace pendata {

// The newest of the positions that is in this office's history; zero where none is. Positions are known by their
// hash alone: everything up to a known one is the same on both sides, in whatever segments it was written.
result<position> newest_known(office_view& view, std::span<const position> told);

// Answers a tablet that asks, and notes what it told for the report of what was lost.
result<position> answer_fork(office_transaction& to, const office_context& office, const device_id& device,
                             const message::fork_ask& told);

// Takes out of the part what a commit after `at` changed; gives that. A cell that stays is as it was at `at` unless
// the office changed it since, and then the pull from there brings it.
part cut_beyond(part& settled, sequence at);

// What a tablet remembers once it stands at `at`: older positions of the same history, and `at`.
std::vector<position> remembered_up_to(std::span<const position> remembered, const position& at);

}  // namespace pendata
