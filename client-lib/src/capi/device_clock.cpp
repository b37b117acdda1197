// Reading Linux's clocks. CLOCK_BOOTTIME counts sleep too: a tablet spends most of its time asleep.
#include "client-lib/src/capi/device_clock.hpp"

#include <ctime>
#include <fstream>

namespace pendata {

namespace {

std::int64_t now_ms(clockid_t which) {
    timespec now{};
    if (clock_gettime(which, &now) != 0) return 0;
    return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

// Where the system does not tell, each process counts as a boot of its own: trust is lost, nothing else.
std::string name_of_boot() {
    std::string name;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> name;
    if (name.empty()) name = "process-" + std::to_string(now_ms(CLOCK_REALTIME));
    return name;
}

}  // namespace

device_clock::device_clock(std::int64_t offset_ms, std::function<std::int64_t()> wall_ms)
    : offset_ms_(offset_ms), wall_ms_(std::move(wall_ms)), boot_(name_of_boot()) {}

clock_reading device_clock::read() const {
    clock_reading out;
    out.wall_ms = wall_ms_ ? wall_ms_() : now_ms(CLOCK_REALTIME) + offset_ms_;
    out.monotonic_ms = now_ms(CLOCK_BOOTTIME);
    out.boot = boot_;
    return out;
}

}  // namespace pendata
