// ledger status, export, import, accept-loss.
#include "core/dictionary/json_text.hpp"
#include "sync-server/office/ledger_facts.hpp"
#include "sync-server/office/verifying.hpp"
#include "tools/admin/commands.hpp"
#include "tools/admin/file_text.hpp"
#include "tools/admin/listing.hpp"

namespace pendata::admin {

namespace {

// Where the office was copied back, a device holds a newer head than this.
exit_status tell_head(const at_work& w, json_members members) {
    const auto head = w.of.ledger().head();
    if (head.has_error()) return w.people.fail(head.error(), "ledger");
    const auto behind = is_ledger_behind(w.of);
    if (behind.has_error()) return w.people.fail(behind.error(), "ledger");
    bytes hash;
    for (int shift = 56; shift >= 0; shift -= 8) hash.push_back(static_cast<char>(head->hash >> shift & 0xff));
    if (w.given.json) {
        members.emplace_back("head", json_object({{"entries", std::to_string(head->entries)},
                                                  {"hash", json_string(to_hex(hash))}}));
        members.emplace_back("behind", *behind ? "true" : "false");
        print_line(json_object(std::move(members)));
    }
    w.people.tell(std::string(w.people.say("ledger: entri ", "ledger: entry ")) + std::to_string(head->entries) + ", " +
                  to_hex(hash));
    if (!*behind) return exit_status::done;
    w.people.tell(w.people.say("ledger ini lebih tua daripada isi kantor: masukkan salinan terbaru dengan ledger import",
                               "this ledger is older than the office: bring the newest copy with ledger import"));
    return exit_status::unfinished;
}

}  // namespace

exit_status show_ledger(const at_work& w) { return tell_head(w, {}); }

exit_status export_ledger(const at_work& w) {
    if (is_inside(w.of.folder(), w.given.file)) return w.people.fail(errc::not_allowed, outside_only(w));
    const auto written = w.of.ledger().export_to(w.given.file);
    if (written.has_error()) return w.people.fail(written.error(), w.given.file);
    return tell_head(w, {{"file", json_string(w.given.file)}});
}

exit_status import_ledger(const at_work& w) {
    const auto sign = [&](bytes_view message) { return w.of.identity().sign(message); };
    const auto view = w.of.view();
    if (view.has_error()) return w.people.fail(view.error());
    const auto believed = w.of.look_at_clock(**view, w.now_ms);
    if (believed.has_error()) return w.people.fail(believed.error(), "clock");
    const auto taken = w.of.ledger().import_from(w.given.file, w.now_ms, sign);
    if (taken.has_error()) return w.people.fail(taken.error(), w.given.file);
    const auto learned = learn_from_ledger(w.of, w.now_ms);
    if (learned.has_error()) return w.people.fail(learned.error());
    return tell_head(w, {{"taken", std::to_string(taken->taken)},
                         {"moved", std::to_string(taken->moved)},
                         {"learned", std::to_string(*learned)}});
}

exit_status accept_loss(const at_work& w) {
    const auto lost = accept_ledger_loss(w.of, w.given.reason, w.now_ms);
    if (lost.has_error()) return w.people.fail(lost.error(), "ledger");
    return tell_head(w, {{"lost", std::to_string(lost->entries)}});
}

}  // namespace pendata::admin
