// SQLite's calls passed on to a file system of ours, and its failures told in SQLite's numbers.
#include "core/sqlite/registered_vfs.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>
#include <new>

#include "core/base/assert.hpp"

namespace pendata::sqlite {

namespace {

constexpr int longest_path = 512;
constexpr int sector_bytes = 4096;  // what a system's disk says, so that logs look as they do in production
constexpr double days_to_1970 = 2440587.5;
constexpr std::int64_t ms_per_day = 86'400'000;

struct opened {
    std::unique_ptr<open_file> file;
    file_system* files;
    std::string path;
    bool remove_at_close = false;
    bool name_unsynced = false;  // a log's name must be as durable as the log
};

// What SQLite keeps of an open file. It allocates and never constructs.
struct handle {
    sqlite3_file base;
    opened* in;
};

opened& of(sqlite3_file* file) { return *reinterpret_cast<handle*>(file)->in; }

int system_errno(errc code) {
    switch (code) {
        case errc::not_found: return ENOENT;
        case errc::disk_full: return ENOSPC;
        case errc::read_only: return EROFS;
        case errc::no_memory: return ENOMEM;
        default: return EIO;
    }
}

// A failed call's number: `told` says which call it was.
int code_for(errc code, int told) {
    switch (code) {
        case errc::ok: return SQLITE_OK;
        case errc::busy: return SQLITE_BUSY;
        case errc::disk_full: return SQLITE_FULL;
        case errc::read_only: return SQLITE_READONLY;
        case errc::no_memory: return SQLITE_IOERR_NOMEM;
        default: return told;
    }
}

// Runs `work`, a result<void>; nothing may fly through SQLite.
template <class Work>
int passed(int told, Work&& work) {
    try {
        const auto done = work();
        return done.has_error() ? code_for(to_errc(done.error()), told) : SQLITE_OK;
    } catch (const std::bad_alloc&) {
        return SQLITE_IOERR_NOMEM;
    }
}

int close_file(sqlite3_file* file) {
    auto* const closed = reinterpret_cast<handle*>(file);
    const std::unique_ptr<opened> in(closed->in);
    closed->in = nullptr;
    in->file.reset();
    if (in->remove_at_close) passed(SQLITE_OK, [&] { return in->files->remove(in->path); });
    return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
    std::size_t got = 0;
    const int code = passed(SQLITE_IOERR_READ, [&]() -> result<void> {
        const std::span<char> wanted(static_cast<char*>(into), static_cast<std::size_t>(size));
        PENDATA_TRY(read, of(file).file->read(static_cast<std::uint64_t>(offset), wanted));
        got = read;
        return {};
    });
    if (code != SQLITE_OK) return code;
    if (got == static_cast<std::size_t>(size)) return SQLITE_OK;
    std::memset(static_cast<char*>(into) + got, 0, static_cast<std::size_t>(size) - got);
    return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    return passed(SQLITE_IOERR_WRITE, [&] {
        const bytes_view content(static_cast<const char*>(data), static_cast<std::size_t>(size));
        return of(file).file->write(static_cast<std::uint64_t>(offset), content);
    });
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    return passed(SQLITE_IOERR_TRUNCATE, [&] { return of(file).file->truncate(static_cast<std::uint64_t>(size)); });
}

int sync_file(sqlite3_file* file, int) {
    return passed(SQLITE_IOERR_FSYNC, [&]() -> result<void> {
        opened& in = of(file);
        PENDATA_CHECK(in.file->sync());
        if (in.name_unsynced) PENDATA_CHECK(in.files->sync_folder_of(in.path));
        in.name_unsynced = false;
        return {};
    });
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
    return passed(SQLITE_IOERR_FSTAT, [&]() -> result<void> {
        PENDATA_TRY(known, of(file).file->size());
        *size = static_cast<sqlite3_int64>(known);
        return {};
    });
}

lock_level level_of(int sqlite_level) { return static_cast<lock_level>(sqlite_level); }
static_assert(SQLITE_LOCK_NONE == int(lock_level::none) && SQLITE_LOCK_SHARED == int(lock_level::shared) &&
              SQLITE_LOCK_RESERVED == int(lock_level::reserved) && SQLITE_LOCK_PENDING == int(lock_level::pending) &&
              SQLITE_LOCK_EXCLUSIVE == int(lock_level::exclusive));

int lock_file(sqlite3_file* file, int level) {
    return passed(SQLITE_IOERR_LOCK, [&] { return of(file).file->raise_lock(level_of(level)); });
}

int unlock_file(sqlite3_file* file, int level) {
    of(file).file->lower_lock(level_of(level));
    return SQLITE_OK;
}

int is_file_reserved(sqlite3_file* file, int* out) {
    return passed(SQLITE_IOERR_CHECKRESERVEDLOCK, [&]() -> result<void> {
        PENDATA_TRY(reserved, of(file).file->is_reserved());
        *out = reserved ? 1 : 0;
        return {};
    });
}

int control_file(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return sector_bytes; }
// As on any disk of today: what lies beside the written bytes is left alone when the power goes.
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int map_region(sqlite3_file* file, int number, int size, int make, void volatile** out) {
    *out = nullptr;
    return passed(SQLITE_IOERR_SHMMAP, [&]() -> result<void> {
        PENDATA_TRY(region, of(file).file->shared_region(static_cast<std::size_t>(number),
                                                         static_cast<std::size_t>(size), make != 0));
        *out = region;
        return {};
    });
}

int lock_region(sqlite3_file* file, int first, int count, int flags) {
    const auto from = static_cast<unsigned>(first);
    const auto how_many = static_cast<unsigned>(count);
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        of(file).file->unlock_shared(from, how_many);
        return SQLITE_OK;
    }
    const bool alone = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    return passed(SQLITE_IOERR_SHMLOCK, [&] { return of(file).file->lock_shared(from, how_many, alone); });
}

void barrier(sqlite3_file*) {}  // one thread

int unmap_regions(sqlite3_file* file, int) {
    of(file).file->leave_shared();
    return SQLITE_OK;
}

constexpr sqlite3_io_methods methods = {
    2,           close_file,      read_file,      write_file,      truncate_file,   sync_file,  size_of_file,
    lock_file,   unlock_file,     is_file_reserved, control_file,  sector_size,     characteristics,
    map_region,  lock_region,     barrier,        unmap_regions,   nullptr,         nullptr,
};

}  // namespace

