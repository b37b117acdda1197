// Hints on the clock.
#include "client-lib/src/engine/clock_advice.hpp"

#include <cstdlib>

namespace pendata {

namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t worth_saying_ms = 3 * minute_ms;

struct amount {
    std::string id, en;
};

amount amount_of(std::int64_t ms) {
    const std::int64_t minutes = ms / minute_ms;
    if (minutes < 120) return {std::to_string(minutes) + " menit", std::to_string(minutes) + " minutes"};
    const std::int64_t hours = minutes / 60;
    if (hours < 48) return {std::to_string(hours) + " jam", std::to_string(hours) + " hours"};
    return {std::to_string(hours / 24) + " hari", std::to_string(hours / 24) + " days"};
}

}  // namespace

clock_advice advise_on_clock(const clock_reading& now, const std::optional<clock_anchor>& anchor) {
    clock_advice out;
    out.now = correct(now, anchor);
    out.off_ms = now.wall_ms - out.now.ms;
    if (std::llabs(out.off_ms) > worth_saying_ms) {
        const amount by = amount_of(std::llabs(out.off_ms));
        const bool fast = out.off_ms > 0;
        out.id = "jam tablet " + by.id + (fast ? " lebih cepat" : " lebih lambat") + " dari jam kantor; setel jam tablet";
        out.en = "the tablet's clock is " + by.en + (fast ? " ahead of" : " behind") + " the office's; set the tablet's clock";
    } else if (out.now.trust == clock_trust::jumped) {
        out.id = "jam tablet berubah sejak sinkronisasi terakhir; sinkronkan agar waktunya pasti";
        out.en = "the tablet's clock was changed since the last sync; sync to make the time certain";
    }
    return out;
}

}  // namespace pendata
