// Messages as protobuf envelopes and back: field by field, every list's length checked against its limit.
#pragma once

#include "core/base/result.hpp"
#include "core/wire/message.hpp"

namespace pendata::v1 {
class Envelope;
}

namespace pendata::wire {

// False where the content breaks a limit.
bool write_envelope(const message::any& content, v1::Envelope& out);

// Errors: malformed, limit_exceeded, unsupported_version (a message this version does not know).
result<message::any> read_envelope(const v1::Envelope& in);

}  // namespace pendata::wire