struct registered_vfs::inside {
    file_system& files;
    std::string name;
    int last_errno = 0;
    sqlite3_vfs vfs{};

    static inside& of(sqlite3_vfs* vfs) { return *static_cast<inside*>(vfs->pAppData); }

    static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out);
    static int remove(sqlite3_vfs* vfs, const char* path, int sync_folder);
    static int access(sqlite3_vfs* vfs, const char* path, int flags, int* out);
    static int full_path(sqlite3_vfs* vfs, const char* path, int size, char* out);
    static int random(sqlite3_vfs* vfs, int size, char* out);
    static int pass_time(sqlite3_vfs*, int microseconds) { return microseconds; }  // virtual time does not pass here
    static int current_time(sqlite3_vfs* vfs, double* out);
    static int current_time_ms(sqlite3_vfs* vfs, sqlite3_int64* out);
    static int last_error(sqlite3_vfs* vfs, int, char*) { return of(vfs).last_errno; }
};

int registered_vfs::inside::open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out) {
    inside& in = of(vfs);
    file->pMethods = nullptr;
    const bool creates = (flags & SQLITE_OPEN_CREATE) != 0;
    const bool alone = (flags & SQLITE_OPEN_EXCLUSIVE) != 0;
    const opening how = creates ? (alone ? opening::create_new : opening::create)
                        : (flags & SQLITE_OPEN_READWRITE) != 0 ? opening::write
                                                               : opening::read;
    errc failed = errc::ok;
    const int code = passed(SQLITE_CANTOPEN, [&]() -> result<void> {
        auto made = std::make_unique<opened>();
        made->files = &in.files;
        if (path != nullptr) made->path = path;
        auto got = in.files.open(made->path, how);
        if (got.has_error()) {
            failed = to_errc(got.error());
            return got.error();
        }
        made->file = std::move(*got);
        made->remove_at_close = path != nullptr && (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
        constexpr int logs = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
        made->name_unsynced = path != nullptr && creates && (flags & logs) != 0;
        auto* const out = reinterpret_cast<handle*>(file);
        out->in = made.release();
        out->base.pMethods = &methods;
        return {};
    });
    in.last_errno = system_errno(failed);
    if (code == SQLITE_OK && flags_out != nullptr) *flags_out = flags;
    // Why a file can not be opened SQLite asks by last_error() only.
    return code == SQLITE_OK || code == SQLITE_IOERR_NOMEM ? code : SQLITE_CANTOPEN;
}

int registered_vfs::inside::remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
    inside& in = of(vfs);
    bool was_there = true;
    const int code = passed(SQLITE_IOERR_DELETE, [&]() -> result<void> {
        const auto removed = in.files.remove(path);
        was_there = removed.has_value() || to_errc(removed.error()) != errc::not_found;
        PENDATA_CHECK(removed);
        if (sync_folder != 0) PENDATA_CHECK(in.files.sync_folder_of(path));
        return {};
    });
    return was_there ? code : SQLITE_IOERR_DELETE_NOENT;
}

