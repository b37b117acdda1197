// The one place in core that says so itself; elsewhere the language does.
#include "core/base/out_of_memory.hpp"

#include <new>

namespace pendata {

void out_of_memory() { throw std::bad_alloc(); }

}  // namespace pendata
