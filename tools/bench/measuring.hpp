// Clocks: wall time and processor time of this process, processor time and memory of a child.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <vector>

namespace pendata::bench {

// Processor time of all threads, user and system, in seconds.
double own_cpu_s();
double cpu_s_of(pid_t process);

// Resident memory; 0 where the process is gone.
std::uint64_t resident_bytes_of(pid_t process);
// The most it ever was.
std::uint64_t peak_bytes_of(pid_t process);

// As many files and sockets as the system allows: a tablet has about ten.
void raise_open_files();

// The measurement that this share of them does not exceed: 0.5 the median, 1 the worst. Requires: there is one.
double at_share(std::vector<double> measured, double share);

struct spent {
    double wall_s = 0;
    double cpu_s = 0;  // of this process
};

// Adds what `work` takes to `to`; gives what it gives.
template <class Work>
auto timed(spent& to, Work&& work) {
    class closer {
    public:
        explicit closer(spent& into) : into_(into) {}
        ~closer() {
            const std::chrono::duration<double> wall = clock::now() - wall_;
            into_.wall_s += wall.count();
            into_.cpu_s += own_cpu_s() - cpu_s_;
        }
        closer(const closer&) = delete;
        closer& operator=(const closer&) = delete;

    private:
        using clock = std::chrono::steady_clock;
        spent& into_;
        double cpu_s_ = own_cpu_s();
        clock::time_point wall_ = clock::now();
    };
    const closer at_end(to);
    return work();
}

}  // namespace pendata::bench
