// The commands of docs/cli.md, one function each. They call the office and show what it says; no rule of the
// census is here. What people are to know goes through the voice, results to standard output.
#pragma once

#include "sync-server/office/office.hpp"
#include "tools/admin/arguments.hpp"
#include "tools/admin/voice.hpp"

namespace pendata::admin {

// What a command may use.
struct at_work {
    office& of;
    const arguments& given;
    const voice& people;
    std::int64_t now_ms;
};

// What is said where a file to be written would lie in DIR.
inline std::string outside_only(const at_work& w) {
    return std::string(w.people.say("berkas harus di luar folder kantor", "the file must be outside of the office's folder"));
}

using command = exit_status (*)(const at_work&);

// The one that has no office yet.
exit_status init(const arguments& given, const voice& people, std::int64_t now_ms);

// The one that puts another store under the office.
exit_status restore(const arguments& given, const voice& people, std::int64_t now_ms);
exit_status restore_told(const at_work& w);

exit_status status(const at_work& w);
exit_status verify(const at_work& w);
exit_status backup(const at_work& w);

exit_status regions_import(const at_work& w);
exit_status regions_list(const at_work& w);

exit_status officer_add(const at_work& w);
exit_status officer_duty(const at_work& w);
exit_status officer_list(const at_work& w);
exit_status officer_end(const at_work& w);

exit_status device_code(const at_work& w);
exit_status device_list(const at_work& w);
exit_status device_revoke(const at_work& w);
exit_status device_report(const at_work& w);

exit_status export_all(const at_work& w);
exit_status history(const at_work& w);
exit_status cases(const at_work& w);
exit_status decide_case(const at_work& w);
exit_status decide_day(const at_work& w);
exit_status restore_value(const at_work& w);
exit_status split_village(const at_work& w);
exit_status match_persons(const at_work& w);
exit_status erase(const at_work& w);

exit_status add_record(const at_work& w);
exit_status edit_record(const at_work& w);

exit_status held_list(const at_work& w);
exit_status held_accept(const at_work& w);
exit_status held_return(const at_work& w);
exit_status held_reject(const at_work& w);

exit_status import_bag(const at_work& w);

exit_status list_import_file(const at_work& w);
exit_status list_status(const at_work& w);
exit_status list_show(const at_work& w);
exit_status list_rows_of(const at_work& w);
exit_status list_decide(const at_work& w);
exit_status list_match(const at_work& w);

exit_status batch_validate(const at_work& w);
exit_status batch_list(const at_work& w);
exit_status batch_show(const at_work& w);
exit_status batch_correct(const at_work& w);
exit_status print_report(const at_work& w);

exit_status show_ledger(const at_work& w);
exit_status export_ledger(const at_work& w);
exit_status import_ledger(const at_work& w);
exit_status accept_loss(const at_work& w);

}  // namespace pendata::admin
