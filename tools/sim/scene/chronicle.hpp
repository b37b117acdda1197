// What happened, line by line: hashed whole, the last lines kept, all of it printed where somebody traces.
#pragma once

#include <string>
#include <string_view>

#include "tools/sim/scene/report.hpp"
#include "tools/sim/scene/schedule.hpp"

namespace pendata::sim {

class chronicle {
public:
    chronicle(const schedule& time, seed_report& into, bool trace);

    // `who` did or suffered `what`.
    void tell(std::string_view who, std::string_view what);
    // An invariant does not hold: the seed ends here and now, and with it its process.
    [[noreturn]] void broken(std::string_view invariant, std::string_view finding);
    void synced() { ++into_.syncs; }
    void loaded(load how) { ++into_.loads[static_cast<std::size_t>(how)]; }

    void did(deed what) { ++into_.deeds[static_cast<std::size_t>(what)]; }
    void tablet_made() { ++into_.tablets; }
    void receipt_due() { ++into_.receipts; }

    void photo(photo_event what) { ++into_.photos[static_cast<std::size_t>(what)]; }

    seed_report& report() { return into_; }

private:
    const schedule& time_;
    seed_report& into_;
    std::int64_t began_ms_;
    bool trace_;
};

}  // namespace pendata::sim
