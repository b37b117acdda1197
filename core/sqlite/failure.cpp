// Result codes to failures. Where SQLite only says "could not open", the system's own word decides.
#include "core/sqlite/failure.hpp"

#include <sqlite3.h>

#include <cerrno>

#include "core/base/assert.hpp"

namespace pendata::sqlite {

namespace {

errc of_system(int system_errno, errc otherwise) {
    switch (system_errno) {
        case ENOENT:
        case ENOTDIR:
            return errc::not_found;
        case EACCES:
        case EPERM:
        case EROFS:
            return errc::read_only;
        case ENOSPC:
        case EDQUOT:
            return errc::disk_full;
        case ENOMEM:
            return errc::no_memory;
        default:
            return otherwise;
    }
}

errc of_constraint(int sqlite_code) {
    switch (sqlite_code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
            return errc::already_exists;
        default:
            return errc::internal;
    }
}

errc of_input_output(int sqlite_code, int system_errno) {
    switch (sqlite_code) {
        case SQLITE_IOERR_NOMEM:
            return errc::no_memory;
        case SQLITE_IOERR_CORRUPTFS:
            return errc::corrupt;
        default:
            return system_errno == ENOSPC || system_errno == EDQUOT ? errc::disk_full : errc::io_error;
    }
}

}  // namespace

errc code_of(int sqlite_code, int system_errno) {
    switch (sqlite_code & 0xff) {
        case SQLITE_OK:
        case SQLITE_ROW:
        case SQLITE_DONE:
            return errc::ok;
        case SQLITE_FULL:
            return errc::disk_full;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:  // WAL locks contended beyond SQLite's own patience
            return errc::busy;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return errc::read_only;
        case SQLITE_NOTADB:
            return errc::foreign_file;
        case SQLITE_CORRUPT:
            return errc::corrupt;
        case SQLITE_CANTOPEN:
            return of_system(system_errno, errc::io_error);
        case SQLITE_IOERR:
            return of_input_output(sqlite_code, system_errno);
        case SQLITE_NOMEM:
            return errc::no_memory;
        case SQLITE_TOOBIG:
            return errc::too_large;
        case SQLITE_INTERRUPT:
        case SQLITE_ABORT:
            return errc::cancelled;
        case SQLITE_CONSTRAINT:
            return of_constraint(sqlite_code);
        case SQLITE_MISUSE:
        case SQLITE_RANGE:
            PENDATA_ASSERT(!"SQLite was misused");
            return errc::internal;
        default:
            return errc::internal;
    }
}

errc code_of(int sqlite_code, sqlite3* handle) {
    return code_of(sqlite_code, handle != nullptr ? sqlite3_system_errno(handle) : 0);
}

}  // namespace pendata::sqlite
