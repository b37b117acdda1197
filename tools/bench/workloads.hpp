// The workloads. Each adds its figures to the report, or says why it could not be measured.
// What each figure and each limit means: docs/performance.md.
#pragma once

#include <memory>

#include "core/dictionary/problem.hpp"
#include "tools/bench/field_day.hpp"
#include "tools/bench/figure.hpp"
#include "tools/bench/progress.hpp"

namespace pendata::bench {

// Durable single adds, and the raw inserts of the same rows in turns with them.
checked<void> measure_add(field_day& day, const progress& tell, report& into);

// Adds in batches, and the search index catching up.
checked<void> measure_import(field_day& day, const progress& tell, report& into);

// What tablets and office do over the wire. Each step is done once, when the first figure that needs it is asked for.
class first_load {
public:
    first_load(field_day& day, const progress& tell) : day_(day), tell_(tell) {}

    checked<void> measure_push(report& into);
    checked<void> measure_pull(report& into);
    checked<void> measure_noop(report& into);
    checked<void> measure_disk(report& into);
    // Some edits here, others there.
    checked<void> measure_edits(report& into);
    // A day's work over a 2G line.
    checked<void> measure_session(report& into);

private:
    struct side_by_side {
        double wall_s = 0, tablet_cpu_s = 0, office_cpu_s = 0;
        sync_summary summary;
    };
    checked<side_by_side> timed_sync(bench_tablet& tablet, std::string_view step);
    checked<void> push();
    checked<void> pull();
    checked<void> measure_raw(const char* file);
    // `packed`: what the edits come to where they are packed by hand. Different `first` are edits of different records.
    checked<void> edit(bench_tablet& tablet, std::size_t count, std::size_t first, std::uint64_t& packed);
    void add_load(report& into, const std::string& name, const side_by_side& load) const;
    double per_record(double total) const;

    field_day& day_;
    const progress& tell_;
    std::unique_ptr<bench_tablet> author_, reader_;
    side_by_side pushed_, pulled_;
    double raw_wall_s_ = 0, raw_cpu_s_ = 0;  // of one run of all rows
    int raw_runs_ = 0;
    std::uint64_t raw_bytes_ = 0;
};

// Memory of the office with tablets that follow it and have nothing to say.
checked<void> measure_idle(field_day& day, const progress& tell, report& into);

// A sync with nothing to say, of officers with 1, 48 and 1108 villages.
checked<void> measure_scopes(field_day& day, const progress& tell, report& into);

// Fifty tablets at once into one kecamatan.
checked<void> measure_rush(field_day& day, const progress& tell, report& into);
// Many tablets with weeks of work; then all of them connected, each saving something: the office's memory.
checked<void> measure_backlog(field_day& day, const progress& tell, report& into);

// A tablet's file opened, searched, saved to, in a process of its own.
checked<void> measure_tablet(field_day& day, const progress& tell, report& into);

// How soon a connected tablet hears of what another one sent.
checked<void> measure_notice(field_day& day, const progress& tell, report& into);

// The shipped client library without its symbols.
checked<void> measure_library(const bench_settings& settings, report& into);

// Costs at 1,000, 10,000 … records, up to those asked for.
checked<void> measure_growth(const bench_settings& settings, const progress& tell, report& into);

// What it takes to find how two sides differ, as frames; no store and no network. `records`: of the large case.
checked<void> measure_reconcile(std::size_t records, const progress& tell, report& into);

// "Maybe already recorded" on a tablet that holds all the records, asked for persons it has.
checked<void> measure_similar(field_day& day, const progress& tell, report& into);

// How well and how fast the same person is found. `records`: of each sample.
checked<void> measure_match_quality(std::size_t records, const progress& tell, report& into);
// The office's index on disk: a first run over `records` persons, then new ones.
checked<void> measure_match_speed(const bench_settings& settings, const progress& tell, report& into);

}  // namespace pendata::bench
