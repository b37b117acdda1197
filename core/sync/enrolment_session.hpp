// The tablet's side of an enrolment as a machine without I/O: one question on a fresh connection, one answer.
// It reads like docs/protocol.md, "Enrolment". One object is one connection.
#pragma once

#include <optional>

#include "core/wire/frame.hpp"

namespace pendata {

class enrolment_session {
public:
    // The frame to send. Errors: frame_too_large.
    result<bytes> ask(const message::enrol& request) { return encode_frame(request); }

    // The office's answer; nothing while it is incomplete. Errors: what the office says against it (code_unknown,
    // code_used, code_expired ...), unexpected_message, those of frame_reader.
    result<std::optional<message::enrolled>> receive(bytes_view data);

private:
    frame_reader reader_;
};

}  // namespace pendata
