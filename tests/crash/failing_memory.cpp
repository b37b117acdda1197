// The malloc that fails, and the loop around it. What the library, SQLite, OpenSSL and protobuf ask for fails, too.
#include "tests/crash/failing_memory.hpp"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <limits>

extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
}

namespace {

// How many allocations are left until one fails, and whether one did. Of all threads: a sync may have several.
std::atomic<long> left{std::numeric_limits<long>::max()};
std::atomic<bool> armed{false};
std::atomic<bool> failed{false};

bool fails_now() {
    if (!armed.load(std::memory_order_relaxed)) return false;
    if (left.fetch_sub(1, std::memory_order_relaxed) != 1) return false;
    failed = true;
    errno = ENOMEM;
    return true;
}

}  // namespace

#define EXPORTED extern "C" __attribute__((visibility("default")))
EXPORTED void* malloc(size_t size) { return fails_now() ? nullptr : __libc_malloc(size); }
EXPORTED void* calloc(size_t count, size_t size) { return fails_now() ? nullptr : __libc_calloc(count, size); }
EXPORTED void* realloc(void* old, size_t size) { return size > 0 && fails_now() ? nullptr : __libc_realloc(old, size); }
EXPORTED void* aligned_alloc(size_t alignment, size_t size) {
    return fails_now() ? nullptr : __libc_memalign(alignment, size);
}
EXPORTED int posix_memalign(void** out, size_t alignment, size_t size) {
    if (fails_now()) return ENOMEM;
    *out = __libc_memalign(alignment, size);
    return *out != nullptr ? 0 : ENOMEM;
}

namespace pendata::failing {

long stride = 1;

namespace {

constexpr long first_few = 40;  // tried one by one in a sampled run, too

const char* calling = "";
long now_at = 0;
int wrong = 0;
std::uint64_t points = 0;
std::map<std::string, std::uint64_t> answers;  // call and status -> how often

[[noreturn]] void crashed(int signal) {
    char text[160];
    const int size = std::snprintf(text, sizeof text, "crashed by signal %d in %s, allocation %ld\n", signal, calling, now_at);
    armed = false;
    if (write(1, text, static_cast<std::size_t>(size)) < 0) _exit(4);
    _exit(3);
}

}  // namespace

void now_calling(const char* name) { calling = name; }

void say_wrong(const std::string& what) {
    ++wrong;
    std::printf("WRONG %s, allocation %ld: %s\n", calling, now_at, what.c_str());
}

int wrong_count() { return wrong; }

void print_answers() {
    for (const auto& [call, times] : answers) std::printf("%s: %llu\n", call.c_str(), static_cast<unsigned long long>(times));
    std::printf("%llu allocations failed, %d wrong\n", static_cast<unsigned long long>(points), wrong);
}

void watch_for_crashes() {
    for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) std::signal(signal, crashed);
}

void arm() { armed = true; }
void disarm() { armed = false; }

bool only_no_memory(pendata_status status) { return status == PENDATA_NO_MEMORY; }

void try_each(const char* name, const std::function<call_result()>& call, const std::function<void(bool done)>& check,
              const std::function<bool(pendata_status)>& is_allowed) {
    calling = name;
    for (long n = 1;; n += n < first_few ? 1 : stride) {
        now_at = n;
        left = n;
        failed = false;
        const call_result why = call();
        left = std::numeric_limits<long>::max();
        ++points;
        ++answers[std::string(name) + " " + std::to_string(why.status)];
        const bool by_itself = !failed && why && (why.status == PENDATA_NO_MEMORY || !is_allowed(why.status));
        if (by_itself) say_wrong("failed by itself: " + std::string(why.text_en));
        if (failed && why && !is_allowed(why.status)) say_wrong("status " + std::to_string(why.status) + " " + why.text_en);
        check(!why);
        if (!failed || wrong > 20) return;
    }
}

}  // namespace pendata::failing
