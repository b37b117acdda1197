// decide-day, restore-value: many decisions at once, and one that goes back.
#include "core/dictionary/json_text.hpp"
#include "sync-server/office/deciding.hpp"
#include "sync-server/office/desk_json.hpp"
#include "tools/admin/commands.hpp"
#include "tools/admin/listing.hpp"

namespace pendata::admin {

namespace {

// {"case","record","field","value","state","reason"}: `value` is what it was decided for.
std::string day_line_json(const at_work& w, const day_line& line) {
    const bool decided = line.pick.has_value();
    json_members out{{"case", json_string(to_string(line.open.id))},
                     {"record", json_string(to_string(line.open.record))},
                     {"field", desk_json::field(w.of.words(), line.open.key)},
                     {"state", json_string(!decided ? "left" : w.given.dry_run ? "planned" : "decided")}};
    if (decided) out.emplace_back("value", desk_json::content(w.of.words(), line.open.candidates[*line.pick]));
    if (!decided) out.emplace_back("reason", json_string(name_of(line.verdict)));
    return json_object(std::move(out));
}

std::string_view reason_of(const at_work& w, day_verdict verdict) {
    switch (verdict) {
        case day_verdict::own:
            return w.people.say("salah satu nilainya tulisan sendiri", "one of its values is one's own");
        case day_verdict::waiting:
            return w.people.say("menunggu kiriman lain", "waits for what has not arrived");
        case day_verdict::unclear:
            return w.people.say("lebih dari satu nilai lain: putuskan satu per satu", "more than one other value: decide it by itself");
        case day_verdict::decided:
            break;
    }
    return {};
}

}  // namespace

exit_status decide_day(const at_work& w) {
    const day_order order{w.given.device, *w.given.day, w.given.in_favour};
    std::vector<day_line> lines;
    if (w.given.dry_run) {
        const auto view = w.of.view();
        if (view.has_error()) return w.people.fail(view.error());
        auto plan = plan_day(**view, office_grants(w.of.regency()), order, std::nullopt);
        if (plan.has_error()) return w.people.fail(plan.error());
        lines = std::move(*plan);
    } else {
        auto done = pendata::decide_day(w.of, order, std::nullopt, w.now_ms);
        if (done.has_error()) return w.people.fail(done.error());
        lines = std::move(*done);
    }
    std::size_t decided = 0;
    for (const auto& line : lines) {
        if (line.pick) ++decided;
        const auto json = day_line_json(w, line);
        if (w.given.json) {
            print_line(json);
        } else {
            print_line(text_at(json, "case") + "  " + text_at(json, "record") + "  " + text_at(json, "field") + ": " +
                       (line.pick ? text_at(json, "value") : std::string(reason_of(w, line.verdict))));
        }
    }
    const auto what = w.given.dry_run ? w.people.say(" kasus akan diputuskan, ", " cases would be decided, ")
                                      : w.people.say(" kasus diputuskan, ", " cases decided, ");
    w.people.tell(std::to_string(decided) + std::string(what) + std::to_string(lines.size() - decided) +
                  std::string(w.people.say(" tersisa", " left")));
    return decided == lines.size() ? exit_status::done : exit_status::unfinished;
}

exit_status restore_value(const at_work& w) {
    const auto done = bring_back(w.of, w.given.record, w.given.field, w.given.stamp, std::nullopt, w.now_ms);
    if (done.has_error()) return w.people.fail(done.error());
    const auto id = to_string(w.given.record);
    if (w.given.json) print_line(json_object({{"id", json_string(id)}, {"field", json_string(w.given.field)}, {"sequence", std::to_string(done->at)}}));
    w.people.tell(std::string(w.people.say("nilai lama berlaku lagi: ", "the earlier value stands again: ")) + w.given.field);
    return exit_status::done;
}

}  // namespace pendata::admin
