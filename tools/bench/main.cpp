// pendata-bench: what the engine costs, each figure beside a limit measured in the same run.
// What the figures mean and what they were: docs/performance.md.
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>

#include "core/base/result.hpp"
#include "tools/bench/net/bare_listener.hpp"
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
    std::string bare_listener;
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

const std::map<std::string, std::size_t>& workloads() {
    // With the records of each where none are asked for.
    static const std::map<std::string, std::size_t> known{{"add", 2000},    {"import", 20000}, {"push", 50000},
                                                          {"pull", 50000},  {"noop", 1000},    {"disk", 20000},
                                                          {"idle", 1000},   {"reconcile", 1000000},
                                                          {"match", 24000}, {"match_index", 100000}, {"similar", 10000}, {"all", 5000}};
    return known;
}

void declare(CLI::App& app, arguments& given, bool indonesian) {
    const auto say = [&](const char* id, const char* en) { return std::string(indonesian ? id : en); };
    app.add_option("workload", given.workload, "add, import, push, pull, noop, disk, idle, reconcile, match, match_index, similar, all")
        ->type_name("WORKLOAD")
        ->check(CLI::IsMember(workloads()));
    app.add_option("--records", given.records,
                   say("Banyaknya orang, rekaan dari benih tetap", "Persons, invented from a fixed seed"))
        ->check(CLI::Range(1, 1000000));
    app.add_option("--connections", given.connections, say("Banyaknya tablet untuk `idle`", "Tablets of `idle`"))
        ->check(CLI::Range(1, 500))
        ->capture_default_str();
    app.add_option("--dir", given.folder,
                   say("Tempat menulis, di cakram yang diukur (bawaan: folder sementara sistem)",
                       "Where to write, on the disk to be measured (the system's temporary folder)"));
    app.add_option("--server", given.server,
                   say("pendata-server (bawaan: di samping program ini)", "pendata-server (the one beside this program)"));
    app.add_option("--lang", given.lang, say("Bahasa: id atau en", "Language: id or en"))
        ->check(CLI::IsMember({"id", "en"}));
    app.add_flag("--json", given.json, say("Satu objek JSON, bukan tabel", "One JSON object instead of a table"));
    app.add_option("--bare-listener", given.bare_listener)->group("");
    app.set_version_flag("--version", PENDATA_VERSION);
    app.footer(say("Setiap angka berdampingan dengan batas yang diukur pada saat yang sama: SQLite mentah, kodek mentah,\n"
                   "atau TLS saja. `ratio` adalah nilai dibagi batas.\n\nContoh:\n",
                   "Every figure stands beside a limit measured in the same run: raw SQLite, a raw codec or bare TLS.\n"
                   "`ratio` is value divided by limit.\n\nExample:\n") +
               "  pendata-bench all --records 50000 --json\n");
}

// A workload's own place, so that none finds another's work.
template <class Work>
checked<void> with_day(const bench_settings& settings, const census& data, Work&& work) {
    PENDATA_TRY(day, field_day::create(settings, data));
    return work(*day);
}

checked<void> over_the_wire(field_day& day, const std::string& name, const progress& tell, report& into) {
    const bool all = name == "all";
    first_load load(day, tell);
    if (all || name == "push") PENDATA_CHECK(load.measure_push(into));
    if (all || name == "pull") PENDATA_CHECK(load.measure_pull(into));
    if (all || name == "noop") PENDATA_CHECK(load.measure_noop(into));
    if (all || name == "disk") PENDATA_CHECK(load.measure_disk(into));
    return day.close_office();
}

checked<void> measure(const std::string& name, const bench_settings& settings, report& into) {
    const progress tell;
    if (name == "reconcile") {
        into.note("workload", name);
        into.note("records", static_cast<double>(settings.records));
        return measure_reconcile(settings.records, tell, into);
    }
    if (name == "match") {
        into.note("workload", name);
        return measure_match_quality(settings.records, tell, into);
    }
    if (name == "match_index") {
        into.note("workload", name);
        return measure_match_speed(settings, tell, into);
    }
    const census data = make_census(settings.records);
    into.note("workload", name);
    into.note("records", static_cast<double>(data.lines.size()));
    into.note("fields_per_record", data.fields_per_record);
    into.note("json_bytes_per_record", data.json_bytes_per_record);
    into.note("workload_sha256", data.sha256);
    const bool all = name == "all";
    if (all || name == "add") {
        PENDATA_CHECK(with_day(settings, data, [&](auto& day) { return measure_add(day, tell, into); }));
    }
    if (all || name == "import") {
        PENDATA_CHECK(with_day(settings, data, [&](auto& day) { return measure_import(day, tell, into); }));
    }
    if (all || name == "idle") {
        PENDATA_CHECK(with_day(settings, data, [&](auto& day) { return measure_idle(day, tell, into); }));
    }
    if (name == "similar") {
        return with_day(settings, data, [&](auto& day) { return measure_similar(day, tell, into); });
    }
    if (name == "add" || name == "import" || name == "idle") return {};
    return with_day(settings, data, [&](auto& day) { return over_the_wire(day, name, tell, into); });
}

int run(const arguments& given, bool indonesian) {
    const std::filesystem::path myself = std::filesystem::read_symlink("/proc/self/exe");
    bench_settings settings;
    settings.records = given.records != 0 ? given.records : workloads().at(given.workload);
    settings.connections = given.connections;
    settings.folder = given.folder.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path(given.folder);
    settings.server = given.server.empty() ? myself.parent_path() / "pendata-server" : std::filesystem::path(given.server);
    settings.myself = myself;
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
    if (given.workload.empty()) {
        std::cerr << app.help();
        return exit_wrong_use;
    }
    return run(given, indonesian);
}
