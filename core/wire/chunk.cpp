// Chunks by way of the pull's blocks.
#include "core/wire/chunk.hpp"

#include <google/protobuf/arena.h>

#include <algorithm>

#include "core/base/limits.hpp"
#include "core/wire/blocks.hpp"
#include "pendata/v1/wire.pb.h"

namespace pendata {

namespace {

namespace pb = pendata::v1;
using google::protobuf::Arena;

constexpr std::size_t frame_overhead = 64;  // number, tags and lengths around the blocks

}  // namespace

result<message::snapshot_chunk> encode_chunk(std::uint64_t number, const std::vector<message::pulled_part>& parts) {
    Arena arena;
    auto& blocks = *Arena::CreateMessage<pb::Pull>(&arena);
    if (!wire::write_parts(parts, blocks, wire::effort::patient)) return errc::frame_too_large;
    if (blocks.open().size() + blocks.closed().size() + frame_overhead > limits::frame_bytes) return errc::frame_too_large;
    return message::snapshot_chunk{number, std::move(*blocks.mutable_open()), std::move(*blocks.mutable_closed())};
}

result<std::vector<message::pulled_part>> decode_chunk(const message::snapshot_chunk& chunk) {
    Arena arena;
    auto& blocks = *Arena::CreateMessage<pb::Pull>(&arena);
    blocks.set_open(chunk.open);
    blocks.set_closed(chunk.closed);
    PENDATA_TRY(parts, wire::read_parts(blocks));
    if (!std::ranges::all_of(parts, &message::pulled_part::whole)) return errc::malformed;
    return parts;
}

}  // namespace pendata
