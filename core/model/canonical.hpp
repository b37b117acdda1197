// The canonical form: the bytes that are hashed, signed and compared, and nothing else. Stores and the wire
// encode the same content compactly. Grammar and golden bytes: docs/protocol.md, "Canonical form".
#pragma once

#include "core/base/byte_reader.hpp"
#include "core/base/sha256.hpp"
#include "core/model/batch.hpp"
#include "core/model/cell.hpp"
#include "core/model/part.hpp"

namespace pendata {

void append_canonical(bytes& out, const cell_key& key);
void append_canonical(bytes& out, const cell& c);
void append_canonical(bytes& out, const write& w);

// Reads one cell; sets in.failed() on anything that append_canonical would not have written.
cell read_canonical_cell(byte_reader& in);

// The cells of a part, ascending by key, without sequences.
bytes canonical_part(const part& p);

// What a part adds to a fingerprint: SHA-256("pendata.part.1" | record | compartment | canonical part).
digest part_digest(const part& p);

// The content of a sealed batch: header, then each write.
bytes canonical_batch(const batch_content& content);

// SHA-256 of it: the batch's name in the chain, and what the device signs.
digest batch_digest(const batch_content& content);

}  // namespace pendata
