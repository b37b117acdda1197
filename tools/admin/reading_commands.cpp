// export, history: what the office holds and how it came to it.
#include "core/dictionary/json_text.hpp"
#include "core/settle/placing.hpp"
#include "sync-server/office/desk.hpp"
#include "sync-server/office/reading.hpp"
#include "sync-server/office/regions.hpp"
#include "tools/admin/commands.hpp"
#include "tools/admin/listing.hpp"

namespace pendata::admin {

namespace {

constexpr compartment_mask every_room = 0x0f;

}  // namespace

exit_status export_all(const at_work& w) {
    const auto view = w.of.view();
    if (view.has_error()) return w.people.fail(view.error());
    const auto rooms = w.given.rooms.value_or(every_room);
    auto grants = office_grants(w.of.regency(), rooms);
    if (!w.given.scopes.empty()) grants.clear();
    for (const auto& scope : w.given.scopes) {
        const auto known = is_duty_node(scope) ? knows_region(**view, region_of(scope)) : result<bool>(false);
        if (known.has_error()) return w.people.fail(known.error());
        if (!*known) return w.people.fail(errc::unknown_region, scope);
        const auto more = scope_grants(scope, rooms);
        grants.insert(grants.end(), more.begin(), more.end());
    }
    grants = normalised(std::move(grants));
    const auto done = export_records(**view, w.of.words(), grants, w.given.kind, w.given.stamps,
                                     [](const std::string& line) { print_line(line); });
    if (done.has_error()) return w.people.fail(done.error());
    return exit_status::done;
}

exit_status history(const at_work& w) {
    const auto view = w.of.view();
    if (view.has_error()) return w.people.fail(view.error());
    const auto bearings = w.of.bearings(**view, w.now_ms);
    if (bearings.has_error()) return w.people.fail(bearings.error());
    const auto rows = history_json(**view, w.of.words(), *bearings->who, w.given.record, every_room);
    if (rows.has_error()) return w.people.fail(rows.error(), to_string(w.given.record));
    if (w.given.json) {
        print_line(*rows);
        return exit_status::done;
    }
    listing out({std::string(w.people.say("isian", "field")), std::string(w.people.say("nilai", "value")),
                 std::string(w.people.say("oleh", "author")), std::string(w.people.say("waktu", "time")),
                 std::string(w.people.say("bukti", "evidence")), std::string(w.people.say("aturan", "rule")),
                 std::string(w.people.say("berlaku", "current")), std::string(w.people.say("stempel", "stamp"))});
    for (auto& row : values_of(*rows)) {
        out.add_from(std::move(row), {"field", "value", "author", "corrected", "evidence", "rule", "current", "stamp"});
    }
    out.print(false);
    return exit_status::done;
}

}  // namespace pendata::admin
