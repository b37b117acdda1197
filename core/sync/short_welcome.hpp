// What a welcome leaves out because the hello has just said it. Every byte of a sync with nothing to do is one of these
// two messages, so the office does not repeat the tablet's own words to it. Pure; docs/protocol.md, "Welcome".
#pragma once

#include "core/wire/message.hpp"

namespace pendata {

// Leaves `head` and `ledger` out where they are as in the hello, and else the head's segment where that is.
message::welcome shortened(message::welcome full, const message::hello& to);

// The other way round: both are there afterwards, whole.
message::welcome spelled_out(message::welcome told, const message::hello& asked);

}  // namespace pendata
