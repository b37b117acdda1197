// pendata-bench: what the engine costs, each figure beside a limit measured in the same run.
// What the figures mean and what they were: docs/performance.md.
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "tools/bench/net/bare_listener.hpp"
#include "tools/bench/tablet_visit.hpp"
#include "tools/bench/workloads.hpp"

namespace {

using namespace pendata;
using namespace pendata::bench;

constexpr int exit_failed = 1;
constexpr int exit_wrong_use = 2;

struct arguments {
    std::string workload;
    std::string folder;
    std::string server;
    std::string lang;
    std::string library;
    // Of the child processes that some workloads start.
    std::string bare_listener, visit, visit_raw, questions;
    std::size_t records = 0;
    std::size_t connections = 300;
    bool json = false;
};

// Indonesian unless English was asked for, by option or environment. Asked before the options are read, since
// --help is one of them.
bool wants_indonesian(int argc, char** argv) {
    const char* of_system = std::getenv("LANG");
    std::string_view chosen = of_system == nullptr ? "id" : of_system;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--lang" && i + 1 < argc) chosen = argv[i + 1];
        if (word.starts_with("--lang=")) chosen = word.substr(7);
    }
    return !chosen.starts_with("en");
}

// What a workload needs, and how it is run by itself; its records where none are asked for.
struct workload {
    std::string_view name;
    std::size_t records;
    std::size_t of_all;  // records in `all`, as a share in hundredths of those asked for; 0: not in it
    bool stores_census;  // of that many persons; others invent their own
    checked<void> (*run)(const bench_settings&, const progress&, report&);
};

// A workload's own place, so that none finds another's work.
template <checked<void> (*Measure)(field_day&, const progress&, report&), bool StoresCensus = true>
checked<void> in_the_field(const bench_settings& settings, const progress& tell, report& into) {
    const census data = make_census(StoresCensus ? settings.records : 1);
    PENDATA_TRY(day, field_day::create(settings, data));
    PENDATA_CHECK(Measure(*day, tell, into));
    return day->close_office();
}

template <checked<void> (first_load::*... Measure)(report&)>
checked<void> over_the_wire(const bench_settings& settings, const progress& tell, report& into) {
    const census data = make_census(settings.records);
    PENDATA_TRY(day, field_day::create(settings, data));
    first_load load(*day, tell);
    checked<void> done;
    const bool good = ((done = (load.*Measure)(into), done.has_value()) && ...);
    return good ? day->close_office() : done;
}

constexpr auto push = &first_load::measure_push;
constexpr auto pull = &first_load::measure_pull;
constexpr auto edits = &first_load::measure_edits;
constexpr auto noop = &first_load::measure_noop;
constexpr auto session = &first_load::measure_session;
constexpr auto disk = &first_load::measure_disk;

constexpr workload workloads[] = {
    {"add", 2000, 20, true, &in_the_field<measure_add>},
    {"import", 20000, 100, true, &in_the_field<measure_import>},
    {"wire", 50000, 100, true, &over_the_wire<push, pull, edits, noop, session, disk>},
    {"push", 50000, 0, true, &over_the_wire<push>},
    {"pull", 50000, 0, true, &over_the_wire<pull>},
    {"edits", 50000, 0, true, &over_the_wire<edits>},
    {"noop", 1000, 0, true, &over_the_wire<noop>},
    {"session", 1000, 0, true, &over_the_wire<session>},
    {"disk", 20000, 0, true, &over_the_wire<disk>},
    {"scopes", 1, 1, false, &in_the_field<measure_scopes, false>},
    {"rush", 10000, 100, false, &in_the_field<measure_rush, false>},
    {"backlog", 30000, 100, false, &in_the_field<measure_backlog, false>},
    {"idle", 1000, 1, true, &in_the_field<measure_idle>},
    {"tablet", 10000, 100, true, &in_the_field<measure_tablet>},
    {"notice", 100, 2, true, &in_the_field<measure_notice>},
    {"similar", 10000, 100, true, &in_the_field<measure_similar>},
    {"library", 1, 1, false, [](const bench_settings& s, const progress&, report& r) { return measure_library(s, r); }},
    {"reconcile", 1000000, 2000, false, [](const bench_settings& s, const progress& t, report& r) { return measure_reconcile(s.records, t, r); }},
    {"match", 24000, 100, false, [](const bench_settings& s, const progress& t, report& r) { return measure_match_quality(s.records, t, r); }},
    {"match_index", 100000, 200, false, &measure_match_speed},
    {"growth", 10000, 0, false, &measure_growth},
};
constexpr char all_of_them[] = "all";
constexpr std::size_t records_of_all = 5000;

const workload* workload_named(std::string_view name) {
    const auto* found = std::find_if(std::begin(workloads), std::end(workloads), [&](const workload& w) { return w.name == name; });
    return found == std::end(workloads) ? nullptr : found;
}

std::vector<std::string> names() {
    std::vector<std::string> out;
    for (const auto& w : workloads) out.emplace_back(w.name);
    out.emplace_back(all_of_them);
    return out;
}

