// A sync with nothing to say, of officers with more and more places: it must not grow with them.
#include "tools/bench/net/bare_connections.hpp"
#include "tools/bench/told.hpp"
#include "tools/bench/workloads.hpp"

namespace pendata::bench {

checked<void> measure_scopes(field_day& day, const progress& tell, report& into) {
    constexpr std::size_t most = 1108;
    PENDATA_TRY(villages, day.add_villages(most));
    std::size_t done = 0;
    for (const std::size_t count : {std::size_t{1}, std::size_t{48}, most}) {
        tell.at("scopes", done++, 3);
        const std::string name = "Petugas " + std::to_string(count) + " desa";
        PENDATA_TRY(tablet, day.new_tablet_of(name, {villages.begin(), villages.begin() + static_cast<std::ptrdiff_t>(count)}));
        const auto& address = day.office().address();
        PENDATA_CHECK(tablet->sync(address));
        PENDATA_TRY(summary, tablet->sync(address));
        PENDATA_TRY(bare, told(resumed_handshake_bytes({address, day.office_key()}, tablet->ticket())));
        into.add({"noop_bytes_of_" + std::to_string(count), static_cast<double>(summary.bytes_up + summary.bytes_down), "B",
                  static_cast<double>(bare), limit_kind::tls_handshake});
        into.add({"noop_exchanges_of_" + std::to_string(count), static_cast<double>(summary.round_trips), "", {}, limit_kind::none});
    }
    return {};
}

}  // namespace pendata::bench
