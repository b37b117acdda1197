// A tablet's clocks: the wall clock a person may set to anything, and the monotonic one that begins anew at a boot.
#pragma once

#include "core/model/clock.hpp"
#include "tools/sim/scene/stage.hpp"

namespace pendata::sim {

class device_clock {
public:
    device_clock(stage& on, std::string name);

    clock_reading read() const;
    void reboot();
    // Draws whether something befalls the clock.
    void may_go_wrong(unsigned permille);
    // The same, of a moment while a connection stands.
    void may_jump_now(unsigned permille);
    void set_right() { wall_offset_ms_ = 0; }

private:
    void set_wrong(fault f, std::int64_t offset_ms, std::string_view how);

    stage& on_;
    std::string name_;
    std::int64_t wall_offset_ms_ = 0;
    std::int64_t booted_ms_;
    int boots_ = 1;
};

}  // namespace pendata::sim
