// The messages whose bytes are written down: in docs/protocol.md and in golden_test.cpp. Never change them.
#pragma once

#include "core/base/signing.hpp"
#include "core/wire/message.hpp"

namespace pendata::sample {

// The key of the tablet in all samples.
key_seed tablet_key();

// One save of one person: name, birth date and sex, seen on a document.
sealed_batch person();

// The next batch of the same tablet: a corrected name that saw the first one, and a disability (S2).
sealed_batch correction();

message::hello hello();

// The person as the office sends it, its S2 part, and a record that left.
message::pull pull();

message::welcome long_welcome();

}  // namespace pendata::sample