void declare(CLI::App& app, arguments& given, bool indonesian) {
    const auto say = [&](const char* id, const char* en) { return std::string(indonesian ? id : en); };
    std::string listed;
    for (const auto& name : names()) listed += (listed.empty() ? "" : ", ") + name;
    app.add_option("workload", given.workload, listed)->type_name("WORKLOAD")->check(CLI::IsMember(names()));
    app.add_option("--records", given.records,
                   say("Banyaknya orang, rekaan dari benih tetap", "Persons, invented from a fixed seed"))
        ->check(CLI::Range(1, 1000000));
    app.add_option("--connections", given.connections, say("Banyaknya tablet untuk `idle`, dan paling banyak untuk `backlog`", "Tablets of `idle`, and at most of `backlog`"))
        ->check(CLI::Range(1, 500))
        ->capture_default_str();
    app.add_option("--dir", given.folder,
                   say("Tempat menulis, di cakram yang diukur (bawaan: folder sementara sistem)",
                       "Where to write, on the disk to be measured (the system's temporary folder)"));
    app.add_option("--server", given.server,
                   say("pendata-server (bawaan: di samping program ini)", "pendata-server (the one beside this program)"));
    app.add_option("--library", given.library,
                   say("libpendata untuk `library` (bawaan: ../lib/libpendata.so)", "libpendata of `library` (../lib/libpendata.so)"));
    app.add_option("--lang", given.lang, say("Bahasa: id atau en", "Language: id or en"))
        ->check(CLI::IsMember({"id", "en"}));
    app.add_flag("--json", given.json, say("Satu objek JSON, bukan tabel", "One JSON object instead of a table"));
    app.add_option("--bare-listener", given.bare_listener)->group("");
    app.add_option("--visit", given.visit)->group("");
    app.add_option("--visit-raw", given.visit_raw)->group("");
    app.add_option("--questions", given.questions)->group("");
    app.set_version_flag("--version", PENDATA_VERSION);
    app.footer(say("Setiap angka berdampingan dengan batas yang diukur pada saat yang sama: SQLite mentah, kodek mentah,\n"
                   "atau TLS saja. `ratio` adalah nilai dibagi batas.\n\nContoh:\n",
                   "Every figure stands beside a limit measured in the same run: raw SQLite, a raw codec or bare TLS.\n"
                   "`ratio` is value divided by limit.\n\nExample:\n") +
               "  pendata-bench all --records 50000 --json\n");
}

// What was stored, as a digest: the same in every run.
void note_census(std::size_t records, report& into) {
    const census data = make_census(records);
    into.note("fields_per_record", data.fields_per_record);
    into.note("json_bytes_per_record", data.json_bytes_per_record);
    into.note("workload_sha256", data.sha256);
}

checked<void> measure(const std::string& name, const bench_settings& settings, report& into) {
    const progress tell;
    into.note("workload", name);
    into.note("records", static_cast<double>(settings.records));
    const auto* of_its_own = workload_named(name);
    if (of_its_own == nullptr || of_its_own->stores_census) note_census(settings.records, into);
    if (of_its_own != nullptr) return of_its_own->run(settings, tell, into);
    for (const auto& w : workloads) {
        if (w.of_all == 0 || (w.name == "library" && !std::filesystem::exists(settings.library))) continue;
        bench_settings share = settings;
        share.records = std::max<std::size_t>(1, settings.records * w.of_all / 100);
        PENDATA_CHECK(w.run(share, tell, into));
    }
    return {};
}

int run(const arguments& given, bool indonesian) {
    const std::filesystem::path myself = std::filesystem::read_symlink("/proc/self/exe");
    bench_settings settings;
    const auto* of_its_own = workload_named(given.workload);
    settings.records = given.records != 0 ? given.records : of_its_own != nullptr ? of_its_own->records : records_of_all;
    settings.connections = given.connections;
    settings.folder = given.folder.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path(given.folder);
    settings.server = given.server.empty() ? myself.parent_path() / "pendata-server" : std::filesystem::path(given.server);
    settings.myself = myself;
    settings.library = given.library.empty() ? myself.parent_path().parent_path() / "lib" / "libpendata.so" : std::filesystem::path(given.library);
    report found;
    const auto done = measure(given.workload, settings, found);
    if (done.has_error()) {
        std::cerr << "pendata-bench: " << (indonesian ? done.error().hint_id : done.error().hint_en) << '\n';
        return exit_failed;
    }
    std::cout << (given.json ? found.to_json() + "\n" : found.to_table(indonesian));
    return std::cout.flush() ? 0 : exit_failed;
}

}  // namespace

int main(int argc, char** argv) {
    ::umask(077);
    const bool indonesian = wants_indonesian(argc, argv);
    CLI::App app(indonesian ? "Mengukur beban mesin Pendata, di samping batas mentah komputer yang sama."
                            : "Measures what the engine costs, beside raw limits of the same machine.",
                 "pendata-bench");
    arguments given;
    declare(app, given, indonesian);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_wrong_use;
    }
    if (!given.bare_listener.empty()) return serve_bare(given.bare_listener);
    if (!given.visit.empty()) return visit_file(given.visit, false, given.questions);
    if (!given.visit_raw.empty()) return visit_file(given.visit_raw, true, given.questions);
    if (given.workload.empty()) {
        std::cerr << app.help();
        return exit_wrong_use;
    }
    return run(given, indonesian);
}
