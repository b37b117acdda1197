// What a chunk of a snapshot holds: whole parts in the two blocks of a pull, compressed with patience, since a
// chunk is prepared once and sent to every tablet of the scope. docs/protocol.md, "Snapshots".
#pragma once

#include <vector>

#include "core/base/result.hpp"
#include "core/wire/message.hpp"

namespace pendata {

// Requires: every part is whole. Errors: frame_too_large, where they do not fit one frame.
result<message::snapshot_chunk> encode_chunk(std::uint64_t number, const std::vector<message::pulled_part>& parts);

// Errors: malformed, limit_exceeded, unsupported_version.
result<std::vector<message::pulled_part>> decode_chunk(const message::snapshot_chunk& chunk);

}  // namespace pendata
