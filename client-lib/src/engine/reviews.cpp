// Reading derived cases, and asking the same rules of what the tablet itself holds.
#include "client-lib/src/engine/reviews.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "client-lib/src/engine/case_desk.hpp"
#include "client-lib/src/engine/duplicate_desk.hpp"
#include "core/cases/recipients.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/placing.hpp"

namespace pendata {

namespace {

record_cells cells_of_view(const record_view& view) { return {view.id, view.kind, view.cells}; }

// The subject that a record is, or follows.
record_id subject_of(const dictionary& words, const record_view& view) {
    const auto* kind = words.find(view.kind);
    if (kind == nullptr || !kind->placed_by_others()) return view.id;
    const auto roots = roots_of(*kind, view.cells);
    return roots.empty() ? view.id : roots.front();
}

std::optional<record_id> named_in_view(const record_view& view, std::uint16_t field) {
    const value* v = view.find(field);
    return v != nullptr && v->type() == value_type::reference ? std::optional(v->as_reference()) : std::nullopt;
}

// The family that names the person as its head, or the other way round.
result<std::optional<record_id>> household_here(device_transaction& tx, const record_view& view) {
    const bool is_person = view.kind == kinds::person;
    if (!is_person && view.kind != kinds::family) return std::optional<record_id>();
    const auto other = named_in_view(view, is_person ? fields::person::family : fields::family::head);
    if (!other) return other;
    PENDATA_TRY(named, find_view(tx, *other));
    if (!named || named->kind != (is_person ? kinds::family : kinds::person)) return std::optional<record_id>();
    const auto back = named_in_view(*named, is_person ? fields::family::head : fields::person::family);
    return back == view.id ? other : std::optional<record_id>();
}

result<std::vector<std::string>> open_overlaps(device_transaction& tx) {
    std::vector<std::string> out;
    PENDATA_TRY(ids, tx.list(kinds::overlap_case, nullptr, 0));
    for (const auto& id : ids) {
        PENDATA_TRY(view, find_view(tx, id));
        if (!view) continue;
        const auto file = cells_of_view(*view);
        PENDATA_TRY(makers, makers_here(tx, file));
        if (is_open_overlap(file, makers)) out.push_back(overlap_to_json(file));
    }
    return out;
}

// Visits every record of a kind as it is seen.
result<void> each_seen(device_transaction& tx, std::uint16_t kind, const std::function<void(const record_view&)>& visit) {
    PENDATA_TRY(ids, tx.list(kind, nullptr, 0));
    for (const auto& id : ids) {
        PENDATA_TRY(view, find_view(tx, id));
        if (view) visit(*view);
    }
    return {};
}

}  // namespace

result<std::vector<review_case>> reviews_of(device_transaction& tx, const dictionary& words, const record_view& view) {
    std::vector<review_case> out;
    PENDATA_TRY(ids, tx.referring(kinds::review_case, fields::review_case::subject, subject_of(words, view)));
    for (const auto& id : ids) {
        PENDATA_TRY(file, find_view(tx, id));
        auto open = file ? read_review(id, file->cells) : std::nullopt;
        if (open && !open->answered) out.push_back(std::move(*open));
    }
    return out;
}

result<std::vector<std::uint16_t>> disputed_in(device_transaction& tx, const dictionary& words, const record_view& view) {
    PENDATA_TRY(cases, cases_seen(tx, words, view));
    PENDATA_TRY(reviews, reviews_of(tx, words, view));
    std::set<std::uint16_t> out;
    for (const auto& c : cases) out.insert(c.what.key.field);
    for (const auto& r : reviews) {
        for (const auto& f : r.facts) {
            if (f.record == view.id) out.insert(f.what.key.field);
        }
    }
    return std::vector<std::uint16_t>(out.begin(), out.end());
}

result<std::vector<std::string>> open_reviews(device_transaction& tx, const dictionary& words, const author_map& people) {
    std::vector<std::string> out;
    const naming author = [&](const officer_id& id) { return author_text(people, id); };
    PENDATA_CHECK(each_seen(tx, kinds::review_case, [&](const record_view& file) {
        const auto open = read_review(file.id, file.cells);
        if (open && !open->answered) out.push_back(review_to_json(words, *open, author));
    }));
    PENDATA_TRY(overlaps, open_overlaps(tx));
    std::move(overlaps.begin(), overlaps.end(), std::back_inserter(out));
    return out;
}

result<std::uint64_t> open_case_count(device_transaction& tx, const dictionary& words) {
    PENDATA_TRY(out, told_cases_waiting(tx, words));
    PENDATA_CHECK(each_seen(tx, kinds::review_case, [&](const record_view& file) {
        const auto open = read_review(file.id, file.cells);
        if (open && !open->answered) ++out;
    }));
    PENDATA_TRY(overlaps, open_overlaps(tx));
    return out + overlaps.size();
}

result<bytes> shown_to_approver(device_transaction& tx, const dictionary& words, const record_view& assignment) {
    std::vector<record_cells> records{cells_of_view(assignment)};
    PENDATA_TRY(subject, find_view(tx, subject_of(words, assignment)));
    if (subject && subject->id != assignment.id) records.push_back(cells_of_view(*subject));
    // It is read by whoever reads the assignment: what is closed to some of those leaves no mark in it.
    const auto* status = records.front().find(fields::assignment::status);
    const compartment room = status == nullptr ? 0 : status->room;
    for (auto& r : records) std::erase_if(r.cells, [&](const cell& c) { return c.room != 0 && c.room != room; });
    return encode_shown(parts_shown(words, records));
}

result<std::vector<record_id>> recipient_here(device_transaction& tx, const record_id& subject) {
    const ties_lookup ties_of = [&](const record_id& id) -> result<recipient_ties> {
        recipient_ties out;
        PENDATA_TRY(view, find_view(tx, id));
        if (!view) return out;
        PENDATA_TRY(household, household_here(tx, *view));
        out.household = household;
        PENDATA_TRY(pairs, duplicates_of(tx, id));
        out.answers = answers_in(pairs);
        return out;
    };
    PENDATA_TRY(groups, recipients_around(subject, ties_of));
    return recipient_of(groups, subject);
}

result<std::set<officer_id>> makers_here(device_transaction& tx, const record_cells& file) {
    return makers_of_overlap(file, [&](const record_id& id) -> result<std::optional<record_cells>> {
        PENDATA_TRY(view, find_view(tx, id));
        return view ? std::optional(cells_of_view(*view)) : std::nullopt;
    });
}

result<findings> overlap_warnings(device_transaction& tx, const record_view& aid) {
    findings out;
    const auto* subject = aid.find(fields::aid::subject);
    if (aid.kind != kinds::aid || subject == nullptr || subject->type() != value_type::reference) return out;
    std::vector<record_cells> aids{cells_of_view(aid)};
    PENDATA_TRY(recipient, recipient_here(tx, subject->as_reference()));
    for (const auto& of : recipient) {
        PENDATA_TRY(ids, tx.referring(kinds::aid, fields::aid::subject, of));
        for (const auto& id : ids) {
            if (id == aid.id) continue;
            PENDATA_TRY(other, find_view(tx, id));
            if (other) aids.push_back(cells_of_view(*other));
        }
    }
    std::vector<record_cells> programmes;
    PENDATA_CHECK(each_seen(tx, kinds::programme, [&](const record_view& p) { programmes.push_back(cells_of_view(p)); }));
    for (const auto& found : overlaps(aids, programmes)) {
        if (found.aid_a != aid.id && found.aid_b != aid.id) continue;
        out.push_back({severity::warning, {errc::ok, "programme", "kemungkinan bantuan tumpang tindih: " + found.text_id,
                                           "aid may overlap: " + found.text_en}});
    }
    return out;
}

}  // namespace pendata
