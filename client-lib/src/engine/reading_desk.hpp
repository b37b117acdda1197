// What an officer can ask of the tablet: records, history, lists, search, cases, export. All of it is
// answered from the file, as JSON text in the shapes of docs/cli.md; nothing here needs the network.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "client-lib/src/engine/view.hpp"

namespace pendata {

// Gets one JSON object; false stops.
using json_line = std::function<bool(std::string_view)>;

struct export_options {
    std::string kind;      // empty: all
    bool stamps = false;
    bool settled = false;  // leaves pending out
};

class reading_desk {
public:
    explicit reading_desk(const tablet& t) : tablet_(t) {}

    // Errors: not_found.
    checked<std::string> show(const record_id& id);
    // An array: every value this tablet holds of the record's fields, newest first within a field.
    checked<std::string> history(const record_id& id);
    // Errors: unknown_kind, bad_expression.
    checked<void> list(std::string_view kind, std::string_view where, std::size_t limit, const json_line& line);
    checked<void> search(std::string_view text, std::size_t limit, const json_line& line);
    checked<void> cases(const json_line& line);
    checked<void> export_all(const export_options& options, const json_line& line);

private:
    const tablet& tablet_;
};

}  // namespace pendata
