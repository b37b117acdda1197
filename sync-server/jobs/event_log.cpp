// Log lines.
#include "sync-server/jobs/event_log.hpp"

#include "core/dictionary/json_text.hpp"
#include "core/dictionary/moment.hpp"

namespace pendata {

namespace {

std::string_view name_of(log_level level) {
    switch (level) {
        case log_level::error:
            return "error";
        case log_level::warning:
            return "warning";
        case log_level::info:
            return "info";
        case log_level::debug:
            return "debug";
    }
    return "info";
}

}  // namespace

log_value::log_value(errc code) : json_(json_string(text_of(code, false))) {}

event_log::event_log(log_level most, sink to, std::function<std::int64_t()> now_ms)
    : most_(most), to_(std::move(to)), now_ms_(std::move(now_ms)) {}

void event_log::write(log_level level, std::string_view event, fields about) const {
    if (level > most_) return;
    std::string line = "{\"at\":" + json_string(moment_text(now_ms_())) + ",\"level\":" + json_string(name_of(level)) +
                       ",\"event\":" + json_string(event);
    for (const auto& [name, content] : about) line += "," + json_string(name) + ":" + content.json();
    to_(line + "}");
}

}  // namespace pendata
