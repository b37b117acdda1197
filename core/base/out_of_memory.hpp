// Memory that a C library could not get. Its callers are as unprepared for that as for any `new` that fails, and are
// told the same way.
#pragma once

namespace pendata {

// Ends the call with std::bad_alloc, which the C ABI turns into errc::no_memory.
[[noreturn]] void out_of_memory();

}  // namespace pendata
