// Backups, and going back to them.
// What comes back, and how: docs/protocol.md, "After a fork".
#include "tools/sim/trouble_with_office.hpp"

#include "core/base/assert.hpp"

namespace pendata::sim {

void trouble_with_office::plan_day(std::int64_t begins_ms) {
    if (!on_.size.restores) return;
    on_.time.at(begins_ms + 3 * hour_ms, [this] {
        if (office_.is_open() && draw_.chance(300)) office_.make_backup();
    });
    may(fault::office_restored, 40, begins_ms, [this] { go_back(fault::office_restored, office_house::start::with_segment); });
    may(fault::office_copied_back, 30, begins_ms, [this] { go_back(fault::office_copied_back, office_house::start::unnoticed); });
}

void trouble_with_office::go_back(fault f, office_house::start how) {
    if (office_.backups() == 0) return;
    const auto newest = static_cast<std::uint32_t>(office_.backups());
    const auto which = newest - 1 - draw_.below(std::min<std::uint32_t>(newest, 3));
    office_.close("goes back in time");
    office_.copy_back(which);
    office_.open(how);
    happened(f, "office", "is as in backup " + std::to_string(which));
    if (office_.times_gone_back() > 1) on_.faults.happened(fault::restored_twice);
    times_.forget();
    eyes_.office_went_back();
    auto view = office_.of().view();
    PENDATA_ASSERT(view.has_value());
    promises_.excuse_lost_twice(**view);
}

}  // namespace pendata::sim
