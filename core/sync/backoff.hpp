// When to try again (I11): base 1 s, factor 2, cap 5 min, full jitter. Pure: the random number comes in.
#pragma once

#include <cstdint>

namespace pendata {

// The wait before attempt `failures` + 1 (failures from 1), for a uniform random number; at least 1 ms. A peer's
// own wish, if not 0, is the least.
std::int64_t backoff_ms(unsigned failures, std::uint64_t random, std::uint64_t wished_ms);

}  // namespace pendata
