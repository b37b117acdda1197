// What SQLite's result codes mean to the engine. One place decides it, so that a full disk is a full disk
// in every store.
#pragma once

#include "core/base/error.hpp"

struct sqlite3;

namespace pendata::sqlite {

// The engine's code for an (extended) result code. `system_errno`: of the last failed system call, else 0.
// A misuse of SQLite is a bug and aborts.
errc code_of(int sqlite_code, int system_errno = 0);

// The same for what `handle` failed with last; `sqlite_code` where there is no handle.
errc code_of(int sqlite_code, sqlite3* handle);

}  // namespace pendata::sqlite
