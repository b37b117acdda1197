// pendata-admin: the office's tools at the command line, on the folder of an office, server running or not.
// What each command does: docs/cli.md in the project; this file opens the office and leaves with a status.
#include <sys/stat.h>

#include <iostream>

#include "sync-server/office/serving_lock.hpp"
#include "tools/admin/command_line.hpp"

namespace {

using namespace pendata;
using namespace pendata::admin;

result<std::int64_t> days_ahead(office& of, std::int64_t now_ms) {
    PENDATA_TRY(view, of.view());
    return of.days_ahead(*view, now_ms);
}

exit_status carry_out(const order& what, const voice& people) {
    const std::int64_t now_ms = unix_now_ms();
    if (what.restores) return restore(what.given, people, now_ms);
    if (what.run == nullptr) return init(what.given, people, now_ms);
    const auto opened = office::open(what.given.data);
    if (opened.has_error()) return people.fail(opened.error());
    // Not while a restore puts another store in its place.
    const auto lock = serving_lock::take(what.given.data, serving_lock::kind::shared);
    if (lock.has_error()) return people.fail(lock.error(), what.given.data.filename().string());
    office& of = **opened;
    if (what.given.clock_is_right) of.clock_is_right(now_ms);
    // Reading goes on; what writes fails.
    if (const auto days = days_ahead(of, now_ms); days.has_value() && *days > 0) {
        const auto wrong = clock_problem(*days);
        people.tell(people.say(wrong.hint_id, wrong.hint_en));
    }
    return what.run({of, what.given, people, now_ms});
}

}  // namespace

int main(int argc, char** argv) {
    // Exports, backups and codes are for whoever made them.
    ::umask(077);
    std::ios::sync_with_stdio(false);
    const voice people(wants_indonesian(argc, argv));
    const auto asked = parse_command_line(argc, argv, people);
    exit_status left = exit_status::done;
    if (const auto* what = std::get_if<order>(&asked)) {
        left = carry_out(*what, people);
    } else {
        left = std::get<exit_status>(asked);
    }
    if (!std::cout.flush()) left = people.fail(errc::io_error);
    return static_cast<int>(left);
}
