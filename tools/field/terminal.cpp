// Standard error, standard output, exit statuses.
#include "tools/field/terminal.hpp"

#include <sys/time.h>
#include <unistd.h>

#include <cstdio>

namespace field {

std::string_view in_language(const arguments& typed, std::string_view indonesian, std::string_view english) {
    return typed.english ? english : indonesian;
}

void say(std::string_view message) {
    const std::string line = "pendata: " + std::string(message) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
}

void say(const arguments& typed, std::string_view indonesian, std::string_view english) {
    say(in_language(typed, indonesian, english));
}

int refuse(const arguments& typed, const pendata_error& why, std::string_view where) {
    std::string line(where);
    if (!line.empty()) line += ": ";
    if (why.field[0] != '\0') line += std::string(why.field) + ": ";
    line += typed.english ? why.text_en : why.text;
    say(line);
    return why.status == PENDATA_INVALID_ARGUMENT ? wrong_use : failed;
}

int refuse_exchange(const arguments& typed, const pendata_error& why) {
    const int otherwise = refuse(typed, why);
    switch (why.status) {
        case PENDATA_OFFLINE:
        case PENDATA_TIMED_OUT:
        case PENDATA_CONNECTION_LOST:
        case PENDATA_CANCELLED:
        case PENDATA_TLS_FAILED:
        case PENDATA_OFFICE_BUSY:
        case PENDATA_OFFICE_STORAGE:
        case PENDATA_BUSY:
        case PENDATA_LINEAGE_BROKEN:
        case PENDATA_LEDGER_BEHIND:
        case PENDATA_UNEQUAL:
            return not_finished;
        default:
            return otherwise;
    }
}

bool print(std::string_view line) {
    return std::fwrite(line.data(), 1, line.size(), stdout) == line.size() && std::fputc('\n', stdout) != EOF;
}

int finish(const arguments& typed, int exit_status) {
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exit_status;
    say(typed, "hasil tidak dapat ditulis", "the output could not be written");
    return failed;
}

progress_line::progress_line(bool wanted) : shown_(false), wanted_(wanted && isatty(STDERR_FILENO) == 1) {}

progress_line::~progress_line() {
    if (shown_) std::fputs("\r\033[K", stderr);
}

void progress_line::show(const std::string& text) {
    if (!wanted_) return;
    shown_ = true;
    std::fputs(("\r\033[K" + text).c_str(), stderr);
}

namespace {

std::int64_t wall_now_us() {
    timeval now{};
    gettimeofday(&now, nullptr);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000 + now.tv_usec;
}

}  // namespace

opened_tablet open(const arguments& typed, opening how) {
    opened_tablet out;
    pendata_tablet_options options{};
    options.struct_size = sizeof options;
    options.must_exist = how == opening::existing ? 1 : 0;
    if (!typed.at.empty()) {
        std::int64_t at_us = 0;
        if (pendata_time_parse(pendata::client::view(typed.at), &at_us, nullptr) != PENDATA_OK) {
            say(typed, "--at: tulis waktu seperti 2026-10-05T08:00:00+07:00", "--at: give a time like 2026-10-05T08:00:00+07:00");
            out.exit_status = wrong_use;
            return out;
        }
        options.wall_offset_us = at_us - wall_now_us();
    }
    auto opened = pendata::client::tablet::open(typed.db, &options);
    if (!opened.ok()) {
        out.exit_status = refuse(typed, opened.why(), typed.db);
        return out;
    }
    out.tablet = std::move(*opened);
    return out;
}

}  // namespace field
