// Clocks of Linux.
#include "tools/bench/measuring.hpp"

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace pendata::bench {

double own_cpu_s() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// The process's own clock, since /proc counts in ticks of ten milliseconds.
double cpu_s_of(pid_t process) {
    clockid_t clock{};
    timespec at{};
    if (::clock_getcpuclockid(process, &clock) != 0 || ::clock_gettime(clock, &at) != 0) return 0;
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) / 1e9;
}

std::uint64_t resident_bytes_of(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/statm");
    std::uint64_t all_pages = 0, resident_pages = 0;
    file >> all_pages >> resident_pages;
    return resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t peak_bytes_of(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/status");
    constexpr std::string_view name = "VmHWM:";
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(name)) return std::stoull(line.substr(name.size())) * 1024;
    }
    return 0;
}

double at_share(std::vector<double> measured, double share) {
    const auto at = measured.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(measured.size() - 1));
    std::nth_element(measured.begin(), at, measured.end());
    return *at;
}

void raise_open_files() {
    rlimit allowed{};
    if (::getrlimit(RLIMIT_NOFILE, &allowed) != 0) return;
    allowed.rlim_cur = allowed.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &allowed);
}

}  // namespace pendata::bench
