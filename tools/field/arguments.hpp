// What was typed, as one plain struct: main.cpp fills it, the commands read it. Only main.cpp knows CLI11.
#pragma once

#include <cstdint>
#include <string>

namespace field {

struct arguments {
    // Before or after the command.
    std::string db;
    std::string at;
    std::string office;
    bool json = false;
    bool english = false;

    std::string kind;
    std::string id;
    std::string content;  // JSON, or "-" for standard input
    std::string field;
    std::string stamp;
    std::string reason;
    std::string text;
    std::string where;
    std::string file;
    std::string code;
    std::string label;
    std::string effective;
    std::string value;
    std::string case_kind;
    int evidence = -1;
    std::int64_t pick = -1;
    std::uint64_t limit = 0;
    double timeout_s = 0;
    bool change = false;
    bool confirm = false;
    bool history = false;
    bool skip_bad = false;
    bool watch = false;
    bool stamps = false;
    bool settled = false;
    bool same = false;
    bool different = false;
    bool unsure = false;
    bool undo = false;
};

}  // namespace field
