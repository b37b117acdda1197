// device code, list, revoke, report.
#include "core/dictionary/json_text.hpp"
#include "core/dictionary/moment.hpp"
#include "sync-server/auth/private_file.hpp"
#include "sync-server/office/devices.hpp"
#include "sync-server/office/officers.hpp"
#include "tools/admin/commands.hpp"
#include "tools/admin/file_text.hpp"
#include "tools/admin/grant_text.hpp"
#include "tools/admin/listing.hpp"
#include "tools/admin/qr_png.hpp"

namespace pendata::admin {

namespace {

std::string moment_json(std::int64_t ms) { return ms == 0 ? "null" : json_string(moment_text(ms)); }
std::string moment_cell(std::int64_t ms) { return ms == 0 ? "-" : moment_text(ms); }

std::string_view trust_name(std::uint8_t trust) {
    switch (static_cast<clock_trust>(trust)) {
        case clock_trust::ok:
            return "ok";
        case clock_trust::jumped:
            return "jumped";
        case clock_trust::unknown:
            return "unknown";
    }
    return "unknown";
}

// Those named, all of them known. A name may itself hold a comma, "Siti Aminah, S.Sos".
result<std::vector<officer>> officers_in(const at_work& w, std::string& unknown) {
    std::vector<officer> out;
    if (auto one = officer_named(w.of, w.given.names, w.now_ms); one.has_value()) {
        out.push_back(std::move(*one));
        return out;
    }
    for (const auto& name : pieces_of(w.given.names)) {
        auto who = officer_named(w.of, name, w.now_ms);
        unknown = name;
        if (who.has_error()) return who.error();
        out.push_back(std::move(*who));
    }
    return out;
}

// FILE.png for one, FILE-2.png for the second of several. Whoever reads the picture can enrol: it is private.
result<void> draw(const at_work& w, const std::string& code, std::size_t number, bool several) {
    std::filesystem::path file = w.given.qr_file;
    if (several) file.replace_filename(file.stem().string() + "-" + std::to_string(number) + file.extension().string());
    PENDATA_TRY(picture, qr_png(code));
    return office_files::replace_private(file, picture);
}

json_members members_of(const device_row& row, const std::string& officer_name, const device_standing& standing) {
    return {{"device", json_string(to_string(row.id))},
            {"label", json_string(row.label)},
            {"officer", json_string(officer_name)},
            {"enrolled", moment_json(row.enrolled_ms)},
            {"last_contact", moment_json(row.last_contact_ms)},
            {"pending", std::to_string(row.told_pending)},
            {"oldest_unsent_s", std::to_string(row.told_oldest_s)},
            {"oldest_unsent_now_s", std::to_string(standing.oldest_unsent_s)},
            {"silent_s", std::to_string(standing.silent_s)},
            {"held", std::to_string(standing.held)},
            {"unread", unread_json(standing)},
            {"stuck", stuck_json(standing, row)},
            {"clock_trust", json_string(trust_name(row.told_trust))},
            {"revoked", row.revoked ? "true" : "false"}};
}

}  // namespace

exit_status device_code(const at_work& w) {
    const bool drawing = !w.given.qr_file.empty();
    if (drawing && is_inside(w.of.folder(), w.given.qr_file)) return w.people.fail(errc::not_allowed, outside_only(w));
    std::string unknown;
    const auto officers = officers_in(w, unknown);
    if (officers.has_error()) return w.people.fail(officers.error(), unknown);
    listing out({std::string(w.people.say("petugas", "officer")), std::string(w.people.say("kode", "code")),
                 std::string(w.people.say("berlaku sampai", "expires"))});
    std::size_t number = 0;
    for (const auto& who : *officers) {
        const auto made = make_code(w.of, who.id, w.now_ms);
        if (made.has_error()) {
            out.print(w.given.json);  // those made are good
            return w.people.fail(made.error(), who.name);
        }
        out.add(json_object({{"code", json_string(made->text)},
                             {"expires", json_string(moment_text(made->expires_ms))},
                             {"officer", json_string(who.name)}}),
                {who.name, made->text, moment_text(made->expires_ms)});
        if (!drawing) continue;
        const auto drawn = draw(w, made->text, ++number, officers->size() > 1);
        if (drawn.has_error()) {
            out.print(w.given.json);
            return w.people.fail(drawn.error(), w.given.qr_file);
        }
    }
    out.print(w.given.json);
    return exit_status::done;
}

exit_status device_list(const at_work& w) {
    const auto view = w.of.view();
    if (view.has_error()) return w.people.fail(view.error());
    const auto devices = devices_of(w.of, **view, w.now_ms);
    if (devices.has_error()) return w.people.fail(devices.error());
    listing out({std::string(w.people.say("perangkat", "device")), std::string(w.people.say("petugas", "officer")),
                 std::string(w.people.say("nama", "label")), std::string(w.people.say("kontak terakhir", "last contact")),
                 std::string(w.people.say("belum terkirim", "unsent")), std::string(w.people.say("tertua (detik)", "oldest (s)")),
                 std::string(w.people.say("dicabut", "revoked")), std::string(w.people.say("macet karena", "stuck because"))});
    for (const auto& [row, name, standing] : *devices) {
        const auto why = text_of(standing, row, w.people.indonesian());
        out.add(json_object(members_of(row, name, standing)),
                {to_string(row.id), name, row.label, moment_cell(row.last_contact_ms), std::to_string(row.told_pending),
                 std::to_string(standing.oldest_unsent_s), std::string(row.revoked ? w.people.say("ya", "yes") : "-"),
                 why.empty() ? "-" : why});
    }
    out.print(w.given.json);
    return exit_status::done;
}

exit_status device_revoke(const at_work& w) {
    const std::string id = to_string(w.given.device);
    const auto done = revoke_device(w.of, w.given.device, w.now_ms);
    if (done.has_error()) return w.people.fail(done.error(), id);
    if (w.given.json) print_line(json_object({{"device", json_string(id)}, {"revoked", "true"}}));
    w.people.tell(std::string(w.people.say("perangkat dicabut: ", "device revoked: ")) + id);
    return exit_status::done;
}

exit_status device_report(const at_work& w) {
    const auto view = w.of.view();
    if (view.has_error()) return w.people.fail(view.error());
    const auto found = summary_of(w.of, **view, w.given.device, w.now_ms);
    if (found.has_error()) return w.people.fail(found.error(), to_string(w.given.device));
    auto members = members_of(found->row, found->officer_name, found->standing);
    members.emplace_back("scopes", grants_json(found->grants));
    members.emplace_back("records", std::to_string(found->records));
    members.emplace_back("sequence", std::to_string(found->row.pulled.at));
    if (w.given.json) {
        print_line(json_object(members));
        return exit_status::done;
    }
    listing out({std::string(w.people.say("hal", "what")), std::string(w.people.say("isi", "value"))});
    const std::string json = json_object(members);
    for (const auto& [name, content] : members) out.add(json, {name, text_at(json, name)});
    out.print(false);
    return exit_status::done;
}

}  // namespace pendata::admin
