// Blocks: one byte naming the compression, then the data. Contexts are pooled per thread; what comes from a
// peer says its expanded size and needs a small window, or is refused. docs/protocol.md, "Frames".
#pragma once

#include <cstdint>
#include <span>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

namespace pendata::wire {

// Never change. Numbers from 16 on will name dictionaries.
enum class compression : std::uint8_t { none = 0, zstd = 1 };

// How hard to look for likenesses: patient costs ten times as much and is for what is prepared once and sent often.
enum class effort : std::uint8_t { quick, patient };

// Appends the compression byte and `payload`, compressed where that helps. `cuts`, ascending, are places where
// unlike data begins: the codes of what stands before would not suit it.
void append_compressed(bytes& out, bytes_view payload, std::span<const std::size_t> cuts = {},
                       effort how_hard = effort::quick);

// The same without trying: for payloads whose parts are compressed already.
void append_plain(bytes& out, bytes_view payload);

// What append_compressed wrote. `scratch` keeps the expanded bytes; the result points into it or into `data`.
// Errors: malformed, limit_exceeded (expands too far, or wants too large a window), unsupported_version.
result<bytes_view> expand(bytes_view data, bytes& scratch);

// A block whose length says little about its content: compression on its own, length, padding to 64 bytes.
bytes padded_block(bytes_view payload, std::span<const std::size_t> cuts = {}, effort how_hard = effort::quick);
result<bytes_view> expand_padded(bytes_view block, bytes& scratch);

}  // namespace pendata::wire
