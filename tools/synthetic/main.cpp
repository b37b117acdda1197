// pendata-synthetic: invented families as JSON Lines, a folder for each village, for the
// quickstart, for benchmarks and for trying the programs out. No real person is in them.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "core/model/region.hpp"
#include "tools/synthetic/json_lines.hpp"
#include "tools/synthetic/population.hpp"
#include "tools/synthetic/regions_file.hpp"

namespace {

namespace synthetic = pendata::synthetic;

constexpr int exit_failed = 1;
constexpr int exit_wrong_use = 2;

struct arguments {
    synthetic::settings settings;
    std::vector<std::string> villages;
    std::string regions = "data/sumedang/regions.csv";
    std::string out_dir;
    std::string today;
    std::string lang;
    bool json = false;

    // Indonesian unless English was asked for, by option or environment.
    std::string_view say(std::string_view indonesian, std::string_view english) const {
        const char* of_system = std::getenv("LANG");
        const bool english_system = of_system && std::string_view(of_system).starts_with("en");
        return lang == "en" || (lang.empty() && english_system) ? english : indonesian;
    }
};

void declare(CLI::App& app, arguments& given) {
    app.add_option("--seed", given.settings.seed, "Same seed, same bytes")->capture_default_str();
    app.add_option("--villages", given.villages, "Village codes, separated by commas")
        ->delimiter(',')
        ->required();
    app.add_option("--persons", given.settings.persons, "Persons of each village");
    app.add_option("--families", given.settings.families, "Families of each village");
    app.add_option("--out-dir", given.out_dir, "Where to write")->required();
    app.add_option("--regions", given.regions, "Region file (code,parent,name) for the names")
        ->capture_default_str();
    app.add_option("--today", given.today, "Last day of the census, YYYY-MM-DD (2025-09-30)");
    app.add_option("--most-sensitive", given.settings.most_sensitive,
                   "Highest compartment used: 0, 1 (children's categories) or 2 (disabilities)")
        ->check(CLI::Range(0, 2))
        ->capture_default_str();
    app.add_option("--second-captures", given.settings.second_capture_permille,
                   "Of a thousand persons, how many another officer registers again")
        ->check(CLI::Range(0, 1000))
        ->capture_default_str();
    app.add_option("--lang", given.lang, "Language of messages: id or en")
        ->check(CLI::IsMember({"id", "en"}));
    app.add_flag("--json", given.json, "Tell what was written as one JSON object");
    app.set_version_flag("--version", PENDATA_VERSION);
    app.footer(
        "Writes DIR/CODE/families.jsonl, persons.jsonl, assignments.jsonl, visits.jsonl and, when "
        "asked\n"
        "for, second_captures.jsonl.\n\nExample:\n  pendata-synthetic --seed 7 --villages "
        "32.11.01.2001,32.11.01.2002 --families 30 --out-dir /tmp/invented");
}

// Nothing when the arguments are usable; else what is wrong with them.
std::string what_is_wrong(arguments& given) {
    for (const std::string& code : given.villages) {
        if (!pendata::is_village_code(code)) {
            return std::string(given.say("bukan kode desa: ", "not a village code: ")) + code;
        }
    }
    if (!given.today.empty()) {
        const auto day = pendata::identity::parse_civil_day(given.today);
        if (!day) {
            return std::string(
                       given.say("bukan tanggal (YYYY-MM-DD): ", "not a date (YYYY-MM-DD): ")) +
                   given.today;
        }
        given.settings.today = *day;
    }
    const std::size_t families = given.settings.families;
    const std::size_t persons = given.settings.persons;
    if (families == 0 && persons == 0) {
        return std::string(given.say("sebutkan --persons, --families, atau keduanya",
                                     "give --persons, --families or both"));
    }
    if (families != 0 && persons != 0 && (persons < families || persons > families * 12)) {
        return std::string(
            given.say("satu keluarga berisi 1 sampai 12 orang", "a family has 1 to 12 persons"));
    }
    return {};
}

std::string text_of_file(const std::string& name) {
    std::ifstream file(name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

template <class Record>
bool write_lines(const std::filesystem::path& name, const std::vector<Record>& records) {
    std::ofstream file(name, std::ios::binary | std::ios::trunc);
    for (const Record& record : records)
        file << to_json(record) << '\n';
    return static_cast<bool>(file.flush());
}

bool write_village(const std::filesystem::path& folder, const synthetic::population& made) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed)
        return false;
    std::vector<synthetic::person> again;
    for (const auto& capture : made.second_captures)
        again.push_back(capture.again);
    return write_lines(folder / "families.jsonl", made.families) &&
           write_lines(folder / "persons.jsonl", made.persons) &&
           write_lines(folder / "assignments.jsonl", made.assignments) &&
           write_lines(folder / "visits.jsonl", made.visits) &&
           (again.empty() || write_lines(folder / "second_captures.jsonl", again));
}

// How much was made.
struct totals {
    std::size_t villages = 0, families = 0, persons = 0, assignments = 0, visits = 0;
};

void tell(const arguments& given, const totals& t) {
    if (given.json) {
        std::cout << "{\"villages\":" << t.villages << ",\"families\":" << t.families
                  << ",\"persons\":" << t.persons << ",\"assignments\":" << t.assignments
                  << ",\"visits\":" << t.visits << "}\n";
        return;
    }
    std::cerr << t.families << given.say(" keluarga, ", " families, ") << t.persons
              << given.say(" orang, ", " persons, ") << t.assignments
              << given.say(" penetapan, ", " assignments, ") << t.visits
              << given.say(" kunjungan di ", " visits in ") << t.villages
              << given.say(" desa\n", " villages\n");
}

int run(const arguments& given) {
    const std::string regions = text_of_file(given.regions);
    if (regions.empty()) {
        std::cerr << "pendata-synthetic: "
                  << given.say("berkas wilayah tidak ada, tempat tanpa nama: ",
                               "no region file, places stay without names: ")
                  << given.regions << '\n';
    }
    totals done;
    for (const auto& village : synthetic::name_places(regions, given.villages)) {
        const synthetic::population made = synthetic::make_village(given.settings, village);
        if (!write_village(std::filesystem::path(given.out_dir) / village.code, made)) {
            std::cerr << "pendata-synthetic: "
                      << given.say("tidak dapat menulis di ", "can not write below ")
                      << given.out_dir << '\n';
            return exit_failed;
        }
        done.villages += 1;
        done.families += made.families.size();
        done.persons += made.persons.size();
        done.assignments += made.assignments.size();
        done.visits += made.visits.size();
    }
    tell(given, done);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Makes invented census data: families, persons, assignments, visits.",
                 "pendata-synthetic");
    arguments given;
    declare(app, given);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_wrong_use;
    }
    if (const std::string wrong = what_is_wrong(given); !wrong.empty()) {
        std::cerr << "pendata-synthetic: " << wrong << '\n';
        return exit_wrong_use;
    }
    return run(given);
}
