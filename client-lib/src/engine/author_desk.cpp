// Add, edit, retract, withdraw, restore, decide, import.
#include "client-lib/src/engine/author_desk.hpp"

#include <algorithm>

#include "client-lib/src/engine/case_desk.hpp"
#include "client-lib/src/engine/category_rules.hpp"
#include "client-lib/src/engine/reviews.hpp"
#include "client-lib/src/engine/saving.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/value_text.hpp"
#include "core/join/join.hpp"
#include "core/model/derived_id.hpp"
#include "core/model/stamp_text.hpp"
#include "core/settle/examine.hpp"
#include "core/settle/review_answer.hpp"

namespace pendata {

namespace {

problem unknown_kind(std::string_view name) {
    return make_problem(errc::unknown_kind, std::string(name), "jenis catatan tidak dikenal", "unknown kind of record");
}

checked<record_view> view_for_edit(device_transaction& tx, const record_id& id) {
    PENDATA_ASK(view, find_view(tx, id));
    if (!view || view->cells.empty()) return problem_of(make_error_code(errc::not_found));
    return std::move(*view);
}

checked<const field_def*> field_named(const kind_def& kind, std::string_view name) {
    const auto* field = kind.find(name);
    if (field == nullptr) return make_problem(errc::unknown_field, std::string(name), "isian tidak dikenal", "unknown field");
    return field;
}

// Adds one record inside an open save.
checked<saved> add_one(save_context& save_in, const kind_def& kind, std::string_view json, const save_options& options) {
    if ((kind.writers & bit(save_in.author_role)) == 0) {
        if (kind.writers != 0) {
            return make_problem(errc::not_allowed, std::string(kind.name), "peran Anda tidak membuat jenis catatan ini",
                                "your role makes no records of this kind");
        }
        return make_problem(errc::not_allowed, std::string(kind.name), "jenis catatan ini hanya dibuat kantor",
                            "only the office makes records of this kind");
    }
    PENDATA_ASK(input, parse_record(kind, json, input_use::create));
    save_request request;
    request.kind = &kind;
    request.creates = true;
    request.options = options;
    request.before.id = input.id.value_or(new_record_id(save_in.with, save_in.corrected.ms));
    request.before.kind = kind.number;
    if (input.id) {
        if (is_derived_id(*input.id)) {
            return make_problem(errc::bad_value, "id", "id versi 8 dipakai kantor untuk catatan turunan; pakai UUID versi lain",
                                "ids of version 8 are the office's, for records it derives; use another version of UUID");
        }
        PENDATA_ASK(present, save_in.tx.find(*input.id));
        if (present) return make_problem(errc::already_exists, "id", "id sudah dipakai", "the id is in use");
    }
    request.inputs = std::move(input.fields);
    PENDATA_DEMAND(map_older_category(save_in.tx, request.inputs, kind, day_of(save_in.corrected.ms)));
    PENDATA_ASK(done, save(save_in, request));
    if (done.changed.empty()) return make_problem(errc::missing_field, {}, "catatan tanpa isian", "a record without fields");
    return done;
}

// By role, and never where one's own value is a candidate.
bool may_settle(const save_context& save_in, const conflict_case& open) {
    return may_decide(save_in.author_role) && !wrote_a_candidate(open, save_in.state.officer);
}

}  // namespace

checked<void> author_desk::close(save_context& save_in, const saved& done) {
    PENDATA_DEMAND(close_save(save_in));
    if (tell_) tell_(done);
    return {};
}

checked<saved> author_desk::save_on(const record_id& id, const preparing& prepare) {
    saved out;
    PENDATA_DEMAND(change(tablet_, [&](device_transaction& tx) -> checked<void> {
        PENDATA_ASK(save_in, open_save(tx, tablet_));
        save_request request;
        PENDATA_ASK(before, view_for_edit(tx, id));
        request.before = std::move(before);
        request.kind = tablet_.words.find(request.before.kind);
        if (request.kind == nullptr) return problem_of(make_error_code(errc::unknown_kind));
        PENDATA_DEMAND(prepare(save_in, request));
        PENDATA_ASK(done, save(save_in, request));
        out = std::move(done);
        return close(save_in, out);
    }));
    return out;
}

checked<saved> author_desk::add(std::string_view kind_name, std::string_view json, const save_options& options) {
    const auto* kind = tablet_.words.find(kind_name);
    if (kind == nullptr) return unknown_kind(kind_name);
    saved out;
    PENDATA_DEMAND(change(tablet_, [&](device_transaction& tx) -> checked<void> {
        PENDATA_ASK(save_in, open_save(tx, tablet_));
        PENDATA_ASK(done, add_one(save_in, *kind, json, options));
        out = std::move(done);
        if (options.finds_similar && kind->number == kinds::person) {
            PENDATA_ASK(added, view_for_edit(tx, out.id));
            PENDATA_ASK(similar, similar_persons(tx, tablet_.words, out.id, added.cells));
            out.maybe = std::move(similar);
        }
        return close(save_in, out);
    }));
    return out;
}

checked<std::vector<author_desk::rejected_row>> author_desk::add_all(std::string_view kind_name,
                                                                     const std::vector<std::string_view>& rows,
                                                                     const save_options& options, bool skip_bad,
                                                                     const telling_all& tell) {
    const auto* kind = tablet_.words.find(kind_name);
    if (kind == nullptr) return unknown_kind(kind_name);
    std::vector<rejected_row> rejected;
    const auto done = change(tablet_, [&](device_transaction& tx) -> checked<void> {
        PENDATA_ASK(save_in, open_save(tx, tablet_));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            auto added = add_one(save_in, *kind, rows[i], options);
            if (added.has_value()) continue;
            // A store's failure ends the whole batch; a row's own problem only where nothing may be skipped.
            const int number = static_cast<int>(added.error().code);
            const bool of_the_row = number > 0 && number < 100;
            if (of_the_row) rejected.push_back({i, added.error()});
            if (!of_the_row || !skip_bad) return std::move(added).error();
        }
        PENDATA_DEMAND(close_save(save_in));
        if (tell) tell(rejected);
        return {};
    });
    if (done.has_error() && (skip_bad || rejected.empty())) return done.error();
    return rejected;
}

