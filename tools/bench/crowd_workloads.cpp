// The evening: everybody at once, a backlog of weeks, and what the office's memory comes to.
#include <algorithm>
#include <numeric>

#include "tools/bench/crowd.hpp"
#include "tools/bench/gathering.hpp"
#include "tools/bench/measuring.hpp"
#include "tools/bench/net/bare_connections.hpp"
#include "tools/bench/raw_limits.hpp"
#include "tools/bench/told.hpp"
#include "tools/bench/workloads.hpp"

namespace pendata::bench {

namespace {

constexpr std::size_t tablets_of_rush = 50, tablets_of_backlog = 300;
constexpr std::size_t records_at_least = 4;  // on each of them
constexpr std::size_t at_once_of_backlog = 8;

std::size_t tablets_for(std::size_t most, std::size_t records) {
    return std::clamp<std::size_t>(records / records_at_least, 1, most);
}

// One transaction for each tablet.
checked<void> insert_each(raw_table& raw, crowd& all, spent& out) {
    for (std::size_t i = 0; i < all.size(); ++i) PENDATA_CHECK(timed(out, [&] { return raw.insert(all.rows(i)); }));
    return {};
}

// And one handshake for each.
checked<spent> raw_rush(field_day& day, crowd& all) {
    PENDATA_TRY(raw, raw_table::create(day.folder() / "crowd-raw.db"));
    PENDATA_TRY(listener, server_process::start(day.settings().myself, {"--bare-listener", day.office_folder().string()},
                                                day.folder() / "listener.log"));
    bare_connections connections({listener->address(), day.office_key()});
    spent out;
    PENDATA_CHECK(timed(out, [&] { return told(connections.open(all.size())); }));
    PENDATA_CHECK(insert_each(raw, all, out));
    PENDATA_CHECK(listener->stop());
    return out;
}

checked<spent> raw_backlog(field_day& day, crowd& all) {
    PENDATA_TRY(raw, raw_table::create(day.folder() / "backlog-raw.db"));
    spent out;
    PENDATA_CHECK(insert_each(raw, all, out));
    return out;
}

}  // namespace

checked<void> measure_rush(field_day& day, const progress& tell, report& into) {
    raise_open_files();
    PENDATA_TRY(all, crowd::create(day, tablets_for(tablets_of_rush, day.settings().records), tell));
    const double office_before = cpu_s_of(day.office().id());
    PENDATA_TRY(rush, all->sync_all(all->size(), tell));
    const double office_cpu_s = cpu_s_of(day.office().id()) - office_before;
    PENDATA_TRY(raw, raw_rush(day, *all));
    const auto records = static_cast<double>(all->records());
    const double mean = std::accumulate(rush.waits_s.begin(), rush.waits_s.end(), 0.0) / static_cast<double>(rush.waits_s.size());
    into.add({"rush_wall", rush.wall_s, "s", raw.wall_s, limit_kind::raw_insert});
    into.add({"rush_wait_p99", at_share(rush.waits_s, 0.99), "s", mean, limit_kind::mean_wait});
    into.add({"rush_office_cpu", office_cpu_s / records * 1e6, "us/record", raw.cpu_s / records * 1e6, limit_kind::raw_insert});
    into.note("rush_tablets", static_cast<double>(all->size()));
    into.note("rush_records_each", static_cast<double>(all->records() / all->size()));
    return {};
}

checked<void> measure_backlog(field_day& day, const progress& tell, report& into) {
    raise_open_files();
    PENDATA_TRY(all, crowd::create(day, tablets_for(std::min(tablets_of_backlog, day.settings().connections), day.settings().records), tell));
    const double office_before = cpu_s_of(day.office().id());
    PENDATA_TRY(rush, all->sync_all(at_once_of_backlog, tell));
    const double office_cpu_s = cpu_s_of(day.office().id()) - office_before;
    PENDATA_TRY(raw, raw_backlog(day, *all));
    const auto records = static_cast<double>(all->records());
    into.add({"backlog_office_cpu", office_cpu_s / records * 1e6, "us/record", raw.cpu_s / records * 1e6, limit_kind::raw_insert});
    into.add({"backlog_rate", records / rush.wall_s, "records/s", records / raw.wall_s, limit_kind::raw_insert});
    into.note("backlog_tablets", static_cast<double>(all->size()));

    // The same office with all of them following, each saving something new.
    PENDATA_CHECK(day.close_office());
    PENDATA_CHECK(day.open_office());
    gathering synced;
    for (std::size_t i = 0; i < all->size(); ++i) {
        PENDATA_CHECK(all->tablet(i).follow(day.office().address(), [&synced, i] { synced.arrived(i); }));
    }
    if (!synced.wait_for(all->size(), tell, "live: following", all->size())) return failed("tablet tidak tersambung", "tablets did not connect");
    synced.begin_anew();
    for (std::size_t i = 0; i < all->size(); ++i) {
        const auto one = make_village_lines(all->village(i), 900'000 + i, 1);
        PENDATA_CHECK(all->tablet(i).add(one.lines.front()));
        tell.at("live", i + 1, all->size());
    }
    if (!synced.wait_for(all->size(), tell, "live: syncing", all->size())) return failed("tablet tidak sinkron", "tablets did not sync");
    into.add({"live_memory", static_cast<double>(resident_bytes_of(day.office().id())) / 1e6, "MB", {}, limit_kind::none});
    into.add({"live_memory_peak", static_cast<double>(peak_bytes_of(day.office().id())) / 1e6, "MB", {}, limit_kind::none});
    into.note("live_records", records);
    for (std::size_t i = 0; i < all->size(); ++i) all->tablet(i).stop_following();
    return {};
}

}  // namespace pendata::bench
