/* Preloaded into a program under test: counts the calls that change files below a folder and kills the process,
 * as SIGKILL does, at the n-th. What the kernel was told stays; power cuts are the virtual disk's matter.
 *
 *   CRASH_FOLDER  files below it count
 *   CRASH_AT      the call to die at, from 1; 0 or absent: none
 *   CRASH_HOW     "before" the call, "after" it, or "torn": after half of it, where it writes, else after it
 *   CRASH_COUNT   a file that always holds the number of calls so far, as text
 *   CRASH_FULL    while this file is there, the disk of the folder is full: no file in it grows */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char* folder;
static const char* full;
static long die_at;
static int dies_before;
static int torn;
static int count_fd = -1;
static atomic_long calls;

__attribute__((constructor)) static void begin(void) {
    const char* at = getenv("CRASH_AT");
    const char* how = getenv("CRASH_HOW");
    const char* count = getenv("CRASH_COUNT");
    folder = getenv("CRASH_FOLDER");
    full = getenv("CRASH_FULL");
    die_at = at != NULL ? atol(at) : 0;
    dies_before = how == NULL || strcmp(how, "before") == 0;
    torn = how != NULL && strcmp(how, "torn") == 0;
    if (count != NULL) count_fd = (int)syscall(SYS_openat, AT_FDCWD, count, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static void die(void) {
    for (;;) kill(getpid(), SIGKILL);
}

/* Whether to die in this call: 1, once it is done. Dies here where that comes first. */
static int begin_call(void) {
    const long number = atomic_fetch_add(&calls, 1) + 1;
    if (count_fd >= 0) {
        char text[32];
        const int size = snprintf(text, sizeof text, "%-20ld\n", number);
        syscall(SYS_pwrite64, count_fd, text, (size_t)size, 0L);
    }
    if (number != die_at) return 0;
    if (dies_before) die();
    return 1;
}

static int is_below(const char* path) {
    return folder != NULL && path != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_ours(int fd) {
    char name[32];
    char path[PATH_MAX];
    if (folder == NULL) return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    const ssize_t size = readlink(name, path, sizeof path - 1);
    if (size <= 0) return 0;
    path[size] = '\0';
    return is_below(path);
}

/* Whether a file that would end at `end`, or `more` bytes further than it does, finds no room. */
static int finds_no_room(int fd, off_t end, size_t more) {
    struct stat now;
    if (full == NULL || !is_ours(fd) || syscall(SYS_faccessat, AT_FDCWD, full, F_OK) != 0) return 0;
    if (fstat(fd, &now) != 0 || !S_ISREG(now.st_mode)) return 0;
    if (end < 0) end = now.st_size + (off_t)more;
    if (end <= now.st_size) return 0;
    errno = ENOSPC;
    return 1;
}

/* Where a write without an offset would end; below zero: at the end of the file. */
static off_t end_of_write(int fd, size_t size) {
    const long flags = syscall(SYS_fcntl, fd, F_GETFL);
    const off_t here = syscall(SYS_lseek, fd, 0L, SEEK_CUR);
    return (flags & O_APPEND) != 0 || here < 0 ? -1 : here + (off_t)size;
}

static size_t last_part(size_t size) { return !torn ? size : size > 1024 ? size / 1024 * 512 : size / 2; }

ssize_t write(int fd, const void* data, size_t size) {
    if (full != NULL && finds_no_room(fd, end_of_write(fd, size), size)) return -1;
    if (is_ours(fd) && begin_call()) {
        syscall(SYS_write, fd, data, last_part(size));
        die();
    }
    return syscall(SYS_write, fd, data, size);
}

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
    if (finds_no_room(fd, offset + (off_t)size, size)) return -1;
    if (is_ours(fd) && begin_call()) {
        syscall(SYS_pwrite64, fd, data, last_part(size), offset);
        die();
    }
    return syscall(SYS_pwrite64, fd, data, size, offset);
}
ssize_t pwrite(int fd, const void* data, size_t size, off_t offset) { return pwrite64(fd, data, size, offset); }

ssize_t copy_file_range(int from, off64_t* from_at, int to, off64_t* to_at, size_t size, unsigned flags) {
    if (full != NULL && finds_no_room(to, to_at != NULL ? *to_at + (off_t)size : end_of_write(to, size), size)) return -1;
    if (is_ours(to) && begin_call()) {
        syscall(SYS_copy_file_range, from, from_at, to, to_at, last_part(size), flags);
        die();
    }
    return syscall(SYS_copy_file_range, from, from_at, to, to_at, size, flags);
}

ssize_t sendfile64(int to, int from, off64_t* at, size_t size) {
    if (full != NULL && finds_no_room(to, end_of_write(to, size), size)) return -1;
    if (is_ours(to) && begin_call()) {
        syscall(SYS_sendfile, to, from, at, last_part(size));
        die();
    }
    return syscall(SYS_sendfile, to, from, at, size);
}
ssize_t sendfile(int to, int from, off_t* at, size_t size) { return sendfile64(to, from, at, size); }

#define AFTER_WHOLE_CALL(ours, call)          \
    do {                                      \
        const int last = (ours) && begin_call(); \
        const int got = (int)(call);          \
        if (last) die();                      \
        return got;                           \
    } while (0)

int fsync(int fd) { AFTER_WHOLE_CALL(is_ours(fd), syscall(SYS_fsync, fd)); }
int fdatasync(int fd) { AFTER_WHOLE_CALL(is_ours(fd), syscall(SYS_fdatasync, fd)); }
int ftruncate64(int fd, off64_t size) {
    if (finds_no_room(fd, size, 0)) return -1;
    AFTER_WHOLE_CALL(is_ours(fd), syscall(SYS_ftruncate, fd, size));
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }
int rename(const char* from, const char* to) { AFTER_WHOLE_CALL(is_below(to), syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0)); }
int link(const char* from, const char* to) { AFTER_WHOLE_CALL(is_below(to), syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0)); }
int unlink(const char* path) { AFTER_WHOLE_CALL(is_below(path), syscall(SYS_unlinkat, AT_FDCWD, path, 0)); }
int mkdir(const char* path, mode_t mode) { AFTER_WHOLE_CALL(is_below(path), syscall(SYS_mkdirat, AT_FDCWD, path, mode)); }

/* Making a file is a step, opening one is not. */
static int open_counted(const char* path, int flags, mode_t mode) {
    const int makes = (flags & O_CREAT) != 0 && is_below(path) && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
    AFTER_WHOLE_CALL(makes, syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

static mode_t mode_of(int flags, va_list more) { return (flags & O_CREAT) != 0 ? (mode_t)va_arg(more, int) : 0; }

int open(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const mode_t mode = mode_of(flags, more);
    va_end(more);
    return open_counted(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const mode_t mode = mode_of(flags, more);
    va_end(more);
    return open_counted(path, flags | O_LARGEFILE, mode);
}