int registered_vfs::inside::access(sqlite3_vfs* vfs, const char* path, int flags, int* out) {
    inside& in = of(vfs);
    return passed(SQLITE_IOERR_ACCESS, [&]() -> result<void> {
        PENDATA_TRY(there, in.files.exists(path));
        *out = there ? 1 : 0;
        if (!there || flags != SQLITE_ACCESS_EXISTS) return {};
        // SQLite takes an empty log for none, as its own access() does.
        PENDATA_TRY(file, in.files.open(path, opening::read));
        PENDATA_TRY(size, file->size());
        if (size == 0) *out = 0;
        return {};
    });
}

int registered_vfs::inside::full_path(sqlite3_vfs*, const char* path, int size, char* out) {
    const std::size_t length = std::strlen(path);
    if (length >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
    std::memcpy(out, path, length + 1);
    return SQLITE_OK;
}

int registered_vfs::inside::random(sqlite3_vfs* vfs, int size, char* out) {
    of(vfs).files.random_bytes({out, static_cast<std::size_t>(size)});
    return size;
}

int registered_vfs::inside::current_time(sqlite3_vfs* vfs, double* out) {
    *out = days_to_1970 + static_cast<double>(of(vfs).files.now_ms()) / static_cast<double>(ms_per_day);
    return SQLITE_OK;
}

int registered_vfs::inside::current_time_ms(sqlite3_vfs* vfs, sqlite3_int64* out) {
    constexpr auto ms_to_1970 = static_cast<std::int64_t>(days_to_1970 * static_cast<double>(ms_per_day));
    *out = ms_to_1970 + of(vfs).files.now_ms();
    return SQLITE_OK;
}

registered_vfs::registered_vfs(file_system& files, std::string name)
    : in_(new inside{files, std::move(name), 0, {}}) {
    PENDATA_ASSERT(sqlite3_vfs_find(in_->name.c_str()) == nullptr);
    sqlite3_vfs& vfs = in_->vfs;
    vfs.iVersion = 2;
    vfs.szOsFile = sizeof(handle);
    vfs.mxPathname = longest_path;
    vfs.zName = in_->name.c_str();
    vfs.pAppData = in_.get();
    vfs.xOpen = inside::open;
    vfs.xDelete = inside::remove;
    vfs.xAccess = inside::access;
    vfs.xFullPathname = inside::full_path;
    vfs.xRandomness = inside::random;
    vfs.xSleep = inside::pass_time;
    vfs.xCurrentTime = inside::current_time;
    vfs.xGetLastError = inside::last_error;
    vfs.xCurrentTimeInt64 = inside::current_time_ms;
    PENDATA_ASSERT(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
}

registered_vfs::~registered_vfs() { sqlite3_vfs_unregister(&in_->vfs); }

const std::string& registered_vfs::name() const { return in_->name; }

void promise_one_thread() {
    PENDATA_ASSERT(sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) == SQLITE_OK && sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK);
}

void seed_sqlite_dice(std::uint32_t seed) {
    PENDATA_ASSERT(sqlite3_initialize() == SQLITE_OK);
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(seed), static_cast<sqlite3*>(nullptr));
}

}  // namespace pendata::sqlite
