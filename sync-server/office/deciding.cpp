// Planning and doing.
#include "sync-server/office/deciding.hpp"

#include <algorithm>

#include "core/model/stamp_text.hpp"
#include "sync-server/office/office_problem.hpp"
#include "sync-server/office/office_writes.hpp"

namespace pendata {

namespace {

// The one value among these candidates; of equal ones the greatest stamp's. Nothing where they differ or there are none.
std::optional<std::size_t> only_value(const conflict_case& open, const std::vector<std::size_t>& among) {
    if (among.empty()) return std::nullopt;
    const auto& first = open.candidates[among.front()];  // greatest stamp first
    const bool differ = std::any_of(among.begin(), among.end(), [&](std::size_t i) { return !(open.candidates[i].content == first.content); });
    return differ ? std::nullopt : std::optional(among.front());
}

// Nothing where the case has no candidate of that device and day.
std::optional<day_line> line_of(const conflict_case& open, const std::map<write_id, device_id>& devices, const day_order& order,
                                const std::optional<officer_id>& author) {
    std::vector<std::size_t> of_the_day, others;
    for (std::size_t i = 0; i < open.candidates.size(); ++i) {
        const auto& c = open.candidates[i];
        const auto from = devices.find(id_of(open.record, c));
        const bool is_it = from != devices.end() && from->second == order.from && day_of(to_unix_ms(c.at.time)) == order.day;
        (is_it ? of_the_day : others).push_back(i);
    }
    if (of_the_day.empty()) return std::nullopt;
    day_line out{open, day_verdict::decided, std::nullopt};
    if (author && wrote_a_candidate(open, *author)) {
        out.verdict = day_verdict::own;
    } else if (open.waiting) {
        out.verdict = day_verdict::waiting;
    } else {
        out.pick = only_value(open, order.in_favour ? of_the_day : others);
        if (!out.pick) out.verdict = day_verdict::unclear;
    }
    return out;
}

// The cell's settled writes, newest commit last.
result<std::vector<write>> settled_writes(office_view& view, const record_id& record, std::uint16_t field) {
    std::vector<write> out;
    PENDATA_TRY(rows, view.history_of(record));
    for (auto& row : rows) {
        for (auto& w : row.writes) {
            if (w.what.key.field == field) out.push_back(std::move(w));
        }
    }
    return out;
}

}  // namespace

std::string_view name_of(day_verdict verdict) {
    switch (verdict) {
        case day_verdict::decided:
            return "decided";
        case day_verdict::own:
            return "own";
        case day_verdict::waiting:
            return "waiting";
        case day_verdict::unclear:
            return "unclear";
    }
    return "unclear";
}

result<std::vector<day_line>> plan_day(office_view& view, const grant_list& grants, const day_order& order,
                                       const std::optional<officer_id>& author) {
    std::vector<day_line> out;
    PENDATA_TRY(cases, open_cases(view, grants));
    for (const auto& open : cases) {
        PENDATA_TRY(devices, devices_of(view, open.record));
        if (auto line = line_of(open, devices, order, author)) out.push_back(std::move(*line));
    }
    return out;
}

checked<std::vector<day_line>> decide_day(office& of, const day_order& order, const std::optional<officer_id>& author, std::int64_t now_ms) {
    std::vector<day_line> out;
    told_problem told;
    const auto done = of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_TRY(plan, plan_day(to, office_grants(of.regency()), order, author));
        for (const auto& line : plan) {
            if (!line.pick) continue;
            const auto change = decision_on(to, context.words, line.open, {line.pick, {}}, author, now_ms);
            if (change.has_error()) return told.tell(change.error());
            PENDATA_CHECK(write_as_office(to, context, of.own_author(), std::span(&*change, 1)));
        }
        out = std::move(plan);
        return {};
    });
    if (done.has_error()) return told.of(done.error());
    return out;
}

checked<position> bring_back(office& of, const record_id& record, std::string_view field_name, std::string_view stamp_text,
                             const std::optional<officer_id>& author, std::int64_t now_ms) {
    position at;
    told_problem told;
    const auto done = of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_TRY(file, to.find(record));
        const auto* kind = file ? context.words.find(file->kind) : nullptr;
        if (kind == nullptr) return told.tell(as_problem(errc::not_found, "record"));
        const auto* field = kind->find(field_name);
        if (field == nullptr) return told.tell(as_problem(errc::unknown_field, std::string(field_name)));
        const auto named = stamp_from_text(stamp_text);
        PENDATA_TRY(writes, settled_writes(to, record, field->number));
        const auto wanted = std::find_if(writes.begin(), writes.end(), [&](const write& w) { return named && w.what.at == *named; });
        if (wanted == writes.end()) return told.tell(as_problem(errc::not_found, "stamp"));
        PENDATA_TRY(open, open_case(to, case_record_id(record, wanted->what.key)));
        if (open && author && wrote_a_candidate(*open, *author)) return told.tell(as_problem(errc::not_allowed, std::string(field_name)));
        PENDATA_TRY(head, to.head());
        at = head.where();
        const auto* present = file->find(wanted->what.key);
        if (!open && present != nullptr && present->what.content == wanted->what.content) return {};
        office_change change;
        change.record = record;
        change.kind = file->kind;
        change.fields = {{field, wanted->what.key.element, wanted->what.content, wanted->what.evidence}};
        change.why = opens_cases(field->merge) ? intent::decision : intent::correction;
        change.author = author;
        if (open) change.candidates = open->candidates;
        PENDATA_TRY(written, write_as_office(to, context, of.own_author(), std::span(&change, 1)));
        at = written.at;
        return {};
    });
    if (done.has_error()) return told.of(done.error());
    return at;
}

}  // namespace pendata
