// Processes and their shared reports.
#include "tools/sim/runner.hpp"

#include <malloc.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>

#include "core/base/assert.hpp"
#include "core/sqlite/registered_vfs.hpp"
#include "tools/sim/breaks.hpp"
#include "tools/sim/world.hpp"

namespace pendata::sim {

namespace {

constexpr rlim_t patience_s = 300;  // of its own work: a seed that takes more hangs, however busy the machine

// A report that survives the process that writes it.
class shared_report {
public:
    shared_report() {
        void* memory = ::mmap(nullptr, sizeof(seed_report), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        PENDATA_ASSERT(memory != MAP_FAILED);
        at_ = new (memory) seed_report();
    }
    ~shared_report() { ::munmap(at_, sizeof(seed_report)); }
    shared_report(const shared_report&) = delete;
    shared_report& operator=(const shared_report&) = delete;
    seed_report& operator*() const { return *at_; }
    seed_report* operator->() const { return at_; }

private:
    seed_report* at_;
};

// In memory where the system has a place for that.
std::filesystem::path folder_of(pid_t process, std::uint64_t seed) {
    const bool has_memory = std::filesystem::exists("/dev/shm");
    const std::filesystem::path base = has_memory ? "/dev/shm" : std::filesystem::temp_directory_path();
    return base / ("pendata-sim-" + std::to_string(process) + "-" + std::to_string(seed));
}

// A process of one thread and one life: no locks in SQLite, and no memory goes back to the system before the end.
void travel_light() {
    sqlite::promise_one_thread();
    ::mallopt(M_MMAP_THRESHOLD, 64 << 20);
    ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
    ::mallopt(M_TOP_PAD, 16 << 20);
}

void run_seed(const run_wishes& wishes, seed_report& into) {
    travel_light();
    const auto folder = folder_of(::getpid(), into.seed);
    std::filesystem::create_directories(folder);
    break_on_purpose(wishes.break_name);
    sqlite::seed_sqlite_dice(static_cast<std::uint32_t>(into.seed));
    stage on(wishes.size, into.seed, folder, into, wishes.trace);
    world lived(on);
    lived.run();
    into.faults = on.faults.counts();
    into.finished = true;
}

pid_t start_seed(const run_wishes& wishes, seed_report& into) {
    const pid_t child = ::fork();
    PENDATA_ASSERT(child >= 0);
    if (child != 0) return child;
    const rlimit most{patience_s, patience_s};
    ::setrlimit(RLIMIT_CPU, &most);
    run_seed(wishes, into);
    ::_exit(0);
}

void clear_up(pid_t child, seed_report& of, int status) {
    if (WIFSIGNALED(status)) of.signal = WTERMSIG(status);
    std::error_code ignored;
    std::filesystem::remove_all(folder_of(child, of.seed), ignored);
}

void run_alone(const run_wishes& wishes, seed_report& into) {
    const pid_t child = start_seed(wishes, into);
    int status = 0;
    ::waitpid(child, &status, 0);
    clear_up(child, into, status);
}

}  // namespace

run_report run_seeds(const run_wishes& wishes, const std::function<void(const seed_report&, bool same_again)>& failed) {
    const auto began = std::chrono::steady_clock::now();
    run_report out;
    std::map<pid_t, std::unique_ptr<shared_report>> running;
    std::uint64_t next = 0;
    bool stopping = false;
    while (true) {
        while (!stopping && next < wishes.seeds && running.size() < wishes.jobs) {
            auto into = std::make_unique<shared_report>();
            (*into)->seed = wishes.first_seed + next++;
            const pid_t child = start_seed(wishes, **into);
            running.emplace(child, std::move(into));
        }
        if (running.empty()) break;
        int status = 0;
        const pid_t ended = ::wait(&status);
        const auto at = running.find(ended);
        if (at == running.end()) continue;
        auto& one = **at->second;
        clear_up(ended, one, status);
        out.add(one);
        if (one.failed()) {
            auto quiet = wishes;
            quiet.trace = false;
            shared_report again;
            again->seed = one.seed;
            run_alone(quiet, *again);
            failed(one, again->event_hash == one.event_hash && again->events == one.events);
            stopping = !wishes.keep_going;
        }
        running.erase(at);
    }
    out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return out;
}

}  // namespace pendata::sim
