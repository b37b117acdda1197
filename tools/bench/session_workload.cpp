// One session of a working day over a 2G line, worked out from its bytes and exchanges: new records, some edits.
#include "tools/bench/net/bare_connections.hpp"
#include "tools/bench/raw_limits.hpp"
#include "tools/bench/told.hpp"
#include "tools/bench/workloads.hpp"

namespace pendata::bench {

namespace {

constexpr std::size_t new_records = 50, edits = 20;
constexpr double bytes_per_second = 40'000.0 / 8, round_trip_s = 0.7;
constexpr double trips_at_least = 3;  // TCP, TLS, one exchange
constexpr double trips_to_connect = 2;

}  // namespace

checked<void> first_load::measure_session(report& into) {
    PENDATA_CHECK(push());
    const auto& address = day_.office().address();
    PENDATA_CHECK(author_->sync(address));
    const auto others = make_village_lines(day_.data().villages.front(), 77, new_records);
    PENDATA_CHECK(author_->add_all(others.lines));
    std::uint64_t packed_edits = 0;
    PENDATA_CHECK(edit(*author_, std::min(edits, day_.data().lines.size()), 2, packed_edits));
    PENDATA_TRY(summary, author_->sync(address));
    PENDATA_TRY(bare, told(resumed_handshake_bytes({address, day_.office_key()}, author_->ticket())));
    const auto sent = static_cast<double>(summary.bytes_up + summary.bytes_down);
    const auto least = static_cast<double>(raw_codec_bytes(others.rows) + packed_edits + bare);
    into.add({"session_bytes", sent, "B", least, limit_kind::packed_list});
    into.add({"session_exchanges", static_cast<double>(summary.round_trips), "", {}, limit_kind::none});
    const double takes_s = sent / bytes_per_second + (trips_to_connect + static_cast<double>(summary.round_trips)) * round_trip_s;
    into.add({"session_2g", takes_s, "s", least / bytes_per_second + trips_at_least * round_trip_s, limit_kind::slow_line});
    return {};
}

}  // namespace pendata::bench
