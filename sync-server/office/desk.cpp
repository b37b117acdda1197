// Judging held writes, showing and deciding cases.
#include "sync-server/office/desk.hpp"

#include <algorithm>

#include "core/dictionary/check.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/model/stamp_text.hpp"
#include "core/settle/each_record.hpp"
#include "sync-server/office/desk_json.hpp"
#include "sync-server/office/office_problem.hpp"
#include "sync-server/office/office_writes.hpp"
#include "sync-server/office/regions.hpp"
#include "sync-server/office/reviews.hpp"

namespace pendata {

namespace {

std::string_view name_of(custody_state state) {
    switch (state) {
        case custody_state::held:
            return "held";
        case custody_state::returned:
            return "returned";
        case custody_state::rejected:
            return "rejected";
    }
    return "held";
}

// The fields a choice amounts to, or why it is none.
checked<std::vector<field_input>> chosen_fields(office_view& view, const field_def& field, const conflict_case& open,
                                                const choice& by, std::int64_t now_ms) {
    if (by.pick) {
        if (*by.pick >= open.candidates.size()) return as_problem(errc::invalid_argument, "pick");
        const auto& one = open.candidates[*by.pick];
        return std::vector<field_input>{{&field, one.key.element, one.content, one.evidence}};
    }
    auto inputs = parse_field(field, by.json, input_use::edit);
    if (inputs.has_error()) return inputs.error();
    const check_context context{day_of(now_ms),
                                [&](std::string_view code) {
                                    const auto known = knows_region(view, code);
                                    return known.has_value() && *known;
                                },
                                {}};
    for (const auto& input : *inputs) {
        const auto found = check_value(*input.field, input.element, input.content, context);
        if (const auto* error = first_error(found)) return *error;
    }
    return std::move(*inputs);
}

}  // namespace

grant_list office_grants(const std::string& regency, compartment_mask rooms) {
    return normalised({{regency, rooms}, {std::string(reference_atom), rooms}});
}

std::string held_to_json(const dictionary& words, const directory& who, const custody_row& row) {
    const auto* kind = words.find(row.what.what.key.kind);
    return json_object({{"id", json_string(to_string(row.id))},
                        {"record", json_string(to_string(row.what.record))},
                        {"kind", json_string(kind == nullptr ? std::to_string(row.what.what.key.kind) : std::string(kind->name))},
                        {"field", desk_json::field(words, row.what.what.key)},
                        {"value", desk_json::content(words, row.what.what)},
                        {"reason", json_string(name_of(row.reason))},
                        {"author", desk_json::author(who, row.what.what.author)},
                        {"device", json_string(to_string(row.from))},
                        {"received", desk_json::moment(row.received_ms)},
                        {"note", json_string(row.note)},
                        {"state", json_string(name_of(row.state))}});
}

std::string unread_to_json(const directory& who, const std::optional<device_row>& device, const unread_summary& of) {
    return json_object({{"device", json_string(to_string(of.from))},
                        {"author", device ? desk_json::author(who, device->officer) : "null"},
                        {"batches", std::to_string(of.batches)},
                        {"writes", std::to_string(of.writes)},
                        {"received", desk_json::moment(of.oldest_ms)},
                        {"reason", json_string(name_of(hold_reason::quota))},
                        {"state", json_string("unread")}});
}

result<desk_outcome> judge_held(office& of, std::span<const write_id> ids, held_verdict verdict, const std::string& note,
                                std::int64_t now_ms) {
    desk_outcome out;
    const auto done = of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        const auto state = verdict == held_verdict::reject ? custody_state::rejected : custody_state::returned;
        PENDATA_TRY(judged, verdict == held_verdict::accept ? accept_held(to, context, ids)
                                                            : decline_held(to, context, ids, state, note));
        out = std::move(judged);
        return {};
    });
    PENDATA_CHECK(done);
    return out;
}

result<std::string> case_to_json(office_view& view, const dictionary& words, const directory& who, const conflict_case& c) {
    PENDATA_TRY(devices, devices_of(view, c.record));
    std::vector<std::string> candidates;
    for (const auto& one : c.candidates) {
        const auto from = devices.find(id_of(c.record, one));
        const bool known = from != devices.end() && !from->second.is_zero();
        candidates.push_back(json_object({{"value", desk_json::content(words, one)},
                                          {"author", desk_json::author(who, one.author)},
                                          {"device", known ? json_string(to_string(from->second)) : "null"},
                                          {"evidence", std::to_string(one.evidence)},
                                          {"time", desk_json::moment(to_unix_ms(one.at.time))},
                                          {"stamp", json_string(to_text(one.at))}}));
    }
    const auto* kind = words.find(c.key.kind);
    return json_object({{"case", json_string(to_string(c.id))},
                        {"kind", json_string("conflict")},
                        {"sort", json_string(c.sort == case_sort::proposal ? "proposal" : "conflict")},
                        {"record", json_string(to_string(c.record))},
                        {"record_kind", json_string(kind == nullptr ? std::string_view() : kind->name)},
                        {"field", desk_json::field(words, c.key)},
                        {"candidates", json_array(candidates)},
                        {"state", json_string(c.waiting ? "waiting" : "open")}});
}

result<std::map<write_id, device_id>> devices_of(office_view& view, const record_id& record) {
    std::map<write_id, device_id> out, returned;
    PENDATA_TRY(rows, view.history_of(record));
    for (const auto& row : rows) {
        auto& into = row.path == arrival::returned ? returned : out;
        for (const auto& w : row.writes) into.emplace(w.id(), row.from);
    }
    out.merge(returned);
    return out;
}

result<std::optional<conflict_case>> open_case(office_view& view, const record_id& id) {
    PENDATA_TRY(file, view.find(id));
    if (!file) return std::optional<conflict_case>();
    return read_case(id, cells_of(*file));
}

checked<office_change> decision_on(office_view& view, const dictionary& words, const conflict_case& open, const choice& by,
                                   const std::optional<officer_id>& author, std::int64_t now_ms) {
    if (author && wrote_a_candidate(open, *author)) return as_problem(errc::not_allowed, "case");
    const auto* field = words.find(open.key);
    if (field == nullptr) return as_problem(errc::unknown_field);
    auto fields = chosen_fields(view, *field, open, by, now_ms);
    if (fields.has_error()) return fields.error();
    office_change change;
    change.record = open.record;
    change.kind = open.key.kind;
    change.fields = std::move(*fields);
    change.why = intent::decision;
    change.author = author;
    change.candidates = open.candidates;
    return change;
}

checked<position> decide(office& of, const record_id& case_id, const choice& by, const std::optional<officer_id>& author,
                         std::int64_t now_ms) {
    position at;
    told_problem told;
    const auto done = of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_TRY(file, to.find(case_id));
        const auto open = file ? read_case(case_id, cells_of(*file)) : std::nullopt;
        if (!file) return told.tell(as_problem(errc::not_found, "case"));
        const auto change = open ? decision_on(to, context.words, *open, by, author, now_ms) : answer_to(to, *file, by, author);
        if (change.has_error()) return told.tell(change.error());
        PENDATA_TRY(written, write_as_office(to, context, of.own_author(), std::span(&*change, 1)));
        at = written.at;
        return {};
    });
    if (done.has_error()) return told.of(done.error());
    return at;
}

}  // namespace pendata
