// Frames: a length, a protobuf envelope, its payload compressed where that helps. Decoding trusts nothing:
// every length, count and expansion has its limit in core/base/limits.hpp.
#pragma once

#include <optional>

#include "core/base/result.hpp"
#include "core/wire/message.hpp"

namespace pendata {

// The bytes of one frame, length included. Errors: frame_too_large, where the content breaks a limit.
result<bytes> encode_frame(const message::any& content);

// Collects bytes from a peer and gives messages. After a failure nothing more comes out.
class frame_reader {
public:
    void feed(bytes_view data);

    // The next whole message; nothing while one is incomplete. Errors: malformed, frame_too_large,
    // limit_exceeded, unsupported_version.
    result<std::optional<message::any>> next();

    // Bytes waiting for the rest of their frame.
    std::size_t buffered() const { return buffer_.size() - read_; }

private:
    bytes buffer_;
    std::size_t read_ = 0;
    std::optional<errc> failure_;
};

// A sealed batch in the form stores and mail bags keep it: the wire's columns, compressed. Requires content
// within the limits of core/base/limits.hpp, as whoever sealed it made sure.
bytes encode_batch(const sealed_batch& batch);

// Errors: malformed, limit_exceeded. The hash is recomputed from the content; the signature is not checked.
result<sealed_batch> decode_batch(bytes_view data);

}  // namespace pendata
