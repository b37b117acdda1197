// Arbitrary messages of every type, and their equality.
#pragma once

#include <rapidcheck.h>

#include "core/wire/message.hpp"

namespace pendata {

// Every type is as likely as another.
rc::Gen<message::any> any_message();

// The message types by number, as any.index(): one generator each.
rc::Gen<message::any> any_message_of(std::size_t type);

bool same(const sealed_batch& a, const sealed_batch& b);
bool same(const message::any& a, const message::any& b);

}  // namespace pendata
