// held list, accept, return, reject; cases, decide: what waits for a person.
#include "core/base/limits.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/dictionary/text.hpp"
#include "sync-server/office/desk.hpp"
#include "sync-server/office/duplicates.hpp"
#include "sync-server/office/matching.hpp"
#include "sync-server/office/reviews.hpp"
#include "tools/admin/commands.hpp"
#include "tools/admin/listing.hpp"

namespace pendata::admin {

namespace {

std::string ids_json(const std::vector<write_id>& ids) {
    std::vector<std::string> out;
    for (const auto& id : ids) out.push_back(json_string(to_string(id)));
    return json_array(out);
}

// Those asked for, or all that are held. Errors: not_found, for an id that is in no custody, with it in `unknown`.
result<std::vector<write_id>> writes_in(const at_work& w, std::string& unknown) {
    PENDATA_TRY(view, w.of.view());
    std::vector<write_id> out = w.given.writes;
    for (const auto& id : out) {
        PENDATA_TRY(row, view->custody(id));
        unknown = to_string(id);
        if (!row) return errc::not_found;
    }
    if (w.given.all) {
        PENDATA_TRY(rows, view->custody_in(custody_state::held));
        for (const auto& row : rows) out.push_back(row.id);
    }
    return out;
}

exit_status judge(const at_work& w, held_verdict verdict) {
    const auto note = normal_text(w.given.note, false);
    if (!note || note->size() > limits::short_text_bytes) {
        return w.people.wrong_use(w.people.say("catatan terlalu panjang atau bukan teks", "the note is too long or no text"));
    }
    std::string unknown;
    const auto ids = writes_in(w, unknown);
    if (ids.has_error()) return w.people.fail(ids.error(), unknown);
    desk_outcome out;
    if (!ids->empty()) {
        auto judged = judge_held(w.of, *ids, verdict, *note, w.now_ms);
        if (judged.has_error()) return w.people.fail(judged.error());
        out = std::move(*judged);
    }
    if (w.given.json) print_line(json_object({{"done", ids_json(out.done)}, {"left", ids_json(out.left)}}));
    w.people.tell(std::to_string(out.done.size()) + std::string(w.people.say(" tulisan diputuskan", " writes judged")));
    if (out.left.empty()) return exit_status::done;
    w.people.tell(std::to_string(out.left.size()) +
                  std::string(w.people.say(" tersisa: sudah diputuskan, atau belum ada tempatnya",
                                           " left: judged before, or without a place yet")));
    return exit_status::unfinished;
}

// A case for people: what is contested, and the candidates with the numbers to pick them by.
void print_case(const at_work& w, const std::string& json) {
    print_line(text_at(json, "case") + "  " + text_at(json, "record_kind") + " " + text_at(json, "record") + "  " +
               text_at(json, "field") + "  (" + text_at(json, "state") + ")");
    std::size_t number = 0;
    for (const auto& one : values_of(text_at(json, "candidates"))) {
        print_line("  --pick " + std::to_string(number++) + "  " + text_at(one, "value") + "  " + text_at(one, "author") +
                   std::string(w.people.say(", bukti ", ", evidence ")) + text_at(one, "evidence") + ", " +
                   text_at(one, "time"));
    }
}

// A review with its facts, or an overlap with its aids.
void print_review(const at_work& w, const std::string& json) {
    print_line(text_at(json, "case") + "  " + text_at(json, w.people.say("text", "text_en")) + "  " + text_at(json, "subject"));
    for (const auto& one : values_of(text_at(json, "facts"))) {
        print_line("  " + text_at(one, "record_kind") + " " + text_at(one, "record") + "  " + text_at(one, "field") + ": " +
                   text_at(one, "value") + "  " + text_at(one, "author") + ", " + text_at(one, "time"));
    }
}

// What is kept unread behind a quota: it is read when the device's held writes have been judged.
exit_status list_unread(const at_work& w, office_view& view, const directory& who) {
    const auto waiting = view.unread();
    if (waiting.has_error()) return w.people.fail(waiting.error());
    for (const auto& of : *waiting) {
        const auto device = view.device(of.from);
        if (device.has_error()) return w.people.fail(device.error());
        const std::string json = unread_to_json(who, *device, of);
        if (w.given.json) print_line(json);
        w.people.tell(text_at(json, "author") + std::string(w.people.say(": terlalu banyak yang tertahan, ", ": too much is held, ")) +
                      std::to_string(of.batches) + std::string(w.people.say(" kiriman (", " batches (")) + std::to_string(of.writes) +
                      std::string(w.people.say(" isian) disimpan tanpa dibaca sampai itu diputuskan",
                                               " writes) are kept unread until that is judged")));
    }
    return exit_status::done;
}

// Pairs that may be one person, with what speaks for it.
exit_status list_duplicates(const at_work& w, office_view& view) {
    const auto waiting = open_duplicates(view);
    if (waiting.has_error()) return w.people.fail(waiting.error());
    for (const auto& json : *waiting) {
        if (w.given.json) {
            print_line(json);
            continue;
        }
        print_line(text_at(json, "case") + "  " + text_at(json, "a") + " = " + text_at(json, "b") + "?  " + text_at(json, "score") + "  (" +
                   text_at(json, "state") + ")  " + text_at(json, w.people.say("text", "text_en")));
    }
    return exit_status::done;
}

std::optional<duplicate_answer> answer_given(const arguments& given) {
    if (given.same) return duplicate_answer::same;
    if (given.different) return duplicate_answer::different;
    if (given.unsure) return duplicate_answer::unsure;
    if (given.undo) return duplicate_answer::proposed;
    return std::nullopt;
}

}  // namespace

exit_status held_list(const at_work& w) {
    const auto view = w.of.view();
    if (view.has_error()) return w.people.fail(view.error());
    const auto rows = (*view)->custody_in(custody_state::held);
    const auto bearings = w.of.bearings(**view, w.now_ms);
    if (rows.has_error()) return w.people.fail(rows.error());
    if (bearings.has_error()) return w.people.fail(bearings.error());
    listing out({std::string(w.people.say("tulisan", "write")), std::string(w.people.say("jenis", "kind")),
                 std::string(w.people.say("isian", "field")), std::string(w.people.say("nilai", "value")),
                 std::string(w.people.say("alasan", "reason")), std::string(w.people.say("oleh", "author")),
                 std::string(w.people.say("diterima", "received"))});
    for (const auto& row : *rows) {
        out.add_from(held_to_json(w.of.words(), *bearings->who, row),
                {"id", "kind", "field", "value", "reason", "author", "received"});
    }
    out.print(w.given.json);
    return list_unread(w, **view, *bearings->who);
}

exit_status held_accept(const at_work& w) { return judge(w, held_verdict::accept); }
exit_status held_return(const at_work& w) { return judge(w, held_verdict::give_back); }
exit_status held_reject(const at_work& w) { return judge(w, held_verdict::reject); }

exit_status cases(const at_work& w) {
    const auto view = w.of.view();
    if (view.has_error()) return w.people.fail(view.error());
    const auto& only = w.given.case_kind;
    if (only == "duplicate") return list_duplicates(w, **view);
    const auto open = open_cases(**view, office_grants(w.of.regency()));
    const auto bearings = w.of.bearings(**view, w.now_ms);
    if (open.has_error()) return w.people.fail(open.error());
    if (bearings.has_error()) return w.people.fail(bearings.error());
    for (const auto& c : *open) {
        if (!only.empty() && only != "conflict") break;
        const auto json = case_to_json(**view, w.of.words(), *bearings->who, c);
        if (json.has_error()) return w.people.fail(json.error());
        if (w.given.json) {
            print_line(*json);
        } else {
            print_case(w, *json);
        }
    }
    if (only == "conflict") return exit_status::done;
    const auto reviews = open_review_lines(**view, w.of.words(), *bearings->who, office_grants(w.of.regency()));
    if (reviews.has_error()) return w.people.fail(reviews.error());
    for (const auto& json : *reviews) {
        if (!only.empty() && text_at(json, "kind") != only) continue;
        if (w.given.json) {
            print_line(json);
        } else {
            print_review(w, json);
        }
    }
    return only.empty() ? list_duplicates(w, **view) : exit_status::done;
}

exit_status decide_case(const at_work& w) {
    const std::string id = to_string(w.given.record);
    if (const auto answer = answer_given(w.given)) {
        const auto answered = answer_duplicate(w.of, w.given.record, *answer, std::nullopt, w.now_ms);
        if (answered.has_error()) return w.people.fail(answered.error());
        if (w.given.json) print_line(json_object({{"case", json_string(id)}, {"state", json_string(name_of(*answer))}}));
        w.people.tell(std::string(w.people.say("kasus dijawab: ", "case answered: ")) + id);
        return exit_status::done;
    }
    const auto decided = decide(w.of, w.given.record, {w.given.pick, w.given.value}, std::nullopt, w.now_ms);
    if (decided.has_error()) return w.people.fail(decided.error());
    if (w.given.json) print_line(json_object({{"case", json_string(id)}, {"state", json_string("decided")}}));
    w.people.tell(std::string(w.people.say("kasus diputuskan: ", "case decided: ")) + id);
    return exit_status::done;
}

// The server does it by itself behind its commits; this waits until all is done.
exit_status match_persons(const at_work& w) {
    const auto found = match_everything(w.of, w.now_ms);
    if (found.has_error()) return w.people.fail(found.error());
    if (w.given.json) print_line(json_object({{"cases", std::to_string(*found)}}));
    w.people.tell(std::to_string(*found) + std::string(w.people.say(" kasus data ganda ditulis", " duplicate cases written")));
    return exit_status::done;
}

}  // namespace pendata::admin
