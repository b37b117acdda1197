// batch validate, list, show, correct, and report: closing periods and printing what was closed.
#include <fstream>

#include "core/base/id.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/dictionary/text.hpp"
#include "core/model/region.hpp"
#include "sync-server/office/periods.hpp"
#include "tools/admin/commands.hpp"
#include "tools/admin/file_text.hpp"
#include "tools/admin/listing.hpp"

namespace pendata::admin {

namespace {

exit_status tell_closed(const at_work& w, const closed_period& closed) {
    std::size_t listed = 0;
    for (const auto& list : closed.what.lists) listed += list.entries.size();
    print_line(w.given.json ? to_json(closed) : to_string(closed.what.batch));
    const std::string number = std::to_string(closed.what.correction);
    w.people.tell(closed.what.village + " " + closed.what.period + ": " + std::to_string(listed) +
                  std::string(w.people.say(" penetapan dalam daftar", " assignments listed")) +
                  (closed.what.correction == 0 ? std::string() : std::string(w.people.say(", perbaikan ", ", correction ")) + number));
    return exit_status::done;
}

// The titles of a table in the language asked for, and the members they show.
listing table_of(const at_work& w, const std::vector<std::pair<std::string_view, std::string_view>>& titles) {
    std::vector<std::string> shown;
    for (const auto& [id, en] : titles) shown.emplace_back(w.people.say(id, en));
    return listing(std::move(shown));
}

void print_differences(const at_work& w, const std::string& standing) {
    auto table = table_of(w, {{"kompartemen", "compartment"}, {"beda", "change"}, {"penetapan", "assignment"}, {"isian", "field"},
                              {"dulu", "before"}, {"sekarang", "after"}, {"sebab", "why"}, {"masuk", "goes to"}});
    std::size_t lines = 0;
    for (const auto& list : values_of(text_at(standing, "lists"))) {
        const auto room = text_at(list, "compartment");
        for (const auto& d : values_of(text_at(list, "differences"))) {
            table.add(d, {room, text_at(d, "change"), text_at(d, "assignment"), text_at(d, "field"), text_at(d, "before"),
                          text_at(d, "after"), text_at(d, "why"), text_at(d, "goes_to")});
            ++lines;
        }
    }
    if (lines > 0) table.print(false);
}

exit_status write_out(const at_work& w, const std::string& text) {
    if (w.given.file.empty()) {
        print_line(text.ends_with('\n') ? std::string_view(text).substr(0, text.size() - 1) : std::string_view(text));
        return exit_status::done;
    }
    if (is_inside(w.of.folder(), w.given.file)) return w.people.fail(errc::not_allowed, outside_only(w));
    std::ofstream out(w.given.file, std::ios::binary | std::ios::trunc);
    out << text << (text.ends_with('\n') ? "" : "\n");
    out.close();
    return out.good() ? exit_status::done : w.people.fail(errc::io_error, w.given.file);
}

}  // namespace

exit_status batch_validate(const at_work& w) {
    const auto minutes = normal_text(w.given.minutes, false);
    const auto note = normal_text(w.given.note, true);
    if (!minutes) return w.people.fail(errc::bad_value, "--minutes");
    if (!note) return w.people.fail(errc::bad_value, "--note");
    const auto closed = validate_list(w.of, {w.given.village, w.given.period, *minutes, w.given.day, *note}, w.now_ms);
    return closed.has_error() ? w.people.fail(closed.error()) : tell_closed(w, *closed);
}

exit_status batch_correct(const at_work& w) {
    const auto reason = normal_text(w.given.reason, false);
    if (!reason) return w.people.fail(errc::bad_value, "--reason");
    const auto closed = correct_report(w.of, w.given.village, w.given.period, *reason, w.now_ms);
    return closed.has_error() ? w.people.fail(closed.error()) : tell_closed(w, *closed);
}

exit_status batch_list(const at_work& w) {
    const auto view = w.of.view();
    if (view.has_error()) return w.people.fail(view.error());
    const auto lines = batches_json(**view, w.of.words(), w.given.under, w.given.period);
    if (lines.has_error()) return w.people.fail(lines.error());
    auto table = table_of(w, {{"berkas", "batch"}, {"desa", "village"}, {"masa", "period"}, {"berita acara", "minutes"},
                              {"status", "state"}, {"ditutup", "closed"}, {"perbaikan", "corrections"}});
    for (const auto& line : *lines) table.add_from(line, {"batch", "village", "period", "minutes", "state", "closed", "corrections"});
    table.print(w.given.json);
    return exit_status::done;
}

exit_status batch_show(const at_work& w) {
    const auto view = w.of.view();
    if (view.has_error()) return w.people.fail(view.error());
    std::string village = w.given.village, period = w.given.period;
    if (const auto id = parse_id<record_id>(village)) {
        const auto row = batch_row_of(**view, *id);
        if (row.has_error()) return w.people.fail(row.error(), w.given.village);
        village = row->village;
        period = row->period;
    } else if (!is_village_code(village) || period.empty()) {
        return w.people.wrong_use(w.people.say("sebutkan berkasnya, atau kode desa dengan --period", "name the batch, or a village's code with --period"));
    }
    const auto standing = standing_json(w.of, **view, village, period, w.given.rooms.value_or(0x0f));
    if (standing.has_error()) return w.people.fail(standing.error(), village + " " + period);
    if (w.given.json) {
        print_line(*standing);
        return exit_status::done;
    }
    print_differences(w, *standing);
    const bool is_same = text_at(*standing, "same") == "true";
    w.people.tell(village + " " + period + ", " + text_at(*standing, "minutes") + ": " +
                  std::string(is_same ? w.people.say("daftar hari ini sama dengan yang disahkan", "today's list is the validated one")
                                      : w.people.say("daftar hari ini berbeda; berita acara tetap terikat pada sidiknya",
                                                     "today's list differs; the minutes stay bound to their hash")));
    return exit_status::done;
}

exit_status print_report(const at_work& w) {
    const auto view = w.of.view();
    if (view.has_error()) return w.people.fail(view.error());
    if (w.given.regions.size() > 1) return w.people.wrong_use(w.people.say("--region: satu wilayah", "--region: one region"));
    const std::string region = w.given.regions.empty() ? w.of.regency() : w.given.regions.front();
    const auto made = make_report(**view, region, w.given.period, w.given.correction, w.given.rooms.value_or(0x0f));
    if (made.has_error()) return w.people.fail(made.error());
    const auto written = write_out(w, w.given.format == "csv" ? report_to_csv(*made) : report_to_json(*made));
    if (written != exit_status::done || made->is_whole()) return written;
    w.people.tell(w.people.say("ada masa yang tertutup tanpa isinya: pulihkan cadangan yang memuatnya, atau buat perbaikan (batch correct)",
                               "of some closed periods what was kept is not here: restore a backup that has it, or make a correction (batch correct)"));
    return exit_status::unfinished;
}

}  // namespace pendata::admin
