// pendata-server: arguments, one line for each way it can fail, and the life of one server. docs/cli.md.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "sync-server/server.hpp"

namespace {

struct arguments {
    std::string folder;
    std::string listen;
    std::string language;
    bool check = false;
    bool clock_is_right = false;
};

bool speaks_indonesian(const arguments& given) {
    const char* lang = std::getenv("LANG");
    const std::string chosen = !given.language.empty() ? given.language : lang == nullptr ? "id" : lang;
    return chosen.rfind("en", 0) != 0;
}

int fail(const pendata::problem& why, bool indonesian) {
    const std::string_view text = indonesian ? pendata::text_of(why.code, true) : pendata::text_of(why.code, false);
    const std::string& hint = indonesian ? why.hint_id : why.hint_en;
    std::string line = "pendata-server: " + std::string(text);
    if (!why.field.empty()) line += ": " + why.field;
    if (hint != text && !hint.empty()) line += " (" + hint + ")";
    std::fprintf(stderr, "%s\n", line.c_str());
    return 1;
}

int serve(const arguments& given, bool indonesian) {
    if (given.check) {
        const auto opened = pendata::office::open(given.folder);
        if (opened.has_error()) return fail(opened.error(), indonesian);
        std::puts(indonesian ? "pengaturan sah" : "settings are valid");
        return 0;
    }
    pendata::server_options options;
    options.folder = given.folder;
    options.clock_is_right = given.clock_is_right;
    if (!given.listen.empty()) options.listen = *pendata::parse_address(given.listen);
    // One call a line: lines of several threads do not mix.
    options.log = [](const std::string& line) { std::fputs((line + "\n").c_str(), stderr); };
    auto started = pendata::server::start(options);
    if (started.has_error()) return fail(started.error(), indonesian);
    std::printf("ready %s\n", pendata::to_string((*started)->address()).c_str());
    std::fflush(stdout);
    (*started)->run();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    arguments given;
    CLI::App app{"Kantor Pendata: menerima tablet, menyelaraskan data. / The Pendata office: takes tablets in, reconciles."};
    app.footer("Contoh / Example:\n  pendata-admin --data /srv/pendata init --regency 32.11\n"
               "  pendata-server --data /srv/pendata --listen 0.0.0.0:7443");
    app.set_version_flag("--version", "pendata-server " PENDATA_VERSION);
    app.add_option("--data", given.folder, "folder kantor / the office's folder")->required();
    app.add_option("--listen", given.listen, "ALAMAT:PORT, menggantikan pengaturan / instead of the setting")
        ->check([](const std::string& text) {
            return pendata::parse_address(text).has_value() ? std::string() : std::string("ADDRESS:PORT");
        });
    app.add_option("--lang", given.language, "id, en")->check(CLI::IsMember({"id", "en"}));
    app.add_flag("--check", given.check, "hanya memeriksa folder dan pengaturan / only checks folder and settings");
    app.add_flag("--clock-is-right", given.clock_is_right,
                 "jam komputer sudah diperiksa, walau jauh sesudah catatan terakhir / the clock was looked at, though it is long after the last entry");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& wrong) {
        return app.exit(wrong) == 0 ? 0 : 2;
    }
    return serve(given, speaks_indonesian(given));
}
