// The last words of a bug: where it stood, to standard error, never any data.
#include "core/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace pendata::detail {

void assert_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "pendata: assertion failed: %s at %s:%d\n", expression, file, line);
    std::abort();
}

}  // namespace pendata::detail
