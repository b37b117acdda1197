// Saving: each call reads its options, lets the author's desk save, and answers as pendata.h says.
#include "client-lib/src/capi/tablet_handle.hpp"
#include "client-lib/src/engine/author_desk.hpp"
#include "core/base/limits.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/identity/civil_day.hpp"

using namespace pendata::capi;
using pendata::author_desk;
using pendata::checked;
using pendata::errc;
using pendata::json_array;
using pendata::json_members;
using pendata::json_object;
using pendata::json_string;
using pendata::record_id;

namespace {

constexpr pendata_save_options default_options = PENDATA_SAVE_OPTIONS_DEFAULT;

checked<pendata::save_options> options_of(const pendata_save_options& given_options) {
    pendata::save_options out;
    const auto wrong = [] { return pendata::problem_of(pendata::make_error_code(errc::invalid_argument)); };
    out.finds_similar = given_options.find_similar != 0;
    if (given_options.evidence < -1 || given_options.evidence > 5) return wrong();
    if (given_options.evidence >= 0) out.evidence = static_cast<std::uint8_t>(given_options.evidence);
    switch (given_options.intent) {
        case PENDATA_CORRECTION: out.why = pendata::intent::correction; break;
        case PENDATA_CHANGE: out.why = pendata::intent::change; break;
        case PENDATA_CONFIRMATION: out.why = pendata::intent::confirmation; break;
        default: return wrong();
    }
    if (!given(given_options.effective_date)) return wrong();
    if (given_options.effective_date.size > 0) {
        const auto day = pendata::identity::parse_civil_day(text(given_options.effective_date));
        if (!day || out.why != pendata::intent::change) {
            return pendata::make_problem(errc::bad_value, "effective", "tanggal berlaku harus YYYY-MM-DD, dan hanya untuk perubahan",
                                         "the effective date is YYYY-MM-DD, and of a change only");
        }
        out.effective_date = *day;
    }
    return out;
}

std::string saved_text(const pendata::saved& done) {
    std::vector<std::string> changed;
    for (const auto& name : done.changed) changed.push_back(json_string(name));
    json_members out{{"id", json_string(to_string(done.id))}, {"changed", json_array(changed)}};
    std::vector<std::string> warnings;
    for (const auto& found : done.warnings) {
        warnings.push_back(json_object({{"field", json_string(found.what.field)},
                                        {"text", json_string(found.what.hint_id)},
                                        {"text_en", json_string(found.what.hint_en)}}));
    }
    if (!warnings.empty()) out.emplace_back("warnings", json_array(warnings));
    std::vector<std::string> maybe;
    for (const auto& one : done.maybe) maybe.push_back(likeness_text(one));
    if (!maybe.empty()) out.emplace_back("maybe", json_array(maybe));
    return json_object(std::move(out));
}

// One save with its answer, composed before the save is made to last: nothing can fail once it is.
template <class Save>
pendata_status save_and_answer(pendata_tablet* tablet, pendata_buffer* saved, pendata_error* error, Save&& save) {
    prepared_answer ready;
    author_desk desk(tablet->engine, [&](const pendata::saved& done) { ready.prepare(saved_text(done)); });
    const checked<pendata::saved> done = save(desk);
    if (done.has_error()) return fail(error, done.error());
    if (!done->changed.empty()) tablet->saved();
    ready.give_to(saved);
    return succeed(error);
}

// A saving call on one record: checks what was given, reads the id, saves, answers.
template <class Save, class... Views>
pendata_status save_on(pendata_tablet* tablet, pendata_buffer* saved, pendata_error* error, Save&& save, pendata_view id,
                       Views... others) {
    return guard(error, [&] {
        clear(saved);
        if (!all_given(tablet, saved, id, others...)) return fail(error, errc::invalid_argument);
        const auto record = pendata::parse_id<record_id>(text(id));
        if (!record) return fail(error, pendata::make_problem(errc::invalid_argument, "id", "id tidak sah", "not an id"));
        return save_and_answer(tablet, saved, error, [&](author_desk& desk) { return save(desk, *record); });
    });
}

std::string outcome_text(std::size_t rows, const std::vector<author_desk::rejected_row>& rejected) {
    std::vector<std::string> out;
    for (const auto& r : rejected) {
        out.push_back(json_object({{"row", std::to_string(r.row)},
                                   {"field", json_string(r.why.field)},
                                   {"reason", json_string(r.why.hint_id)},
                                   {"reason_en", json_string(r.why.hint_en)}}));
    }
    return json_object({{"added", std::to_string(rows - rejected.size())}, {"rejected", json_array(out)}});
}

std::optional<pendata::duplicate_answer> answer_of(std::int32_t number) {
    switch (number) {
        case PENDATA_ANSWER_SAME: return pendata::duplicate_answer::same;
        case PENDATA_ANSWER_DIFFERENT: return pendata::duplicate_answer::different;
        case PENDATA_ANSWER_UNSURE: return pendata::duplicate_answer::unsure;
        case PENDATA_ANSWER_UNDO: return pendata::duplicate_answer::proposed;
        default: return std::nullopt;
    }
}

pendata_status answer_duplicate(pendata_tablet* tablet, const record_id& id, const pendata_decision& wanted, pendata_buffer* json,
                                pendata_error* error) {
    const auto answer = answer_of(wanted.answer);
    if (!answer || wanted.pick >= 0 || wanted.value.size > 0) return fail(error, errc::invalid_argument);
    prepared_answer ready;
    ready.prepare(json_object({{"case", json_string(to_string(id))}, {"state", json_string(name_of(*answer))}}));
    const auto done = author_desk(tablet->engine).answer(id, *answer);
    if (done.has_error()) return fail(error, done.error());
    if (!done->changed.empty()) tablet->saved();
    ready.give_to(json);
    return succeed(error);
}

}  // namespace

