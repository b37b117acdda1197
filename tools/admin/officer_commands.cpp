// officer add, duty, list, end.
#include "core/dictionary/json_text.hpp"
#include "core/identity/civil_day.hpp"
#include "sync-server/office/officers.hpp"
#include "tools/admin/commands.hpp"
#include "tools/admin/grant_text.hpp"
#include "tools/admin/listing.hpp"

namespace pendata::admin {

namespace {

new_duty duty_of(const arguments& given) { return {given.regions, given.rooms, given.from, given.to}; }

std::string day_text(const std::optional<std::int32_t>& day) { return day ? identity::to_text(*day) : std::string(); }

std::string day_json(const std::optional<std::int32_t>& day) { return day ? json_string(day_text(day)) : "null"; }

std::string duty_json(const duty& d) {
    std::vector<std::string> regions;
    for (const auto& code : d.regions) regions.push_back(json_string(code));
    return json_object({{"regions", json_array(regions)},
                        {"compartments", rooms_json(d.rooms)},
                        {"from", day_json(d.from)},
                        {"to", day_json(d.to)}});
}

std::string duty_text(const duty& d) {
    std::string out;
    for (const auto& code : d.regions) out.append(out.empty() ? "" : ",").append(code);
    out.append(" ").append(rooms_text(d.rooms));
    if (d.from || d.to) out.append(" ").append(day_text(d.from)).append("–").append(day_text(d.to));
    return out;
}

exit_status tell_duty(const at_work& w, const std::string& officer, const record_id& duty, std::string_view words) {
    if (w.given.json) {
        print_line(json_object({{"officer", json_string(officer)},
                                {"name", json_string(w.given.name)},
                                {"duty", json_string(to_string(duty))}}));
    } else {
        w.people.tell(std::string(words) + w.given.name);
    }
    return exit_status::done;
}

}  // namespace

exit_status officer_add(const at_work& w) {
    const auto duty = duty_of(w.given);
    const auto added = w.given.device.is_zero()
                           ? add_officer(w.of, w.given.name, w.given.part, duty, w.now_ms)
                           : add_lost_officer(w.of, w.given.device, w.given.name, w.given.part, duty, w.now_ms);
    if (added.has_error()) return w.people.fail(added.error());
    return tell_duty(w, to_string(added->officer), added->duty, w.people.say("petugas dicatat: ", "officer noted: "));
}

exit_status officer_duty(const at_work& w) {
    const auto who = officer_named(w.of, w.given.name, w.now_ms);
    if (who.has_error()) return w.people.fail(who.error(), w.given.name);
    const auto duty = replace_duty(w.of, w.given.name, duty_of(w.given), w.now_ms);
    if (duty.has_error()) return w.people.fail(duty.error());
    return tell_duty(w, to_string(who->id), *duty, w.people.say("tugas diganti: ", "duty replaced: "));
}

exit_status officer_list(const at_work& w) {
    const auto officers = list_officers(w.of, w.now_ms);
    if (officers.has_error()) return w.people.fail(officers.error());
    listing out({std::string(w.people.say("nama", "name")), std::string(w.people.say("peran", "role")),
                 std::string(w.people.say("tugas", "duties"))});
    for (const auto& who : *officers) {
        std::vector<std::string> duties;
        std::string text;
        for (const auto& d : who.duties) {
            duties.push_back(duty_json(d));
            text.append(text.empty() ? "" : "; ").append(duty_text(d));
        }
        out.add(json_object({{"officer", json_string(to_string(who.id))},
                             {"name", json_string(who.name)},
                             {"role", json_string(name_of(who.part))},
                             {"duties", json_array(duties)}}),
                {who.name, std::string(name_of(who.part)), text});
    }
    out.print(w.given.json);
    return exit_status::done;
}

exit_status officer_end(const at_work& w) {
    const auto who = officer_named(w.of, w.given.name, w.now_ms);
    if (who.has_error()) return w.people.fail(who.error(), w.given.name);
    const auto ended = end_officer(w.of, w.given.name, w.now_ms);
    if (ended.has_error()) return w.people.fail(ended.error());
    if (w.given.json) {
        print_line(json_object({{"officer", json_string(to_string(who->id))}, {"name", json_string(w.given.name)}}));
    } else {
        w.people.tell(std::string(w.people.say("tugas berakhir: ", "duties ended: ")) + w.given.name);
    }
    return exit_status::done;
}

}  // namespace pendata::admin
