// Answers from the file, as JSON.
#include "client-lib/src/engine/reading_desk.hpp"

#include <algorithm>
#include <iterator>

#include "client-lib/src/engine/case_desk.hpp"
#include "client-lib/src/engine/duplicate_desk.hpp"
#include "client-lib/src/engine/history_rows.hpp"
#include "client-lib/src/engine/reviews.hpp"
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
    PENDATA_ASK(disputed, disputed_in(tx, words, *view));
    return record_text(words, *view, disputed, stamps, id_first);
}

}  // namespace

checked<std::string> reading_desk::show(const record_id& id) {
    std::string out;
    PENDATA_DEMAND(look(tablet_, [&](device_transaction& tx) -> checked<void> {
        PENDATA_ASK(text, shown(tx, tablet_.words, id, false, true));
        PENDATA_ASK(view, find_view(tx, id));
        PENDATA_ASK(together, shown_together(tx, tablet_.words, *view));
        if (!together.empty()) {
            text.pop_back();
            text += "," + together + "}";
        }
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
        PENDATA_ASK(people, author_names(tx, tablet_.words));
        PENDATA_ASK(conflicts, all_cases_seen(tx, tablet_.words));
        for (const auto& c : conflicts) {
            if (!line(case_text(tablet_.words, c.what, people, c.waiting, c.provisional))) return {};
        }
        PENDATA_ASK(duplicates, open_duplicates(tx));
        for (const auto& text : duplicates) {
            if (!line(text)) return {};
        }
        PENDATA_ASK(reviews, open_reviews(tx, tablet_.words, people));
        PENDATA_ASK(foreseen, provisional_reviews(tx, tablet_.words, people));
        reviews.insert(reviews.end(), std::make_move_iterator(foreseen.begin()), std::make_move_iterator(foreseen.end()));
        for (const auto& text : reviews) {
            if (!line(text)) break;
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
            PENDATA_ASK(disputed, disputed_in(tx, tablet_.words, view));
            if (!line(record_text(tablet_.words, view, disputed, options.stamps, false))) break;
        }
        return {};
    });
}

}  // namespace pendata