checked<saved> author_desk::edit(const record_id& id, std::string_view json, const save_options& options) {
    return save_on(id, [&](save_context&, save_request& request) -> checked<void> {
        PENDATA_ASK(input, parse_record(*request.kind, json, input_use::edit));
        request.inputs = std::move(input.fields);
        request.options = options;
        return {};
    });
}

checked<saved> author_desk::withdraw(const record_id& id, std::string_view reason) {
    return save_on(id, [&](save_context&, save_request& request) -> checked<void> {
        const auto* presence = request.kind->find(fields::person::presence);  // fields 1 and 2 of every kind
        const auto* why = request.kind->find(fields::person::presence_reason);
        if (presence == nullptr || why == nullptr) return problem_of(make_error_code(errc::not_allowed));
        PENDATA_ASK(told, value_from_text(*why, reason));
        request.inputs.push_back({presence, {}, value::integer(codes::presence::withdrawn), {}});
        request.inputs.push_back({why, {}, std::move(told), {}});
        return {};
    });
}

checked<saved> author_desk::retract(const record_id& id, std::string_view field_name) {
    return save_on(id, [&](save_context& save_in, save_request& request) -> checked<void> {
        PENDATA_ASK(field, field_named(*request.kind, field_name));
        const auto around = request.before.around({request.kind->number, field->number, {}});
        const pendata::write* now = current(around);
        if (now == nullptr) return problem_of(make_error_code(errc::not_found));
        if (now->what.author != save_in.state.officer) {
            return make_problem(errc::not_allowed, std::string(field_name), "hanya isian Anda sendiri yang dapat ditarik kembali",
                                "only what you wrote yourself can be taken back");
        }
        value earlier;
        for (const auto& w : around) {
            const bool replaced = std::find(now->seen.begin(), now->seen.end(), w.id()) != now->seen.end();
            if (replaced) earlier = w.what.content;
        }
        const bool is_settled = std::none_of(request.before.pending.begin(), request.before.pending.end(),
                                             [&](const pending_write& p) { return p.what.id() == now->id(); });
        if (is_settled || (!now->seen.empty() && earlier.is_cleared())) {
            return make_problem(errc::not_found, std::string(field_name),
                                "nilai sebelumnya tidak ada di perangkat ini; gunakan koreksi",
                                "the earlier value is not on this device; make a correction");
        }
        request.options.why = intent::retraction;
        request.options.evidence = now->what.evidence;
        request.inputs.push_back({field, {}, std::move(earlier), {}});
        return {};
    });
}

