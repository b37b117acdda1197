// The two blocks of a batch or a pull: cells of S0 and S1 in the open one, those of S2 and beyond in the closed
// one, which is compressed on its own and padded, because a shared context and a size would tell about them.
#pragma once

#include <string>

#include "core/model/batch.hpp"
#include "core/wire/compression.hpp"
#include "core/wire/message.hpp"

namespace pendata::v1 {
class SealedBatch;
class Pull;
class GiveBack;
}  // namespace pendata::v1

namespace pendata::wire {

// False where the content breaks a limit.
bool write_batch(const sealed_batch& batch, v1::SealedBatch& out);
result<sealed_batch> read_batch(const v1::SealedBatch& in);

bool write_parts(const std::vector<message::pulled_part>& parts, v1::Pull& out, effort how_hard = effort::quick);
bool write_parts(const std::vector<message::pulled_part>& parts, v1::GiveBack& out);
result<std::vector<message::pulled_part>> read_parts(const v1::Pull& in);
result<std::vector<message::pulled_part>> read_parts(const v1::GiveBack& in);

}  // namespace pendata::wire
