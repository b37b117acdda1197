// The command line of pendata-admin, read and checked. The parser is seen by its source alone.
#pragma once

#include <variant>

#include "tools/admin/arguments.hpp"
#include "tools/admin/commands.hpp"

namespace pendata::admin {

// What to do; `run` is null for init, which makes the office the others need.
struct order {
    arguments given;
    command run = nullptr;
    bool restores = false;  // the store itself is replaced: nothing is opened before
};

// Or the status to leave with: help was given, or the reason was said.
std::variant<order, exit_status> parse_command_line(int argc, char** argv, const voice& people);

// Indonesian unless `--lang en` or LANG asks for English: known before anything else can be said.
bool wants_indonesian(int argc, char** argv);

}  // namespace pendata::admin
