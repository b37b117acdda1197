// init, status, verify: the office as a whole.
#include <iostream>

#include "core/dictionary/json_text.hpp"
#include "sync-server/office/free_folder.hpp"
#include "sync-server/office/reading.hpp"
#include "sync-server/office/verifying.hpp"
#include "tools/admin/commands.hpp"
#include "tools/admin/file_text.hpp"
#include "tools/admin/listing.hpp"

namespace pendata::admin {

namespace {

constexpr std::size_t recovery_bytes = 4096;

std::string identity_text(const office& of) {
    const auto& key = of.identity().public_key();
    return to_hex({reinterpret_cast<const char*>(key.data()), key.size()});
}

void tell_new_office(const arguments& given, const voice& people, const office& made) {
    const std::string advertise = to_string(made.settings().advertise);
    const std::string recovery = given.print_recovery ? made.identity().recovery_text() : std::string();
    if (given.json) {
        json_members members{{"regency", json_string(made.regency())},
                             {"advertise", json_string(advertise)},
                             {"identity", json_string(identity_text(made))}};
        if (given.print_recovery) members.emplace_back("recovery", json_string(recovery));
        print_line(json_object(members));
        return;
    }
    if (given.print_recovery) print_line(recovery);
    people.tell(std::string(people.say("kantor dibuat, kabupaten/kota ", "office made, regency ")) + made.regency() +
                std::string(people.say(", alamat dalam kode ", ", address in codes ")) + advertise);
    if (!given.print_recovery) return;
    people.tell(people.say("tulis kunci pemulihan di atas pada kertas dan simpan terpisah dari komputer ini",
                           "write the recovery key above on paper and keep it apart from this computer"));
}

}  // namespace

exit_status init(const arguments& given, const voice& people, std::int64_t now_ms) {
    const auto address = parse_address(given.advertise);
    if (address.has_error()) {
        return people.wrong_use(std::string(people.say("--advertise: harus ALAMAT:PORT", "--advertise: must be ADDRESS:PORT")));
    }
    new_office wanted{given.regency, *address, {}};
    if (!given.recovery_file.empty()) {
        const auto text = read_file(given.recovery_file, recovery_bytes);
        if (text.has_error()) return people.fail(text.error(), given.recovery_file);
        wanted.recovery_text = *text;
    }
    const auto is_free = check_free_for_office(given.data);
    if (is_free.has_error()) return people.fail(is_free.error(), given.data.string());
    const auto made = office::create(given.data, wanted, now_ms);
    if (made.has_error()) return people.fail(made.error());
    tell_new_office(given, people, **made);
    return exit_status::done;
}

exit_status status(const at_work& w) {
    const auto view = w.of.view();
    if (view.has_error()) return w.people.fail(view.error());
    const auto now = status_of(w.of, **view, w.now_ms);
    if (now.has_error()) return w.people.fail(now.error());
    const std::string json = to_json(*now);
    if (w.given.json) {
        print_line(json);
        return exit_status::done;
    }
    struct line {
        const char* key;
        const char* id;
        const char* en;
    };
    constexpr line lines[] = {{"records", "catatan", "records"},
                              {"devices", "perangkat", "devices"},
                              {"pending_cases", "kasus terbuka", "open cases"},
                              {"held", "tertahan", "held"},
                              {"unread", "kiriman belum dibaca", "unread batches"},
                              {"unread_s", "belum dibaca tertua (detik)", "oldest unread (seconds)"},
                              {"oldest_unsent_s", "belum terkirim tertua (detik)", "oldest unsent (seconds)"},
                              {"sequence", "urutan", "sequence"},
                              {"lineage", "segmen", "segment"},
                              {"fingerprint", "sidik", "fingerprint"}};
    listing out({std::string(w.people.say("hal", "what")), std::string(w.people.say("isi", "value"))});
    for (const auto& l : lines) out.add(json, {std::string(w.people.say(l.id, l.en)), text_at(json, l.key)});
    if (now->clock_ahead_days > 0) {
        const auto wrong = clock_problem(now->clock_ahead_days);
        out.add(json, {std::string(w.people.say("jam", "clock")), std::string(w.people.say(wrong.hint_id, wrong.hint_en))});
    }
    for (const auto& d : now->stuck) {
        out.add(json, {std::string(w.people.say("macet: ", "stuck: ")) + d.officer_name, text_of(d.standing, d.row, w.people.indonesian())});
    }
    out.print(false);
    return exit_status::done;
}

exit_status verify(const at_work& w) {
    const auto progress = [&](std::size_t done, std::size_t of) { w.people.progress(done, of); };
    const auto found = verify_office(w.of, progress);
    if (found.has_error()) return w.people.fail(found.error());
    if (w.given.json) print_line(to_json(*found));
    for (const auto& fault : found->faults) w.people.tell(w.people.say(fault.id, fault.en));
    if (!found->faults.empty()) return w.people.fail(errc::corrupt);
    w.people.tell(std::string(w.people.say("semua cocok: ", "all agrees: ")) + std::to_string(found->records) +
                  std::string(w.people.say(" catatan, ", " records, ")) + std::to_string(found->parts) +
                  std::string(w.people.say(" bagian, ", " parts, ")) + std::to_string(found->commits) +
                  std::string(w.people.say(" komit", " commits")));
    return exit_status::done;
}

}  // namespace pendata::admin
