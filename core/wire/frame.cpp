// Frames around envelopes, and sealed batches on their own.
#include "core/wire/frame.hpp"

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/base/limits.hpp"
#include "core/wire/blocks.hpp"
#include "core/wire/compression.hpp"
#include "core/wire/envelope.hpp"
#include "pendata/v1/wire.pb.h"

namespace pendata {

namespace {

namespace pb = pendata::v1;
using google::protobuf::Arena;

// Their blocks are compressed already, each on its own, and stay apart.
bool has_blocks(const message::any& content) {
    return std::holds_alternative<message::push>(content) || std::holds_alternative<message::carry>(content) ||
           std::holds_alternative<message::pull>(content) || std::holds_alternative<message::give_back>(content) ||
           std::holds_alternative<message::snapshot_chunk>(content);
}

result<message::any> read_payload(bytes_view data) {
    bytes scratch;
    PENDATA_TRY(payload, wire::expand(data, scratch));
    if (payload.empty()) return errc::malformed;
    Arena arena;
    auto& envelope = *Arena::CreateMessage<pb::Envelope>(&arena);
    if (!envelope.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) return errc::malformed;
    return wire::read_envelope(envelope);
}

}  // namespace

result<bytes> encode_frame(const message::any& content) {
    Arena arena;
    auto& envelope = *Arena::CreateMessage<pb::Envelope>(&arena);
    if (!wire::write_envelope(content, envelope)) return errc::frame_too_large;
    const bytes payload = envelope.SerializeAsString();
    if (payload.size() > limits::expanded_bytes) return errc::frame_too_large;
    bytes body;
    if (has_blocks(content)) {
        wire::append_plain(body, payload);
    } else {
        wire::append_compressed(body, payload);
    }
    if (body.size() > limits::frame_bytes) return errc::frame_too_large;
    bytes out;
    out.reserve(body.size() + 4);
    byte_writer(out).sized(body);
    return out;
}

void frame_reader::feed(bytes_view data) {
    if (failure_) return;
    // What was read goes once it is the larger part: each byte moves at most once on average.
    if (read_ > buffer_.size() - read_) {
        buffer_.erase(0, read_);
        read_ = 0;
    }
    buffer_.append(data);
}

result<std::optional<message::any>> frame_reader::next() {
    if (failure_) return *failure_;
    const auto fail = [this](errc code) {
        failure_ = code;
        buffer_ = {};
        read_ = 0;
        return code;
    };
    const bytes_view waiting = bytes_view(buffer_).substr(read_);
    // The length has at most three bytes, as the largest frame needs: told apart from one cut short.
    constexpr std::size_t most_length_bytes = 3;
    static_assert(limits::frame_bytes < std::size_t{1} << (7 * most_length_bytes));
    const bytes_view head = waiting.substr(0, most_length_bytes);
    const std::size_t last = static_cast<std::size_t>(
        std::find_if(head.begin(), head.end(), [](char c) { return (c & 0x80) == 0; }) - head.begin());
    if (last == most_length_bytes) return fail(errc::frame_too_large);
    if (last == head.size()) return std::optional<message::any>();
    byte_reader in(head);
    const std::uint64_t size = in.varint();
    if (in.failed() || size == 0) return fail(errc::malformed);
    if (size > limits::frame_bytes) return fail(errc::frame_too_large);
    const std::size_t start = last + 1;
    if (waiting.size() - start < size) return std::optional<message::any>();
    auto message = read_payload(waiting.substr(start, static_cast<std::size_t>(size)));
    if (message.has_error()) return fail(to_errc(message.error()));
    read_ += start + static_cast<std::size_t>(size);
    return std::optional(std::move(*message));
}

bytes encode_batch(const sealed_batch& batch) {
    Arena arena;
    auto& sealed = *Arena::CreateMessage<pb::SealedBatch>(&arena);
    const bool within_limits = wire::write_batch(batch, sealed);
    PENDATA_ASSERT(within_limits);
    bytes out;
    wire::append_plain(out, sealed.SerializeAsString());
    return out;
}

result<sealed_batch> decode_batch(bytes_view data) {
    if (data.size() > limits::expanded_bytes) return errc::limit_exceeded;
    bytes scratch;
    PENDATA_TRY(payload, wire::expand(data, scratch));
    Arena arena;
    auto& sealed = *Arena::CreateMessage<pb::SealedBatch>(&arena);
    if (!sealed.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) return errc::malformed;
    return wire::read_batch(sealed);
}

}  // namespace pendata