pendata_status pendata_record_add(pendata_tablet* tablet, pendata_view kind, pendata_view json,
                                  const pendata_save_options* options, pendata_buffer* saved, pendata_error* error) {
    return guard(error, [&] {
        clear(saved);
        const auto wanted = known(options, default_options);
        if (!all_given(tablet, saved, kind, json) || !wanted) return fail(error, errc::invalid_argument);
        const auto how = options_of(*wanted);
        if (how.has_error()) return fail(error, how.error());
        return save_and_answer(tablet, saved, error,
                               [&](author_desk& desk) { return desk.add(text(kind), text(json), *how); });
    });
}

pendata_status pendata_record_add_all(pendata_tablet* tablet, pendata_view kind, const pendata_view* rows, size_t count,
                                      const pendata_save_options* options, pendata_buffer* outcome, pendata_error* error) {
    return guard(error, [&] {
        clear(outcome);
        const auto wanted = known(options, default_options);
        if (!all_given(tablet, outcome, kind) || (rows == nullptr && count > 0) || !wanted) return fail(error, errc::invalid_argument);
        const auto how = options_of(*wanted);
        if (how.has_error()) return fail(error, how.error());
        std::vector<std::string_view> lines;
        for (std::size_t i = 0; i < count; ++i) {
            if (!given(rows[i])) return fail(error, errc::invalid_argument);
            lines.push_back(text(rows[i]));
        }
        const bool skip_bad = wanted->skip_bad != 0;
        prepared_answer ready;
        const auto tell = [&](const std::vector<author_desk::rejected_row>& bad) {
            ready.prepare(outcome_text(count, bad));
        };
        const auto rejected = author_desk(tablet->engine).add_all(text(kind), lines, *how, skip_bad, tell);
        if (rejected.has_error()) return fail(error, rejected.error());
        if (!skip_bad && !rejected->empty()) {
            return fail(error, rejected->front().why, static_cast<std::int64_t>(rejected->front().row));
        }
        if (rejected->size() < count) tablet->saved();
        ready.give_to(outcome);
        return succeed(error);
    });
}

pendata_status pendata_record_edit(pendata_tablet* tablet, pendata_view id, pendata_view json,
                                   const pendata_save_options* options, pendata_buffer* saved, pendata_error* error) {
    const auto edit = [&](author_desk& desk, const record_id& record) -> checked<pendata::saved> {
        const auto wanted = known(options, default_options);
        if (!wanted) return pendata::problem_of(pendata::make_error_code(errc::invalid_argument));
        PENDATA_ASK(how, options_of(*wanted));
        return desk.edit(record, text(json), how);
    };
    return save_on(tablet, saved, error, edit, id, json);
}

pendata_status pendata_record_retract(pendata_tablet* tablet, pendata_view id, pendata_view field, pendata_buffer* saved,
                                      pendata_error* error) {
    const auto retract = [&](author_desk& desk, const record_id& record) { return desk.retract(record, text(field)); };
    return save_on(tablet, saved, error, retract, id, field);
}

pendata_status pendata_record_withdraw(pendata_tablet* tablet, pendata_view id, pendata_view reason, pendata_buffer* saved,
                                       pendata_error* error) {
    const auto withdraw = [&](author_desk& desk, const record_id& record) { return desk.withdraw(record, text(reason)); };
    return save_on(tablet, saved, error, withdraw, id, reason);
}

pendata_status pendata_record_restore(pendata_tablet* tablet, pendata_view id, pendata_view field, pendata_view stamp,
                                      pendata_buffer* saved, pendata_error* error) {
    const auto restore = [&](author_desk& desk, const record_id& record) {
        return desk.restore(record, text(field), text(stamp));
    };
    return save_on(tablet, saved, error, restore, id, field, stamp);
}

pendata_status pendata_case_decide(pendata_tablet* tablet, pendata_view case_id, const pendata_decision* decision,
                                   pendata_buffer* json, pendata_error* error) {
    return guard(error, [&] {
        clear(json);
        const auto wanted = known(decision, pendata_decision{sizeof(pendata_decision), -1, {nullptr, 0}, PENDATA_ANSWER_NONE});
        if (!all_given(tablet, json, case_id, decision) || !wanted || !given(wanted->value)) return fail(error, errc::invalid_argument);
        const auto id = pendata::parse_id<record_id>(text(case_id));
        const bool picks = wanted->pick >= 0;
        if (id && wanted->answer != PENDATA_ANSWER_NONE) return answer_duplicate(tablet, *id, *wanted, json, error);
        if (!id || picks == (wanted->value.size > 0)) return fail(error, errc::invalid_argument);
        const auto pick = picks ? std::optional(static_cast<std::size_t>(wanted->pick)) : std::nullopt;
        const auto value = picks ? std::nullopt : std::optional(text(wanted->value));
        prepared_answer ready;
        ready.prepare(json_object({{"case", json_string(to_string(*id))}, {"state", json_string("decided")}}));
        const auto done = author_desk(tablet->engine).decide(*id, pick, value);
        if (done.has_error()) return fail(error, done.error());
        tablet->saved();
        ready.give_to(json);
        return succeed(error);
    });
}
