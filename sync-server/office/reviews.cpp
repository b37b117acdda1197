// Listing and answering.
#include "sync-server/office/reviews.hpp"

#include <functional>

#include "core/dictionary/element.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "sync-server/office/office_problem.hpp"

namespace pendata {

namespace {

record_cells cells_inside(const office_record& r, const grant_list& grants) {
    record_cells out{r.id, r.kind, {}};
    const auto rooms = granted_rooms(grants, r.atoms());
    for (const auto& p : r.parts) {
        if (!contains(rooms, p.room)) continue;
        for (const auto& c : p.cells) out.cells.push_back(c.what);
    }
    return out;
}

result<void> each_inside(office_view& view, std::uint16_t kind, const grant_list& grants, const std::function<void(const record_cells&)>& visit) {
    constexpr std::size_t at_once = 4096;
    record_id last;
    while (true) {
        PENDATA_TRY(ids, view.records_of(kind, last, at_once));
        for (const auto& id : ids) {
            PENDATA_TRY(found, view.find(id));
            if (found) visit(cells_inside(*found, grants));
        }
        if (ids.size() < at_once) return {};
        last = ids.back();
    }
}

checked<std::vector<field_input>> answer_to_review(const kind_def& kind, const record_cells& file, const choice& by,
                                                   const std::optional<officer_id>& author) {
    namespace names = fields::review_case;
    const auto open = read_review(file.id, file.cells);
    const auto named = facts_of(file.cells);
    if (!open || !named) return as_problem(errc::not_found, "case");
    if (author && !may_answer(*open, *author)) return as_problem(errc::not_allowed, "case");
    if (by.pick && *by.pick != 0) return as_problem(errc::invalid_argument, "pick");
    std::vector<field_input> out{as_element(kinds::review_case, names::answers, value::octets(*named))};
    if (by.json.empty()) return out;
    auto note = parse_field(*kind.find(names::note), by.json, input_use::edit);
    if (note.has_error()) return note.error();
    out.insert(out.end(), note->begin(), note->end());
    return out;
}

checked<std::vector<field_input>> answer_to_overlap(const kind_def& kind, const choice& by) {
    namespace names = fields::overlap_case;
    if (!by.pick) return parse_field(*kind.find(names::state), by.json, input_use::edit);
    constexpr std::int64_t choices[] = {codes::overlap_state::justified, codes::overlap_state::to_stop};
    if (*by.pick >= std::size(choices)) return as_problem(errc::invalid_argument, "pick");
    return std::vector<field_input>{as_field(kinds::overlap_case, names::state, value::integer(choices[*by.pick]))};
}

}  // namespace

result<std::vector<review_case>> open_reviews(office_view& view, const grant_list& grants) {
    std::vector<review_case> out;
    PENDATA_CHECK(each_inside(view, kinds::review_case, grants, [&](const record_cells& file) {
        auto open = read_review(file.id, file.cells);
        if (open && !open->answered) out.push_back(std::move(*open));
    }));
    return out;
}

result<std::vector<review_case>> reviews_about(office_view& view, const grant_list& grants, const record_id& subject) {
    std::vector<review_case> out;
    PENDATA_TRY(followers, view.followers_of(subject));
    for (const auto& id : followers) {
        PENDATA_TRY(found, view.find(id));
        if (!found || found->kind != kinds::review_case) continue;
        const auto file = cells_inside(*found, grants);
        auto open = read_review(id, file.cells);
        if (open && !open->answered) out.push_back(std::move(*open));
    }
    return out;
}

result<std::vector<std::string>> open_review_lines(office_view& view, const dictionary& words, const directory& who,
                                                   const grant_list& grants) {
    std::vector<std::string> out;
    const naming author = [&](const officer_id& id) {
        const auto* known = who.find(id);
        return known == nullptr ? to_string(id) : known->name;
    };
    PENDATA_TRY(reviews, open_reviews(view, grants));
    for (const auto& r : reviews) out.push_back(review_to_json(words, r, author));
    PENDATA_CHECK(each_inside(view, kinds::overlap_case, grants, [&](const record_cells& file) {
        if (is_open_overlap(file)) out.push_back(overlap_to_json(file));
    }));
    return out;
}

checked<std::optional<office_change>> answer_to(office_view& view, const record_id& case_id, const choice& by,
                                                const std::optional<officer_id>& author) {
    const auto found = view.find(case_id);
    if (found.has_error()) return as_problem(found.error());
    const bool is_review = *found && (*found)->kind == kinds::review_case;
    const bool is_overlap = *found && (*found)->kind == kinds::overlap_case;
    if (!is_review && !is_overlap) return std::optional<office_change>();
    record_cells file{case_id, (*found)->kind, {}};
    for (const auto& p : (*found)->parts) {
        for (const auto& c : p.cells) file.cells.push_back(c.what);
    }
    const auto* kind = builtin_dictionary().find(file.kind);
    auto fields = is_review ? answer_to_review(*kind, file, by, author) : answer_to_overlap(*kind, by);
    if (fields.has_error()) return fields.error();
    office_change change;
    change.record = case_id;
    change.kind = file.kind;
    change.fields = std::move(*fields);
    change.why = is_review ? intent::decision : intent::correction;
    change.author = author;
    return std::optional(std::move(change));
}

}  // namespace pendata
