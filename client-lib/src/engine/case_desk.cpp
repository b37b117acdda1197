// Cases as seen, and foreseen.
#include "client-lib/src/engine/case_desk.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "client-lib/src/engine/reviews.hpp"
#include "core/cases/foresee.hpp"
#include "core/cases/named_visit.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/placing.hpp"
#include "core/settle/review_text.hpp"

namespace pendata {

namespace {

std::vector<cell> settled_of(const record_view& view, const cell_key& key) {
    std::vector<cell> out;
    for (const auto& w : view.settled) {
        if (w.what.key == key) out.push_back(w.what);
    }
    return out;
}

std::vector<graph_write> pending_of(const record_view& view, const cell_key& key) {
    std::vector<graph_write> out;
    for (const auto& p : view.pending) {
        if (p.what.what.key == key) out.push_back({p.what.id(), p.what.what, p.what.seen, p.state == pending_state::held});
    }
    return out;
}

// The cell's case with what waits here.
std::optional<seen_case> as_seen(const dictionary& words, const record_view& view, const cell_key& key, const conflict_case* told) {
    const auto* field = words.find(key);
    const auto pending = pending_of(view, key);
    if (field == nullptr || pending.empty()) return told == nullptr ? std::nullopt : std::optional(seen_case{*told, false, {}});
    std::optional<told_case> known;
    if (told != nullptr) known = told_case{told->sort, told->waiting, told->candidates};
    auto found = foresee(field->merge, view.id, settled_of(view, key), known, pending);
    if (!found) return std::nullopt;
    seen_case out;
    out.provisional = told == nullptr;
    out.what.id = case_record_id(view.id, key);
    out.what.record = view.id;
    out.what.root = told == nullptr ? view.id : told->root;
    out.what.key = key;
    out.what.sort = found->sort;
    out.what.waiting = found->waiting;
    out.what.candidates = std::move(found->candidates);
    for (const auto& c : out.what.candidates) {
        const auto id = id_of(view.id, c);
        if (std::any_of(pending.begin(), pending.end(), [&](const graph_write& w) { return w.id == id; })) out.waiting.push_back(id);
    }
    return out;
}

result<std::vector<conflict_case>> told_cases(device_transaction& tx) {
    std::vector<conflict_case> out;
    PENDATA_TRY(ids, tx.list(kinds::conflict_case, nullptr, 0));
    for (const auto& id : ids) {
        PENDATA_TRY(file, find_view(tx, id));
        auto open = file ? read_case(id, file->cells) : std::nullopt;
        if (open) out.push_back(std::move(*open));
    }
    return out;
}

bool is_case(std::uint16_t kind) { return is_case_kind(kind) || kind == kinds::duplicate_case; }

// A subject that the office knows, with what follows it here.
struct followed {
    std::vector<record_cells> records;
    std::vector<record_cells> aid_beside;  // of others who are one recipient with the subject
    std::vector<record_cells> programmes;
    std::set<write_id> waiting;      // pending writes to any of them
    std::set<record_id> touched;     // the records these are of
};

result<void> take_in(device_transaction& tx, const record_view& view, followed& out, std::vector<record_cells>& among) {
    if (is_case(view.kind)) return {};
    among.push_back({view.id, view.kind, view.cells});
    for (const auto& p : view.pending) {
        if (p.state == pending_state::held) continue;
        out.waiting.insert(p.what.id());
        out.touched.insert(view.id);
    }
    const auto* programme = view.kind == kinds::aid ? view.find(fields::aid::programme) : nullptr;
    if (programme == nullptr || programme->type() != value_type::reference) return {};
    const auto id = programme->as_reference();
    if (std::any_of(out.programmes.begin(), out.programmes.end(), [&](const record_cells& p) { return p.id == id; })) return {};
    PENDATA_TRY(rules, find_view(tx, id));
    if (rules) out.programmes.push_back({id, rules->kind, rules->cells});
    return {};
}

// The subjects of what waits here.
result<std::set<record_id>> subjects_of_pending(device_transaction& tx, const dictionary& words) {
    std::set<record_id> out;
    PENDATA_TRY(ids, tx.with_pending());
    for (const auto& id : ids) {
        PENDATA_TRY(view, find_view(tx, id));
        const bool matters = view && std::any_of(view->pending.begin(), view->pending.end(), [](const pending_write& p) { return is_watched(p.what.what.key); });
        const auto* kind = matters ? words.find(view->kind) : nullptr;
        if (kind == nullptr || is_case(view->kind)) continue;
        if (!kind->placed_by_others()) {
            out.insert(id);
        } else {
            for (const auto& root : roots_of(*kind, view->cells)) out.insert(root);
            const auto named = ever_named({id, view->kind, view->cells});
            out.insert(named.begin(), named.end());
        }
    }
    return out;
}

// What the rules find in what is seen, where something that waits here is part of it and the office has not told.
result<void> foresee_reviews(device_transaction& tx, const dictionary& words, const record_id& subject, const followed& of,
                             const naming& author, std::set<record_id>& told_already, std::vector<std::string>& out) {
    for (const auto& found : review(words, of.records)) {
        const bool is_new = std::any_of(found.facts.begin(), found.facts.end(), [&](const review_fact& f) { return of.waiting.contains(id_of(f.record, f.what)); });
        if (!is_new) continue;
        const auto id = review_case_id(found);
        PENDATA_TRY(file, find_view(tx, id));
        const auto told = file ? read_review(id, file->cells) : std::nullopt;
        if (told && !told->answered) continue;
        out.push_back(review_to_json(words, {id, subject, found.rule, found.about, found.facts, false}, author, true));
    }
    auto aids = of.records;
    aids.insert(aids.end(), of.aid_beside.begin(), of.aid_beside.end());
    for (const auto& found : overlaps(aids, of.programmes)) {
        if (!of.touched.contains(found.aid_a) && !of.touched.contains(found.aid_b)) continue;
        const auto id = overlap_case_id(found);
        if (!told_already.insert(id).second) continue;
        PENDATA_TRY(file, find_view(tx, id));
        if (file && record_cells{id, file->kind, file->cells}.find(fields::overlap_case::aid_a) != nullptr) continue;
        record_cells derived{id, kinds::overlap_case, {}};
        for (const auto& c : overlap_part(found).cells) derived.cells.push_back(c.what);
        out.push_back(overlap_to_json(derived, true));
    }
    return {};
}

// What else the rules look at, beyond what follows the subject: visits to the family that name somebody who has died, and
// aid of whoever is one recipient with the subject.
result<void> take_in_beside(device_transaction& tx, const record_view& subject, followed& out) {
    const value* status = subject.find(fields::person::life_status);
    const value* family = subject.find(fields::person::family);
    const bool is_dead = subject.kind == kinds::person && status != nullptr && *status == value::integer(codes::life_status::deceased);
    if (is_dead && family != nullptr && family->type() == value_type::reference) {
        PENDATA_TRY(visits, tx.referring(kinds::visit, fields::visit::subject, family->as_reference()));
        for (const auto& id : visits) {
            PENDATA_TRY(view, find_view(tx, id));
            const bool names = view && naming_cell({id, view->kind, view->cells}, subject.id) != nullptr;
            if (names) PENDATA_CHECK(take_in(tx, *view, out, out.records));
        }
    }
    PENDATA_TRY(recipient, recipient_here(tx, subject.id));
    for (const auto& other : recipient) {
        if (other == subject.id) continue;
        PENDATA_TRY(aids, tx.referring(kinds::aid, fields::aid::subject, other));
        for (const auto& id : aids) {
            PENDATA_TRY(view, find_view(tx, id));
            if (view) PENDATA_CHECK(take_in(tx, *view, out, out.aid_beside));
        }
    }
    return {};
}

}  // namespace

result<std::vector<seen_case>> cases_seen(device_transaction& tx, const dictionary& words, const record_view& view) {
    PENDATA_TRY(told, cases_of(tx, view.id));
    std::map<cell_key, const conflict_case*> cells;
    for (const auto& c : told) cells[c.key] = &c;
    for (const auto& p : view.pending) cells.try_emplace(p.what.what.key, nullptr);
    std::vector<seen_case> out;
    for (const auto& [key, open] : cells) {
        if (auto seen = as_seen(words, view, key, open)) out.push_back(std::move(*seen));
    }
    return out;
}

result<std::optional<seen_case>> find_case_seen(device_transaction& tx, const dictionary& words, const record_id& id) {
    PENDATA_TRY(file, find_view(tx, id));
    const auto told = file ? read_case(id, file->cells) : std::nullopt;
    std::vector<record_id> among;
    if (told) {
        among.push_back(told->record);
    } else {
        PENDATA_TRY(waiting, tx.with_pending());
        among = std::move(waiting);
    }
    for (const auto& record : among) {
        PENDATA_TRY(view, find_view(tx, record));
        if (!view) continue;
        PENDATA_TRY(seen, cases_seen(tx, words, *view));
        const auto at = std::find_if(seen.begin(), seen.end(), [&](const seen_case& c) { return c.what.id == id; });
        if (at != seen.end()) return std::optional(std::move(*at));
    }
    return told ? std::optional(seen_case{*told, false, {}}) : std::nullopt;
}

result<std::vector<seen_case>> all_cases_seen(device_transaction& tx, const dictionary& words) {
    PENDATA_TRY(told, told_cases(tx));
    PENDATA_TRY(with_pending, tx.with_pending());
    const std::set<record_id> touched(with_pending.begin(), with_pending.end());
    std::vector<seen_case> out;
    for (auto& c : told) {
        if (!touched.contains(c.record)) out.push_back({std::move(c), false, {}});
    }
    for (const auto& record : with_pending) {
        PENDATA_TRY(view, find_view(tx, record));
        if (!view) continue;
        PENDATA_TRY(seen, cases_seen(tx, words, *view));
        std::move(seen.begin(), seen.end(), std::back_inserter(out));
    }
    std::sort(out.begin(), out.end(), [](const seen_case& a, const seen_case& b) { return a.what.id < b.what.id; });
    return out;
}

result<std::uint64_t> told_cases_waiting(device_transaction& tx, const dictionary& words) {
    PENDATA_TRY(told, told_cases(tx));
    std::uint64_t out = told.size();
    for (const auto& c : told) {
        PENDATA_TRY(view, find_view(tx, c.record));
        if (!view || view->pending.empty()) continue;
        PENDATA_TRY(seen, cases_seen(tx, words, *view));
        if (std::none_of(seen.begin(), seen.end(), [&](const seen_case& s) { return s.what.id == c.id; })) --out;
    }
    return out;
}

result<std::vector<std::string>> provisional_reviews(device_transaction& tx, const dictionary& words, const author_map& people) {
    std::vector<std::string> out;
    const naming author = [&](const officer_id& id) { return author_text(people, id); };
    PENDATA_TRY(subjects, subjects_of_pending(tx, words));
    std::set<record_id> overlaps_told;  // of two subjects each may be found twice
    for (const auto& id : subjects) {
        PENDATA_TRY(subject, find_view(tx, id));
        if (!subject || subject->settled.empty()) continue;
        followed of;
        PENDATA_CHECK(take_in(tx, *subject, of, of.records));
        PENDATA_TRY(followers, followers_of(tx, words, id));
        for (const auto& follower : followers) {
            PENDATA_TRY(view, find_view(tx, follower));
            if (view) PENDATA_CHECK(take_in(tx, *view, of, of.records));
        }
        PENDATA_CHECK(take_in_beside(tx, *subject, of));
        PENDATA_CHECK(foresee_reviews(tx, words, id, of, author, overlaps_told, out));
    }
    return out;
}

}  // namespace pendata
