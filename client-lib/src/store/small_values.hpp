// The small values of rows as bytes: clock readings, positions, receipts, the groups of the device's state.
// Each is read back whole or is corrupt.
#pragma once

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/base/result.hpp"
#include "core/model/batch.hpp"
#include "core/model/clock.hpp"

namespace pendata::store {

void put(byte_writer& to, const clock_reading& reading);
clock_reading read_clock_reading(byte_reader& in);

void put(byte_writer& to, const position& at);
position read_position(byte_reader& in);

// A receipt without the hash of its batch, which stands beside it.
bytes encode_receipt(const receipt& answer);
// Errors: corrupt.
result<receipt> decode_receipt(const digest& batch, bytes_view data);

// A count of things of at least one byte each.
std::size_t read_count(byte_reader& in);

}  // namespace pendata::store
