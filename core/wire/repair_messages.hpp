// The questions and answers of a repair in protobuf form: columns, sums and marks cut to their width.
#pragma once

#include "core/base/result.hpp"
#include "core/reconcile/ranges.hpp"

namespace pendata::v1 {
class RepairAsk;
class RepairTold;
}  // namespace pendata::v1

namespace pendata::wire {

// False where it breaks a limit.
bool write_repair(const repair_ask& ask, v1::RepairAsk& out);
bool write_repair(const repair_told& told, v1::RepairTold& out);

// What comes out is in order and of the right lengths; whether a question makes sense is for core/reconcile to say.
// Errors: malformed, limit_exceeded.
result<repair_ask> read_repair(const v1::RepairAsk& in);
result<repair_told> read_repair(const v1::RepairTold& in);

}  // namespace pendata::wire
