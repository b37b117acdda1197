// The same few costs at sizes that grow tenfold: what is flat, and what is not.
#include "tools/bench/workloads.hpp"

namespace pendata::bench {

namespace {

constexpr std::size_t smallest = 1000;

bool shows_growth(const std::string& name) {
    for (const char* wanted : {"import_cpu", "push_tablet_cpu", "push_office_cpu", "push_bytes_up", "pull_tablet_cpu", "pull_bytes_down",
                               "noop_bytes", "edits_bytes_up", "edits_bytes_down", "edits_tablet_cpu", "edits_office_cpu", "disk_reader"}) {
        if (name == wanted) return true;
    }
    return false;
}

checked<void> measure_size(const bench_settings& settings, const progress& tell, report& into) {
    const census data = make_census(settings.records);
    {
        PENDATA_TRY(day, field_day::create(settings, data));
        PENDATA_CHECK(measure_import(*day, tell, into));
    }
    PENDATA_TRY(day, field_day::create(settings, data));
    first_load load(*day, tell);
    PENDATA_CHECK(load.measure_push(into));
    PENDATA_CHECK(load.measure_pull(into));
    PENDATA_CHECK(load.measure_edits(into));
    PENDATA_CHECK(load.measure_noop(into));
    PENDATA_CHECK(load.measure_disk(into));
    return day->close_office();
}

}  // namespace

checked<void> measure_growth(const bench_settings& settings, const progress& tell, report& into) {
    std::vector<std::size_t> sizes;
    for (std::size_t size = smallest; size < settings.records; size *= 10) sizes.push_back(size);
    sizes.push_back(settings.records);
    for (const std::size_t size : sizes) {
        bench_settings of_size = settings;
        of_size.records = size;
        report found;
        PENDATA_CHECK(measure_size(of_size, tell, found));
        for (figure one : found.figures()) {
            if (!shows_growth(one.name)) continue;
            one.name += "_at_" + std::to_string(size);
            into.add(std::move(one));
        }
    }
    return {};
}

}  // namespace pendata::bench
