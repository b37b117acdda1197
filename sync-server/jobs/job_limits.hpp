// How much work may wait at the office. A connection whose work finds no room waits, and its tablet with it.
#pragma once

#include <cstddef>

namespace pendata::limits {

inline constexpr std::size_t writes_per_group = 64;                // settled by one durable commit
inline constexpr std::size_t queued_writes = 512;
inline constexpr std::size_t queued_write_bytes = 64 * 1024 * 1024;  // a batch may be a megabyte
inline constexpr std::size_t queued_reads = 512;
inline constexpr int examine_pause_ticks = 30;  // looks around before a day's examination that failed is tried again
inline constexpr int busy_tries = 3;  // at another process's transaction, each limits::busy_wait_ms

}  // namespace pendata::limits
