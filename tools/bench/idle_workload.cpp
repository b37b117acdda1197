// The office restarted, then tablets that follow it: each a tablet of the library with its thread and its file,
// as many as wanted in this process.
#include "tools/bench/gathering.hpp"
#include "tools/bench/measuring.hpp"
#include "tools/bench/net/bare_connections.hpp"
#include "tools/bench/told.hpp"
#include "tools/bench/workloads.hpp"

namespace pendata::bench {

namespace {

// What is allocated once for all, is before the first look at the memory.
constexpr std::size_t warm_up = 10;

struct memory {
    std::uint64_t before = 0, after = 0;
};

checked<memory> memory_of_office(field_day& day, const progress& tell) {
    const std::size_t count = day.settings().connections + warm_up;
    gathering all;
    PENDATA_TRY(tablets, day.new_idle_tablets(count, tell));
    PENDATA_CHECK(day.close_office());
    PENDATA_CHECK(day.open_office());
    memory out;
    const auto follow_until = [&](std::size_t from, std::size_t to) -> checked<void> {
        for (std::size_t i = from; i < to; ++i) {
            PENDATA_CHECK(tablets[i]->follow(day.office().address(), [&all, i] { all.arrived(i); }));
        }
        if (!all.wait_for(to, tell, "idle: following", count)) return failed("tablet tidak tersambung", "tablets did not connect");
        return {};
    };
    PENDATA_CHECK(follow_until(0, warm_up));
    out.before = resident_bytes_of(day.office().id());
    PENDATA_CHECK(follow_until(warm_up, count));
    out.after = resident_bytes_of(day.office().id());
    tablets.clear();
    PENDATA_CHECK(day.close_office());
    return out;
}

checked<memory> memory_of_listener(const field_day& day) {
    PENDATA_TRY(listener, server_process::start(day.settings().myself,
                                                {"--bare-listener", day.office_folder().string()},
                                                day.folder() / "listener.log"));
    bare_connections connections({listener->address(), day.office_key()});
    memory out;
    PENDATA_CHECK(told(connections.open(warm_up)));
    out.before = resident_bytes_of(listener->id());
    PENDATA_CHECK(told(connections.open(day.settings().connections)));
    out.after = resident_bytes_of(listener->id());
    PENDATA_CHECK(listener->stop());
    return out;
}

}  // namespace

checked<void> measure_idle(field_day& day, const progress& tell, report& into) {
    raise_open_files();
    PENDATA_TRY(ours, memory_of_office(day, tell));
    PENDATA_TRY(bare, memory_of_listener(day));
    const auto each = [&](const memory& of) {
        const double grown = of.after > of.before ? static_cast<double>(of.after - of.before) : 0;
        return grown / static_cast<double>(day.settings().connections);
    };
    into.add({"idle_memory", static_cast<double>(ours.after), "B", static_cast<double>(bare.after),
              limit_kind::tls_listener});
    into.add({"idle_memory_each", each(ours), "B/connection", each(bare), limit_kind::tls_listener});
    into.note("idle_connections", static_cast<double>(day.settings().connections));
    return {};
}

}  // namespace pendata::bench
