// split: where the records of a village that was split belong now.
#include "core/dictionary/json_text.hpp"
#include "sync-server/office/office_problem.hpp"
#include "sync-server/office/splitting.hpp"
#include "tools/admin/commands.hpp"
#include "tools/admin/listing.hpp"

namespace pendata::admin {

namespace {

std::string_view state_of(const at_work& w, const split_line& line) {
    if (!line.to) return "left";
    if (*line.to == w.given.under) return "stays";
    return w.given.dry_run ? "planned" : "moved";
}

// {"record","kind","rw","rt","state","to"}
std::string split_line_json(const at_work& w, const split_line& line) {
    const auto* kind = w.of.words().find(line.kind);
    json_members out{{"record", json_string(to_string(line.record))},
                     {"kind", json_string(kind == nullptr ? std::string_view() : kind->name)},
                     {"rw", json_string(line.rw)},
                     {"rt", json_string(line.rt)},
                     {"state", json_string(state_of(w, line))}};
    if (line.to) out.emplace_back("to", json_string(*line.to));
    return json_object(std::move(out));
}

checked<std::vector<split_line>> planned_or_done(const at_work& w) {
    if (!w.given.dry_run) return carry_out_split(w.of, w.given.under, w.now_ms);
    const auto view = w.of.view();
    if (view.has_error()) return as_problem(view.error());
    auto plan = plan_split(**view, w.of.words(), w.given.under);
    if (plan.has_error()) return as_problem(plan.error(), w.given.under);
    return std::move(*plan);
}

}  // namespace

exit_status split_village(const at_work& w) {
    const auto lines = planned_or_done(w);
    if (lines.has_error()) return w.people.fail(lines.error());
    std::size_t moved = 0, left = 0;
    for (const auto& line : *lines) {
        if (!line.to) ++left;
        if (line.to && *line.to != w.given.under) ++moved;
        const auto json = split_line_json(w, line);
        print_line(w.given.json ? json : text_at(json, "record") + "  RW " + line.rw + " RT " + line.rt + ": " + std::string(state_of(w, line)) + " " + line.to.value_or(""));
    }
    const auto what = w.given.dry_run ? w.people.say(" akan pindah kode, ", " would move, ") : w.people.say(" pindah kode, ", " moved, ");
    w.people.tell(std::to_string(moved) + std::string(what) + std::to_string(left) +
                  std::string(w.people.say(" tanpa RW/RT yang disebut: TKSK mengubah desanya satu per satu", " in no part that is named: the TKSK changes their village one by one")));
    return left == 0 ? exit_status::done : exit_status::unfinished;
}

}  // namespace pendata::admin
