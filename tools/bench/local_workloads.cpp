// Saving on one tablet, without an office. Ours and the raw table take turns on the same rows, so that a machine
// that is busy for a while is busy for both.
#include <algorithm>

#include "tools/bench/measuring.hpp"
#include "tools/bench/raw_limits.hpp"
#include "tools/bench/told.hpp"
#include "tools/bench/workloads.hpp"

namespace pendata::bench {

namespace {

constexpr std::size_t adds_per_turn = 100;
constexpr std::size_t rows_per_batch = 1000;

struct race {
    spent ours, raw;
    std::vector<double> add_ms;  // of ours, each
};

void add_rates(report& into, const std::string& name, const race& of, std::size_t records) {
    const auto count = static_cast<double>(records);
    into.add({name + "_rate", count / of.ours.wall_s, "records/s", count / of.raw.wall_s, limit_kind::raw_insert});
    into.add({name + "_cpu", of.ours.cpu_s / count * 1e6, "us/record", of.raw.cpu_s / count * 1e6,
              limit_kind::raw_insert});
}

checked<void> add_turn(bench_tablet& tablet, const census& data, std::size_t from, std::size_t to, race& of) {
    for (std::size_t i = from; i < to; ++i) {
        spent one;
        PENDATA_CHECK(timed(one, [&] { return tablet.add(data.lines[i]); }));
        of.ours.wall_s += one.wall_s;
        of.ours.cpu_s += one.cpu_s;
        of.add_ms.push_back(one.wall_s * 1e3);
    }
    return {};
}

// The index of the tablet beside SQLite's own of the same texts, after everything was imported.
checked<void> measure_index(bench_tablet& tablet, raw_table& raw, const field_day& day, const progress& tell,
                            report& into) {
    const auto& data = day.data();
    spent ours, beside;
    for (std::uint64_t left = 1; left > 0;) {
        PENDATA_TRY(now_left, timed(ours, [&] { return tablet.index(rows_per_batch); }));
        left = now_left;
        tell.at("index", data.rows.size() - left, data.rows.size());
    }
    const std::span<const raw_row> rows(data.rows);
    for (std::size_t at = 0; at < rows.size(); at += rows_per_batch) {
        const auto some = rows.subspan(at, std::min(rows_per_batch, rows.size() - at));
        PENDATA_CHECK(timed(beside, [&] { return raw.index_texts(some); }));
    }
    const auto count = static_cast<double>(rows.size());
    into.add({"index_rate", count / ours.wall_s, "records/s", count / beside.wall_s, limit_kind::raw_text});
    into.add({"index_cpu", ours.cpu_s / count * 1e6, "us/record", beside.cpu_s / count * 1e6, limit_kind::raw_text});
    return {};
}

}  // namespace

checked<void> measure_add(field_day& day, const progress& tell, report& into) {
    PENDATA_TRY(tablet, day.new_tablet("add", true));
    PENDATA_CHECK(day.close_office());
    PENDATA_TRY(raw, raw_table::create(day.folder() / "add-raw.db"));
    const auto& data = day.data();
    race of;
    for (std::size_t from = 0; from < data.lines.size(); from += adds_per_turn) {
        const std::size_t to = std::min(from + adds_per_turn, data.lines.size());
        PENDATA_CHECK(add_turn(*tablet, data, from, to, of));
        for (std::size_t i = from; i < to; ++i) {
            PENDATA_CHECK(timed(of.raw, [&] { return raw.insert(std::span(&data.rows[i], 1)); }));
        }
        tell.at("add", to, data.lines.size());
    }
    add_rates(into, "add", of, data.lines.size());
    const double raw_ms = of.raw.wall_s * 1e3 / static_cast<double>(data.lines.size());
    into.add({"add_median", at_share(of.add_ms, 0.5), "ms", raw_ms, limit_kind::raw_insert});
    into.add({"add_p99", at_share(of.add_ms, 0.99), "ms", raw_ms, limit_kind::raw_insert});
    return {};
}

checked<void> measure_import(field_day& day, const progress& tell, report& into) {
    PENDATA_TRY(tablet, day.new_tablet("import", true));
    PENDATA_CHECK(day.close_office());
    PENDATA_TRY(raw, raw_table::create(day.folder() / "import-raw.db"));
    const std::span<const std::string> lines(day.data().lines);
    const std::span<const raw_row> rows(day.data().rows);
    race of;
    for (std::size_t from = 0; from < lines.size(); from += rows_per_batch) {
        const std::size_t count = std::min(rows_per_batch, lines.size() - from);
        PENDATA_CHECK(timed(of.ours, [&] { return tablet->add_all(lines.subspan(from, count)); }));
        PENDATA_CHECK(timed(of.raw, [&] { return raw.insert(rows.subspan(from, count)); }));
        tell.at("import", from + count, lines.size());
    }
    add_rates(into, "import", of, lines.size());
    return measure_index(*tablet, raw, day, tell, into);
}

checked<void> measure_similar(field_day& day, const progress& tell, report& into) {
    PENDATA_TRY(tablet, day.new_tablet("similar", true));
    PENDATA_CHECK(day.close_office());
    const std::span<const std::string> lines(day.data().lines);
    for (std::size_t from = 0; from < lines.size(); from += rows_per_batch) {
        PENDATA_CHECK(tablet->add_all(lines.subspan(from, std::min(rows_per_batch, lines.size() - from))));
        tell.at("similar", from, lines.size());
    }
    constexpr std::size_t asked = 300;
    std::vector<double> each_ms;
    std::size_t found = 0;
    for (std::size_t i = 0; i < asked; ++i) {
        spent one;
        PENDATA_TRY(count, timed(one, [&] { return tablet->similar(lines[i * 7919 % lines.size()]); }));
        found += count > 0 ? 1 : 0;
        each_ms.push_back(one.wall_s * 1e3);
    }
    into.add({"similar_median", at_share(each_ms, 0.5), "ms", {}, limit_kind::none});
    into.add({"similar_p99", at_share(each_ms, 0.99), "ms", {}, limit_kind::none});
    into.note("similar_found_share", static_cast<double>(found) / static_cast<double>(asked));
    return {};
}

}  // namespace pendata::bench
