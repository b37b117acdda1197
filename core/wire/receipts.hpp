// Positions and receipts in protobuf form, shared by sessions and mail bags.
#pragma once

#include "core/base/result.hpp"
#include "core/model/batch.hpp"

namespace pendata::v1 {
class Position;
class Receipt;
}  // namespace pendata::v1

namespace pendata::wire {

void write_position(const position& p, v1::Position& out);
// False where it is malformed.
bool read_position(const v1::Position& in, position& out);

// False where it breaks a limit.
bool write_receipt(const receipt& r, v1::Receipt& out);
// Errors: malformed, limit_exceeded.
result<receipt> read_receipt(const v1::Receipt& in);

}  // namespace pendata::wire