checked<saved> author_desk::restore(const record_id& id, std::string_view field_name, std::string_view stamp_named) {
    const auto wanted = stamp_from_text(stamp_named);
    if (!wanted) return make_problem(errc::invalid_argument, {}, "cap waktu tidak sah", "not a stamp");
    return save_on(id, [&](save_context& save_in, save_request& request) -> checked<void> {
        PENDATA_ASK(field, field_named(*request.kind, field_name));
        const cell_key key{request.kind->number, field->number, {}};
        PENDATA_ASK(told, cases_of(save_in.tx, id));
        PENDATA_ASK(cases, cases_seen(save_in.tx, tablet_.words, request.before));
        const auto open = std::find_if(cases.begin(), cases.end(), [&](const seen_case& c) { return c.what.key == key; });
        std::optional<cell> found;
        for (const auto& w : request.before.around(key)) {
            if (w.what.at == *wanted) found = w.what;
        }
        for (const auto& one : told) {
            for (const auto& c : one.candidates) {
                if (one.key == key && c.at == *wanted) found = c;
            }
        }
        if (!found) {
            return make_problem(errc::not_found, std::string(field_name), "nilai itu tidak ada di perangkat ini; kantor dapat mengembalikannya",
                                "that value is not on this device; the office can bring it back");
        }
        if (open != cases.end() && may_settle(save_in, open->what)) {
            request.options.why = intent::decision;
            request.candidates = open->what.candidates;
        }
        request.options.evidence = std::min(found->evidence, highest_evidence(save_in.author_role));
        request.inputs.push_back({field, {}, found->content, {}});
        return {};
    });
}

checked<saved> author_desk::decide(const record_id& case_id, std::optional<std::size_t> pick,
                                   std::optional<std::string_view> json) {
    std::optional<conflict_case> open;
    std::uint16_t kind = 0;
    PENDATA_DEMAND(look(tablet_, [&](device_transaction& tx) -> checked<void> {
        PENDATA_ASK(file, find_view(tx, case_id));
        kind = file ? file->kind : 0;
        PENDATA_ASK(seen, find_case_seen(tx, tablet_.words, case_id));
        if (seen) open = std::move(seen->what);
        return {};
    }));
    if (kind == kinds::review_case || kind == kinds::overlap_case) {
        return save_on(case_id, [&](save_context& save_in, save_request& request) -> checked<void> {
            if (!may_decide(save_in.author_role)) return no_right_to_decide();
            const record_cells file{case_id, kind, request.before.cells};
            PENDATA_ASK(makers, makers_here(save_in.tx, file));
            PENDATA_ASK(answer, answer_to_case(tablet_.words, file, pick, json.value_or(std::string_view()), save_in.state.officer, makers));
            request.options.why = answer.why;
            request.inputs = std::move(answer.fields);
            return {};
        });
    }
    if (!open) return problem_of(make_error_code(errc::not_found));
    return save_on(open->record, [&](save_context& save_in, save_request& request) -> checked<void> {
        if (!may_settle(save_in, *open)) return no_right_to_decide();
        const auto* field = request.kind->find(open->key.field);
        if (field == nullptr) return problem_of(make_error_code(errc::unknown_field));
        request.options.why = intent::decision;
        request.candidates = open->candidates;
        if (!pick && json) {
            PENDATA_ASK(inputs, parse_field(*field, *json, input_use::edit));
            request.inputs = std::move(inputs);
            return {};
        }
        if (!pick || *pick >= open->candidates.size()) return no_such_choice();
        const auto& chosen = open->candidates[*pick];
        request.options.evidence = chosen.evidence;
        request.inputs.push_back({field, open->key.element, chosen.content, {}});
        return {};
    });
}

checked<saved> author_desk::answer(const record_id& case_id, duplicate_answer answer) {
    return save_on(case_id, [&](save_context& save_in, save_request& request) -> checked<void> {
        namespace duplicate = fields::duplicate_case;
        if (request.before.kind != kinds::duplicate_case) return problem_of(make_error_code(errc::not_found));
        if (!may_decide(save_in.author_role)) {
            return make_problem(errc::not_allowed, {}, "Anda tidak berhak memutuskan kasus ini", "you have no right to decide this case");
        }
        const bool taken_back = answer == duplicate_answer::proposed;
        request.inputs.push_back({request.kind->find(duplicate::state), {}, value::integer(static_cast<std::int64_t>(answer)), {}});
        request.inputs.push_back({request.kind->find(duplicate::decided_by), {},
                                  taken_back ? value() : value::reference(record_id::from(save_in.state.officer.view())), {}});
        return {};
    });
}

}  // namespace pendata
