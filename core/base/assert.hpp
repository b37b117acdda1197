// PENDATA_ASSERT: a bug stops the process, in release builds too. Saved data is durable before any call
// returns, so a restart loses nothing, while going on with a broken invariant could.
#pragma once

namespace pendata::detail {
[[noreturn]] void assert_failed(const char* expression, const char* file, int line);
}

#define PENDATA_ASSERT(expression) \
    ((expression) ? static_cast<void>(0) : ::pendata::detail::assert_failed(#expression, __FILE__, __LINE__))
