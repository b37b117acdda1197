// What the server tells whoever runs it: one JSON object a line, made of ids, counts and names of failures. Never a
// name, an address or a value of somebody.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/id.hpp"
#include "sync-server/office/settings.hpp"

namespace pendata {

// What may stand beside an event's name.
class log_value {
public:
    log_value(std::uint64_t number) : json_(std::to_string(number)) {}  // NOLINT: implicit on purpose
    log_value(bool yes) : json_(yes ? "true" : "false") {}              // NOLINT
    log_value(errc code);                                               // NOLINT
    template <class Tag>
    log_value(const id16<Tag>& id) : json_('"' + to_string(id) + '"') {}  // NOLINT

    const std::string& json() const { return json_; }

private:
    std::string json_;
};

// Threads: any, if the sink is.
class event_log {
public:
    using sink = std::function<void(const std::string& line)>;  // without its newline
    using fields = std::initializer_list<std::pair<std::string_view, log_value>>;

    event_log(log_level most, sink to, std::function<std::int64_t()> now_ms);

    // `event` is a word of the program's own.
    void write(log_level level, std::string_view event, fields about = {}) const;

private:
    log_level most_;
    sink to_;
    std::function<std::int64_t()> now_ms_;
};

}  // namespace pendata
