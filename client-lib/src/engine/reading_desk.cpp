// Answers from the file, as JSON.
#include "client-lib/src/engine/reading_desk.hpp"

#include <algorithm>

#include "client-lib/src/engine/history_rows.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/filter.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/dictionary/record_json.hpp"
#include "core/join/join.hpp"

namespace pendata {

namespace {

std::string record_text(const dictionary& words, const record_view& view, const std::vector<std::uint16_t>& disputed,
                        bool stamps, bool id_first) {
    std::vector<const cell*> winners;
    winners.reserve(view.cells.size());
    for (const auto& c : view.cells) winners.push_back(&c);
    return record_to_json(words, view.id, view.kind, winners, {disputed, stamps, id_first});
}

checked<std::string> shown(device_transaction& tx, const dictionary& words, const record_id& id, bool stamps, bool id_first) {
    PENDATA_ASK(view, find_view(tx, id));
    if (!view || view->cells.empty()) return problem_of(make_error_code(errc::not_found));
    PENDATA_ASK(cases, cases_of(tx, id));
    return record_text(words, *view, disputed_fields(cases), stamps, id_first);
}

std::string number(std::uint64_t n) { return std::to_string(n); }

}  // namespace

checked<std::string> reading_desk::show(const record_id& id) {
    std::string out;
    PENDATA_DEMAND(look(tablet_, [&](device_transaction& tx) -> checked<void> {
        PENDATA_ASK(text, shown(tx, tablet_.words, id, false, true));
        out = std::move(text);
        return {};
    }));
    return out;
}

checked<std::string> reading_desk::history(const record_id& id) {
    std::string out;
    PENDATA_DEMAND(look(tablet_, [&](device_transaction& tx) -> checked<void> {
        PENDATA_ASK(rows, history_rows(tx, tablet_.words, id));
        if (rows.empty()) return problem_of(make_error_code(errc::not_found));
        out = json_array(rows);
        return {};
    }));
    return out;
}

checked<void> reading_desk::list(std::string_view kind_name, std::string_view where, std::size_t limit, const json_line& line) {
    const auto* kind = tablet_.words.find(kind_name);
    if (kind == nullptr) return make_problem(errc::unknown_kind, std::string(kind_name), "jenis catatan tidak dikenal", "unknown kind of record");
    std::optional<filter> conditions;
    if (!where.empty()) {
        PENDATA_ASK(parsed, parse_filter(*kind, where));
        conditions = std::move(parsed);
    }
    return look(tablet_, [&](device_transaction& tx) -> checked<void> {
        PENDATA_ASK(ids, tx.list(kind->number, conditions ? &*conditions : nullptr, limit));
        for (const auto& id : ids) {
            PENDATA_ASK(text, shown(tx, tablet_.words, id, false, true));
            if (!line(text)) break;
        }
        return {};
    });
}

checked<void> reading_desk::search(std::string_view text, std::size_t limit, const json_line& line) {
    PENDATA_ASK(hits, tablet_.store.search(text, limit));
    return look(tablet_, [&](device_transaction& tx) -> checked<void> {
        for (const auto& hit : hits) {
            auto record = shown(tx, tablet_.words, hit.record, false, true);
            if (record.has_error()) continue;  // evicted since
            char score[32];
            std::snprintf(score, sizeof score, "%.3f", hit.score);
            record->pop_back();
            if (!line(*record + ",\"score\":" + score + "}")) break;
        }
        return {};
    });
}

checked<void> reading_desk::cases(const json_line& line) {
    return look(tablet_, [&](device_transaction& tx) -> checked<void> {
        PENDATA_ASK(ids, tx.list(kinds::conflict_case, nullptr, 0));
        PENDATA_ASK(people, author_names(tx, tablet_.words));
        for (const auto& id : ids) {
            PENDATA_ASK(view, find_view(tx, id));
            const auto open = view ? read_case(id, view->cells) : std::nullopt;
            if (open && !line(case_text(tablet_.words, *open, people))) break;
        }
        return {};
    });
}

checked<void> reading_desk::export_all(const export_options& options, const json_line& line) {
    const kind_def* only = nullptr;
    if (!options.kind.empty()) {
        only = tablet_.words.find(options.kind);
        if (only == nullptr) return make_problem(errc::unknown_kind, options.kind, "jenis catatan tidak dikenal", "unknown kind of record");
    }
    return look(tablet_, [&](device_transaction& tx) -> checked<void> {
        PENDATA_ASK(ids, tx.all());
        for (const auto& id : ids) {
            PENDATA_ASK(record, tx.find(id));
            if (!record || (only != nullptr && record->kind != only->number)) continue;
            if (options.settled) record->pending.clear();
            const auto view = view_of(*record);
            if (view.cells.empty()) continue;
            PENDATA_ASK(cases, cases_of(tx, id));
            if (!line(record_text(tablet_.words, view, disputed_fields(cases), options.stamps, false))) break;
        }
        return {};
    });
}

checked<std::string> reading_desk::status() {
    json_members out;
    PENDATA_DEMAND(look(tablet_, [&](device_transaction& tx) -> checked<void> {
        PENDATA_ASK(state, tx.state());
        PENDATA_ASK(pending, tx.pending());
        PENDATA_ASK(notices, tx.notices());
        PENDATA_ASK(cases, tx.list(kinds::conflict_case, nullptr, 0));
        PENDATA_ASK(all, tx.all());
        const auto now = tablet_.read_clock();
        const auto corrected = correct(now, state.anchor);
        std::vector<std::string> held;
        for (const auto& n : notices) {
            if (n.state == message::verdict::accepted) continue;
            constexpr std::string_view states[] = {"", "held", "accepted", "returned", "rejected"};
            json_members row{{"id", json_string(to_string(n.record))},
                             {"reason", json_string(name_of(n.reason))},
                             {"state", json_string(states[static_cast<std::size_t>(n.state)])}};
            if (!n.note.empty()) row.emplace_back("note", json_string(n.note));
            const auto* field = tablet_.words.find(n.key);
            if (field != nullptr) row.emplace_back("field", json_string(field->name));
            held.push_back(json_object(std::move(row)));
        }
        std::vector<std::string> scopes;
        for (const auto& g : state.grants) {
            PENDATA_ASK(sum, scope_sum(tx, tablet_.words, g, state));
            const auto print = sum.short_form();
            scopes.push_back(json_object({{"scope", json_string(g.node)},
                                          {"records", number(sum.count())},
                                          {"fingerprint", json_string(to_hex({reinterpret_cast<const char*>(print.data()), print.size()}))}}));
        }
        constexpr std::string_view trust[] = {"ok", "jumped", "unknown"};
        const auto age = pending.writes == 0 ? 0 : std::max<std::int64_t>(0, now.wall_ms - pending.oldest_claimed_ms) / 1000;
        out = {{"pending", number(pending.writes)},
               {"oldest_unsent_s", std::to_string(age)},
               {"held", json_array(held)},
               {"conflicts", number(cases.size())},
               {"records", number(all.size())},
               {"scopes", json_array(scopes)},
               {"clock_trust", json_string(trust[static_cast<std::size_t>(corrected.trust)])},
               {"last_sync", std::to_string(state.last_sync_ms * 1000)},
               {"officer", json_string(state.officer_name)},
               {"role", json_string(state.role)},
               {"enrolled", state.officer.is_zero() ? "false" : "true"}};
        return {};
    }));
    return json_object(std::move(out));
}

}  // namespace pendata
