// One tablet brings everything, an empty one takes everything, then there is nothing to say.
#include "tools/bench/measuring.hpp"
#include "tools/bench/net/bare_connections.hpp"
#include "tools/bench/raw_limits.hpp"
#include "tools/bench/told.hpp"
#include "tools/bench/workloads.hpp"

namespace pendata::bench {

namespace {

constexpr std::size_t lines_per_batch = 1000;

checked<void> import_all(bench_tablet& tablet, std::span<const std::string> lines, const progress& tell) {
    for (std::size_t from = 0; from < lines.size(); from += lines_per_batch) {
        const std::size_t count = std::min(lines_per_batch, lines.size() - from);
        PENDATA_CHECK(tablet.add_all(lines.subspan(from, count)));
        tell.at("push: import", from + count, lines.size());
    }
    return {};
}

}  // namespace

double first_load::per_record(double total) const { return total / static_cast<double>(day_.data().lines.size()); }

checked<first_load::side_by_side> first_load::timed_sync(bench_tablet& tablet, std::string_view step) {
    side_by_side out;
    const double office_before = cpu_s_of(day_.office().id());
    spent here;
    const auto heard = [&](std::uint64_t receipted, std::uint64_t pulled) {
        tell_.at(step, receipted + pulled, 0);
    };
    PENDATA_TRY(summary, timed(here, [&] { return tablet.sync(day_.office().address(), heard); }));
    out.summary = summary;
    out.wall_s = here.wall_s;
    out.tablet_cpu_s = here.cpu_s;
    out.office_cpu_s = cpu_s_of(day_.office().id()) - office_before;
    return out;
}

// All rows in one transaction; run before and after the loads, and averaged.
checked<void> first_load::measure_raw(const char* file) {
    PENDATA_TRY(raw, raw_table::create(day_.folder() / file));
    spent one;
    PENDATA_CHECK(timed(one, [&] { return raw.insert(day_.data().rows); }));
    raw_wall_s_ = (raw_wall_s_ * raw_runs_ + one.wall_s) / (raw_runs_ + 1);
    raw_cpu_s_ = (raw_cpu_s_ * raw_runs_ + one.cpu_s) / (raw_runs_ + 1);
    ++raw_runs_;
    raw_bytes_ = raw.close();
    return {};
}

checked<void> first_load::push() {
    if (author_) return {};
    PENDATA_TRY(tablet, day_.new_tablet("author", true));
    PENDATA_CHECK(import_all(*tablet, day_.data().lines, tell_));
    PENDATA_CHECK(measure_raw("push-raw.db"));
    PENDATA_TRY(load, timed_sync(*tablet, "push"));
    if (load.summary.pushed < day_.data().lines.size()) {
        return failed("tidak semua catatan diterima kantor", "the office did not take every record");
    }
    pushed_ = load;
    author_ = std::move(tablet);
    return {};
}

checked<void> first_load::pull() {
    if (reader_) return {};
    PENDATA_CHECK(push());
    PENDATA_TRY(tablet, day_.new_tablet("reader", false));
    PENDATA_TRY(load, timed_sync(*tablet, "pull"));
    if (load.summary.pulled < day_.data().lines.size()) {
        return failed("tidak semua catatan sampai", "not every record arrived");
    }
    PENDATA_CHECK(measure_raw("pull-raw.db"));
    pulled_ = load;
    reader_ = std::move(tablet);
    return {};
}

void first_load::add_load(report& into, const std::string& name, const side_by_side& load) const {
    const double raw_cpu_us = per_record(raw_cpu_s_) * 1e6;
    into.add({name + "_wall", load.wall_s, "s", raw_wall_s_, limit_kind::raw_insert});
    into.add({name + "_tablet_cpu", per_record(load.tablet_cpu_s) * 1e6, "us/record", raw_cpu_us,
              limit_kind::raw_insert});
    into.add({name + "_office_cpu", per_record(load.office_cpu_s) * 1e6, "us/record", raw_cpu_us,
              limit_kind::raw_insert});
}

checked<void> first_load::measure_push(report& into) {
    PENDATA_CHECK(push());
    const double packed = per_record(static_cast<double>(raw_codec_bytes(day_.data().rows)));
    add_load(into, "push", pushed_);
    into.add({"push_bytes_up", per_record(static_cast<double>(pushed_.summary.bytes_up)), "B/record", packed,
              limit_kind::raw_codec});
    into.add({"push_bytes_down", per_record(static_cast<double>(pushed_.summary.bytes_down)), "B/record", {},
              limit_kind::none});
    return {};
}

checked<void> first_load::measure_pull(report& into) {
    PENDATA_CHECK(pull());
    const double packed = per_record(static_cast<double>(raw_codec_bytes(day_.data().rows)));
    add_load(into, "pull", pulled_);
    into.add({"pull_bytes_down", per_record(static_cast<double>(pulled_.summary.bytes_down)), "B/record", packed,
              limit_kind::raw_codec});
    into.add({"pull_bytes_up", per_record(static_cast<double>(pulled_.summary.bytes_up)), "B/record", {},
              limit_kind::none});
    return {};
}

checked<void> first_load::measure_noop(report& into) {
    PENDATA_CHECK(push());
    const std::string& address = day_.office().address();
    PENDATA_CHECK(author_->sync(address));
    PENDATA_TRY(summary, author_->sync(address));
    PENDATA_TRY(bare, told(resumed_handshake_bytes({address, day_.office_key()}, author_->ticket())));
    into.add({"noop_bytes", static_cast<double>(summary.bytes_up + summary.bytes_down), "B",
              static_cast<double>(bare), limit_kind::tls_handshake});
    into.add({"noop_exchanges", static_cast<double>(summary.round_trips), "", {}, limit_kind::none});
    return {};
}

checked<void> first_load::measure_disk(report& into) {
    PENDATA_CHECK(pull());
    const auto author_file = author_->file(), reader_file = reader_->file();
    const double raw = per_record(static_cast<double>(raw_bytes_));
    const auto add = [&](const char* name, std::uint64_t bytes) {
        into.add({name, per_record(static_cast<double>(bytes)), "B/record", raw, limit_kind::raw_table});
    };
    // The author has seen its own records come back settled; closing brings the log into the file.
    PENDATA_CHECK(author_->sync(day_.office().address()));
    author_.reset();
    reader_.reset();
    add("disk_reader", bytes_on_disk(reader_file));
    add("disk_author", bytes_on_disk(author_file));
    PENDATA_TRY(again, bench_tablet::open(reader_file));
    for (std::uint64_t left = 1; left > 0;) {
        PENDATA_TRY(now_left, again->index(lines_per_batch));
        left = now_left;
    }
    again.reset();
    add("disk_reader_indexed", bytes_on_disk(reader_file));
    PENDATA_CHECK(day_.close_office());
    add("disk_office", day_.office_disk_bytes());
    return {};
}

}  // namespace pendata::bench
