// Speaking to people and scripts: messages on standard error in the person's language, results on standard
// output, exit statuses as docs/cli.md fixes them.
#pragma once

#include <string>
#include <string_view>

#include "pendata/pendata.hpp"
#include "tools/field/arguments.hpp"

namespace field {

// Never change: scripts rely on them.
inline constexpr int done = 0;
inline constexpr int failed = 1;      // the reason said
inline constexpr int wrong_use = 2;
inline constexpr int not_finished = 3;  // nothing lost: run it again, or look

std::string_view in_language(const arguments& typed, std::string_view indonesian, std::string_view english);

// One line on standard error, the program's name before it.
void say(std::string_view message);
void say(const arguments& typed, std::string_view indonesian, std::string_view english);

// Says why, with the field where one is to blame; gives the exit status. `where` stands before the reason.
int refuse(const arguments& typed, const pendata_error& why, std::string_view where = {});
// The status of a call that needs the network.
int refuse_exchange(const arguments& typed, const pendata_error& why);

// One line on standard output; false when it can not be written.
bool print(std::string_view line);
// Flushes; `failed` where output was lost, else the status given.
int finish(const arguments& typed, int exit_status);

// A line that overwrites itself, where standard error is a terminal.
class progress_line {
public:
    explicit progress_line(bool wanted);
    ~progress_line();
    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;
    void show(const std::string& text);

private:
    bool shown_;
    bool wanted_;
};

// The tablet in the file named, `--at` applied. On failure the reason has been said and `exit_status` is set.
struct opened_tablet {
    pendata::client::tablet tablet;
    int exit_status = done;
};
enum class opening { existing, may_create };
opened_tablet open(const arguments& typed, opening how);

}  // namespace field
