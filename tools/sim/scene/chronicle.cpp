// Lines, their hash, the end.
#include "tools/sim/scene/chronicle.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstring>

namespace pendata::sim {

namespace {

void copy_text(char* to, std::size_t room, std::string_view text) {
    const auto size = text.copy(to, room - 1);
    to[size] = '\0';
}

std::string moment(std::int64_t ms) {
    char text[32];
    const long long s = ms / 1000;
    std::snprintf(text, sizeof text, "d%02lld %02lld:%02lld:%02lld.%03lld", s / 86400, s / 3600 % 24, s / 60 % 60, s % 60,
                  static_cast<long long>(ms % 1000));
    return text;
}

}  // namespace

chronicle::chronicle(const schedule& time, seed_report& into, bool trace)
    : time_(time), into_(into), began_ms_(time.now_ms()), trace_(trace) {
    into_.event_hash = 0xcbf29ce484222325u;
}

void chronicle::tell(std::string_view who, std::string_view what) {
    std::string line = moment(time_.now_ms() - began_ms_);
    line.append(" ").append(who).append(" ").append(what);
    for (const char c : line) into_.event_hash = (into_.event_hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    copy_text(into_.last[into_.lines % seed_report::lines_kept], seed_report::line_bytes, line);
    ++into_.lines;
    ++into_.events;
    into_.virtual_ms = time_.now_ms() - began_ms_;
    if (trace_) std::fprintf(stderr, "%s\n", line.c_str());
}

void chronicle::broken(std::string_view invariant, std::string_view finding) {
    tell(invariant, finding);
    into_.broken = true;
    into_.finished = true;
    copy_text(into_.invariant, sizeof into_.invariant, invariant);
    copy_text(into_.finding, sizeof into_.finding, finding);
    // The world is as it is: nothing of it is torn down in an order that could break more.
    ::_exit(1);
}

}  // namespace pendata::sim
