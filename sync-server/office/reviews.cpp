// Listing and answering.
#include "sync-server/office/reviews.hpp"

#include <functional>

#include "core/dictionary/field_numbers.hpp"
#include "core/settle/each_record.hpp"
#include "core/settle/review_answer.hpp"
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
    return each_record(view, kind, [&](const office_record& r) { visit(cells_inside(r, grants)); });
}

cells_lookup lookup_in(office_view& view) {
    return [&view](const record_id& id) -> result<std::optional<record_cells>> {
        PENDATA_TRY(found, view.find(id));
        return found ? std::optional(as_cells(*found)) : std::nullopt;
    };
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
    std::vector<record_cells> overlaps;
    PENDATA_CHECK(each_inside(view, kinds::overlap_case, grants, [&](const record_cells& file) { overlaps.push_back(file); }));
    for (const auto& file : overlaps) {
        PENDATA_TRY(makers, makers_of_overlap(file, lookup_in(view)));
        if (is_open_overlap(file, makers)) out.push_back(overlap_to_json(file));
    }
    return out;
}

checked<office_change> answer_to(office_view& view, const office_record& file, const choice& by, const std::optional<officer_id>& author) {
    const auto cells = as_cells(file);
    std::set<officer_id> makers;
    if (file.kind == kinds::overlap_case) {
        auto found = makers_of_overlap(cells, lookup_in(view));
        if (found.has_error()) return as_problem(to_errc(found.error()));
        makers = std::move(*found);
    }
    auto answer = answer_to_case(builtin_dictionary(), cells, by.pick, by.json, author, makers);
    if (answer.has_error()) return answer.error();
    office_change change;
    change.record = file.id;
    change.kind = file.kind;
    change.fields = std::move(answer->fields);
    change.why = answer->why;
    change.author = author;
    return change;
}

}  // namespace pendata
