// How clocks go wrong.
#include "tools/sim/scene/clocks.hpp"

namespace pendata::sim {

device_clock::device_clock(stage& on, std::string name) : on_(on), name_(std::move(name)), booted_ms_(on.time.now_ms()) {}

clock_reading device_clock::read() const {
    const auto now = on_.time.now_ms();
    return {std::max<std::int64_t>(0, now + wall_offset_ms_), now - booted_ms_, name_ + "#" + std::to_string(boots_)};
}

void device_clock::reboot() {
    ++boots_;
    booted_ms_ = on_.time.now_ms();
    on_.told.tell(name_, "boots");
}

void device_clock::set_wrong(fault f, std::int64_t offset_ms, std::string_view how) {
    wall_offset_ms_ = offset_ms;
    on_.faults.happened(f);
    on_.told.tell(name_, how);
}

void device_clock::may_jump_now(unsigned permille) {
    if (!on_.faults.strikes(fault::clock_jump_in_sync, permille)) return;
    set_wrong(fault::clock_jump_in_sync, wall_offset_ms_ + on_.draw.between(-40, 40) * hour_ms, "has a clock that jumps amid a sync");
}

void device_clock::may_go_wrong(unsigned permille) {
    constexpr std::int64_t year_ms = 365 * day_ms;
    auto& faults = on_.faults;
    if (faults.strikes(fault::clock_minutes, permille)) {
        set_wrong(fault::clock_minutes, on_.draw.between(-90, 90) * minute_ms, "has a clock wrong by minutes");
    }
    if (faults.strikes(fault::clock_years, permille)) {
        set_wrong(fault::clock_years, on_.draw.between(-6, 6) * year_ms, "has a clock wrong by years");
    }
    if (faults.strikes(fault::clock_zero, permille)) {
        // The battery was empty: what is saved before the next contact or the next boot was saved in 1970.
        if (on_.draw.chance(500)) reboot();
        set_wrong(fault::clock_zero, -on_.time.now_ms(), "has a clock at zero");
        if (on_.draw.chance(500)) on_.time.after(on_.draw.between(2, 10) * hour_ms, [this] { reboot(); });
    }
    if (faults.strikes(fault::clock_jump, permille)) {
        set_wrong(fault::clock_jump, wall_offset_ms_ + on_.draw.between(-20, 20) * hour_ms, "has a clock that jumps");
    }
    if (faults.strikes(fault::reboot, permille)) {
        faults.happened(fault::reboot);
        reboot();
    }
}

}  // namespace pendata::sim
