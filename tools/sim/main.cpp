// pendata-sim: a month of bad coverage in seconds, from a seed. Page: docs/testing.md.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "tools/sim/breaks.hpp"
#include "tools/sim/runner.hpp"

namespace {

using namespace pendata::sim;

constexpr int exit_failed = 1;
constexpr int exit_wrong_use = 2;

struct arguments {
    run_wishes wishes;
    std::string profile_name;  // empty: standard, or the one a break matters in
    std::string lang;
    bool json = false;
    bool list_breaks = false;
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

std::vector<std::string> profile_names() {
    std::vector<std::string> out;
    for (const auto& p : profiles()) out.emplace_back(p.name);
    return out;
}

std::vector<std::string> break_names() {
    std::vector<std::string> out;
    for (const auto& b : breaks()) out.emplace_back(b.name);
    return out;
}

void declare(CLI::App& app, arguments& given, bool indonesian) {
    const auto say = [&](const char* id, const char* en) { return std::string(indonesian ? id : en); };
    auto& wishes = given.wishes;
    app.add_option("--seed", wishes.first_seed, say("Benih pertama", "The first seed"))->capture_default_str();
    app.add_option("--seeds", wishes.seeds, say("Banyaknya benih", "How many seeds"))->capture_default_str();
    app.add_option("--profile", given.profile_name, say("Ukuran dunia", "Size of the world"))
        ->check(CLI::IsMember(profile_names()));
    app.add_option("--jobs", wishes.jobs, say("Banyaknya proses sekaligus", "Processes at a time"))
        ->check(CLI::Range(1u, 64u))
        ->capture_default_str();
    app.add_flag("--json", given.json, say("Satu objek JSON", "One JSON object"));
    app.add_flag("--trace", wishes.trace, say("Cetak setiap peristiwa", "Print every event"));
    app.add_flag("--keep-going", wishes.keep_going, say("Jangan berhenti pada benih gagal pertama", "Do not stop at the first failing seed"));
    app.add_option("--break", wishes.break_name, say("Rusak mesin dengan sengaja", "Break the engine on purpose"))
        ->type_name("NAME")
        ->check(CLI::IsMember(break_names()));
    app.add_flag("--breaks", given.list_breaks, say("Daftar kerusakan yang disengaja", "List the deliberate breaks"));
    app.add_option("--lang", given.lang, say("Bahasa: id atau en", "Language: id or en"))->check(CLI::IsMember({"id", "en"}));
    app.set_version_flag("--version", PENDATA_VERSION);
    app.footer(say("Benih yang gagal dijalankan dua kali; keluarannya cukup untuk mengulanginya.\n\nContoh:\n",
                   "A failing seed runs twice; what is printed suffices to play it again.\n\nExample:\n") +
               "  pendata-sim --seed 1 --seeds 200 --jobs 2 --json\n");
}

int run(const arguments& given, bool indonesian) {
    const auto told = [&](const seed_report& one, bool same_again) { std::cerr << failure_text(one, same_again, indonesian); };
    const auto found = run_seeds(given.wishes, told);
    std::cout << (given.json ? found.to_json() + "\n" : found.to_text(indonesian));
    return std::cout.flush() && found.failed.empty() ? 0 : exit_failed;
}

}  // namespace

int main(int argc, char** argv) {
    const bool indonesian = wants_indonesian(argc, argv);
    CLI::App app(indonesian ? "Mensimulasikan kantor, tablet, dan segala gangguannya dari sebuah benih."
                            : "Simulates an office, its tablets and all their troubles from a seed.",
                 "pendata-sim");
    arguments given;
    declare(app, given, indonesian);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_wrong_use;
    }
    if (given.list_breaks) {
        for (const auto& b : breaks()) std::cout << b.name << "  " << b.profile << "  " << b.what << '\n';
        return 0;
    }
    if (given.profile_name.empty()) given.profile_name = "standard";
    for (const auto& b : breaks()) {
        if (b.name == given.wishes.break_name && app.count("--profile") == 0) given.profile_name = b.profile;
    }
    given.wishes.size = *profile_named(given.profile_name);
    return run(given, indonesian);
}
