// backup, restore, restore-report: the office's store put apart and brought back.
#include <algorithm>

#include "core/dictionary/json_text.hpp"
#include "core/dictionary/moment.hpp"
#include "sync-server/office/backups.hpp"
#include "sync-server/office/restore_report.hpp"
#include "sync-server/office/restoring.hpp"
#include "tools/admin/commands.hpp"
#include "tools/admin/file_text.hpp"
#include "tools/admin/listing.hpp"

namespace pendata::admin {

exit_status backup(const at_work& w) {
    if (is_inside(w.of.folder(), w.given.file)) return w.people.fail(errc::not_allowed, outside_only(w));
    const auto made = make_backup(w.of, w.given.file, w.now_ms);
    if (made.has_error()) return w.people.fail(made.error(), w.given.file);
    if (w.given.json) {
        print_line(json_object({{"file", json_string(w.given.file)},
                                {"sequence", std::to_string(made->head.at)},
                                {"lineage", json_string(to_string(made->head.segment))},
                                {"bytes", std::to_string(made->bytes)}}));
    }
    w.people.tell(std::string(w.people.say("cadangan dibuat dan dibaca ulang, urutan ", "backup made and read again, sequence ")) +
                  std::to_string(made->head.at));
    w.people.tell(w.people.say("ledger dicadangkan terpisah: pendata-admin ledger export",
                               "the ledger is backed up apart: pendata-admin ledger export"));
    return exit_status::done;
}

exit_status restore(const arguments& given, const voice& people, std::int64_t now_ms) {
    const auto progress = [&](std::size_t done, std::size_t of) { people.progress(done, of); };
    const auto done = restore_office({given.data, given.file, given.ledger_file, given.clock_is_right}, now_ms, progress);
    if (done.has_error()) {
        const auto left = people.fail(done.error());
        if (done.error().code == errc::ledger_behind) {
            people.tell(people.say("beri salinan ledger yang lebih baru: restore FILE --ledger LEDGER",
                                   "give a newer copy of the ledger: restore FILE --ledger LEDGER"));
        }
        if (done.error().code == errc::office_serving) {
            people.tell(people.say("hentikan pendata-server dan alat lain dahulu", "stop pendata-server and other tools first"));
        }
        return left;
    }
    if (given.json) {
        print_line(json_object({{"file", json_string(given.file)},
                                {"backup", std::to_string(done->backup_at)},
                                {"sequence", std::to_string(done->at.at)},
                                {"lineage", json_string(to_string(done->at.segment))},
                                {"learned", std::to_string(done->learned)},
                                {"aside", json_string(done->aside.string())}}));
    }
    people.tell(std::string(people.say("kantor dipulihkan sampai urutan ", "the office is restored up to sequence ")) +
                std::to_string(done->backup_at));
    if (!done->aside.empty()) {
        people.tell(std::string(people.say("isi lama disimpan di ", "the replaced store is kept in ")) + done->aside.string());
    }
    people.tell(people.say("jalankan server; tablet mengembalikan isi sesudah cadangan: restore-report, lalu held accept --all",
                           "start the server; tablets bring back what came after the backup: restore-report, then held accept --all"));
    return exit_status::done;
}

namespace {

std::string named(const device_after_restore& d) { return d.officer + " (" + to_string(d.device).substr(0, 8) + ")"; }

std::string text_of_moment(std::int64_t ms) { return ms == 0 ? "-" : moment_text(ms); }

}  // namespace

exit_status restore_told(const at_work& w) {
    const auto view = w.of.view();
    if (view.has_error()) return w.people.fail(view.error());
    const auto report = report_of_restore(w.of, **view, w.now_ms);
    if (report.has_error()) return w.people.fail(report.error());
    const std::string json = to_json(*report);
    if (w.given.json) {
        print_line(json);
        return exit_status::done;
    }
    const auto say = [&](std::string_view id, std::string_view en) { return std::string(w.people.say(id, en)); };
    listing devices({say("perangkat", "device"), say("petugas", "officer"), say("sudah kembali", "heard"), say("kiriman", "batches"),
                     say("sel", "cells"), say("tertahan", "held")});
    for (const auto& d : report->devices) {
        fork_seen sum;
        for (const auto& f : d.forks) {
            sum.batches += f.batches;
            sum.cells += f.cells;
            sum.held += f.held;
        }
        devices.add({}, {to_string(d.device), d.officer, d.heard ? say("ya", "yes") : say("belum", "not yet"),
                         std::to_string(sum.batches), std::to_string(sum.cells), std::to_string(sum.held)});
    }
    devices.print(false);
    for (const auto& m : report->missing) {
        std::string seen_by;
        for (const auto& d : report->devices) {
            if (std::binary_search(m.told_by.begin(), m.told_by.end(), d.device)) seen_by += (seen_by.empty() ? "" : ", ") + named(d);
        }
        w.people.tell(say("belum kembali: urutan ", "not back: sequence ") + std::to_string(m.from) + "-" + std::to_string(m.to) +
                      ", " + text_of_moment(m.since_ms) + " - " + text_of_moment(m.until_ms) + say("; pernah dilihat ", "; seen by ") + seen_by);
    }
    std::string silent;
    for (const auto& d : report->devices) {
        if (!d.heard) silent += (silent.empty() ? "" : ", ") + named(d);
    }
    if (!report->missing.empty() && !silent.empty()) {
        w.people.tell(say("mungkin masih ada pada yang belum menghubungi: ", "may still be with who has not called: ") + silent);
    }
    if (report->held > 0) {
        w.people.tell(std::to_string(report->held) + say(" isian dikembalikan menunggu held accept --all", " returned writes wait for held accept --all"));
    }
    return exit_status::done;
}

}  // namespace pendata::admin
