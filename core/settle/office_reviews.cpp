// Deriving reviews and overlaps: for each subject that a commit concerns, what the rules find in its records as the
// commit leaves them takes the place of what they found before.
#include <algorithm>
#include <functional>

#include "core/base/fault_switch.hpp"
#include "core/cases/named_visit.hpp"
#include "core/cases/recipients.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/duplicate_case.hpp"
#include "core/settle/each_record.hpp"
#include "core/settle/office_commit.hpp"
#include "core/settle/review_record.hpp"

namespace pendata {

namespace {

// As the commit leaves them; null where there is none.
using record_lookup = std::function<result<const office_record*>(const record_id&)>;
using follower_lookup = std::function<result<std::set<record_id>>(const record_id&)>;

std::optional<record_id> named_in_field(const office_record& r, std::uint16_t field) {
    const auto* c = r.find({r.kind, field, {}});
    if (c == nullptr || c->what.content.type() != value_type::reference) return std::nullopt;
    return c->what.content.as_reference();
}

bool is_follower(const office_record& r, const record_id& subject) {
    return !r.parts.empty() && std::find(r.roots.begin(), r.roots.end(), subject) != r.roots.end();
}

// A pair that nobody has answered ties nobody, before or now.
bool is_unanswered_pair(const office_record& r) {
    const auto* state = r.kind == kinds::duplicate_case ? r.find({kinds::duplicate_case, fields::duplicate_case::state, {}}) : nullptr;
    return state != nullptr && (state->what.content == value::integer(codes::duplicate_state::proposed) ||
                                state->what.content == value::integer(codes::duplicate_state::unsure));
}

// The family that names the person as its head, or the other way round.
result<std::optional<record_id>> household_of(const office_record& subject, const record_lookup& find) {
    const bool is_person = subject.kind == kinds::person;
    if (!is_person && subject.kind != kinds::family) return std::optional<record_id>();
    const auto other = named_in_field(subject, is_person ? fields::person::family : fields::family::head);
    if (!other) return other;
    PENDATA_TRY(named, find(*other));
    if (named == nullptr || named->kind != (is_person ? kinds::family : kinds::person)) return std::optional<record_id>();
    const auto back = named_in_field(*named, is_person ? fields::family::head : fields::person::family);
    return back == subject.id ? other : std::optional<record_id>();
}

bool is_deceased(const office_record& r) {
    const auto* status = r.kind == kinds::person ? r.find({kinds::person, fields::person::life_status, {}}) : nullptr;
    return status != nullptr && status->what.content == value::integer(codes::life_status::deceased);
}

// Whoever is recorded as deceased may have been met in a visit to the family.
result<void> add_visits_to_the_family(const record_id& subject, const record_lookup& find, const follower_lookup& followers,
                                      std::vector<record_cells>& records, std::set<record_id>& looked_at) {
    PENDATA_TRY(person, find(subject));
    if (person == nullptr || !is_deceased(*person)) return {};
    const auto family = named_in_field(*person, fields::person::family);
    if (!family || *family == subject) return {};
    PENDATA_TRY(beside, followers(*family));
    for (const auto& id : beside) {
        looked_at.insert(id);
        PENDATA_TRY(r, find(id));
        if (r == nullptr || r->kind != kinds::visit || !is_follower(*r, *family)) continue;
        auto visit = as_cells(*r);
        if (naming_cell(visit, subject) != nullptr) records.push_back(std::move(visit));
    }
    return {};
}

// The aids of everybody whom answers and headships tie to one subject, by who is one recipient, and what was found
// among them before.
class aid_circle {
public:
    aid_circle(record_lookup find, follower_lookup followers) : find_(std::move(find)), followers_(std::move(followers)) {}

    result<void> look_around(const record_id& subject) {
        PENDATA_TRY(groups, recipients_around(subject, [this](const record_id& id) { return ties_of(id); }));
        for (const auto& group : groups) {
            std::vector<record_cells> of_group;
            for (const auto& id : group) PENDATA_CHECK(take_in(id, of_group));
            aids.push_back(std::move(of_group));
        }
        return {};
    }

    std::vector<std::vector<record_cells>> aids;  // of each recipient
    std::map<record_id, record_cells> programmes;
    std::set<record_id> standing;                 // overlaps
    std::set<record_id> looked_at;

private:
    result<const office_record*> open(const record_id& id) {
        looked_at.insert(id);
        return find_(id);
    }

    result<recipient_ties> ties_of(const record_id& id) {
        recipient_ties out;
        PENDATA_TRY(subject, open(id));
        if (subject == nullptr || subject->parts.empty()) return out;
        PENDATA_TRY(household, household_of(*subject, [this](const record_id& other) { return open(other); }));
        out.household = household;
        std::vector<duplicate_case> pairs;
        PENDATA_TRY(beside, followers_(id));
        for (const auto& follower : beside) {
            PENDATA_TRY(file, open(follower));
            if (file == nullptr || file->kind != kinds::duplicate_case || !is_follower(*file, id)) continue;
            if (auto pair = read_duplicate(follower, cells_of(*file))) pairs.push_back(std::move(*pair));
        }
        out.answers = answers_in(pairs);
        return out;
    }

    result<void> take_in(const record_id& subject, std::vector<record_cells>& of_group) {
        PENDATA_TRY(beside, followers_(subject));
        for (const auto& id : beside) {
            PENDATA_TRY(r, open(id));
            if (r == nullptr || !is_follower(*r, subject)) continue;
            if (r->kind == kinds::overlap_case) standing.insert(id);
            if (r->kind != kinds::aid) continue;
            of_group.push_back(as_cells(*r));
            const auto programme = named_in_field(*r, fields::aid::programme);
            if (!programme || programmes.contains(*programme)) continue;
            PENDATA_TRY(rules, open(*programme));
            if (rules != nullptr) programmes.emplace(*programme, as_cells(*rules));
        }
        return {};
    }

    record_lookup find_;
    follower_lookup followers_;
};

}  // namespace

// A new subject brings what follows it with it, so that those say whom to look at; who is new and deceased may have been
// named before.
result<std::set<record_id>> office_commit::subjects_to_look_at() {
    std::set<record_id> out, programmes;
    for (const auto& id : watched_) {
        PENDATA_TRY(w, load(id));
        const kind_def* kind = words_.find(w->now.kind);
        if (w->now.kind == kinds::programme) programmes.insert(id);
        if (is_unanswered_pair(w->now) && (!w->before || is_unanswered_pair(*w->before))) continue;
        if (kind != nullptr && kind->placed_by_others()) {
            out.insert(w->now.roots.begin(), w->now.roots.end());
            if (w->before) out.insert(w->before->roots.begin(), w->before->roots.end());
            for (const auto* visit : {&w->now, w->before ? &*w->before : nullptr}) {
                if (visit == nullptr || visit->kind != kinds::visit) continue;
                const auto named = ever_named(as_cells(*visit));
                out.insert(named.begin(), named.end());
            }
        } else if ((w->before && w->now.kind != kinds::programme) || is_deceased(w->now)) {
            out.insert(id);
        }
    }
    if (!programmes.empty()) {
        PENDATA_TRY(aided, subjects_aided_by(to_, programmes));
        out.merge(aided);
    }
    return out;
}

// A rule between two programmes stands in one of them, and finds nothing without an aid of that one.
result<std::set<record_id>> subjects_aided_by(office_view& view, const std::set<record_id>& programmes) {
    std::set<record_id> out;
    PENDATA_CHECK(each_record(view, kinds::aid, [&](const office_record& aid) {
        const auto* c = aid.find({kinds::aid, fields::aid::programme, {}});
        const bool is_of_it = c != nullptr && c->what.content.type() == value_type::reference && programmes.contains(c->what.content.as_reference());
        if (is_of_it) out.insert(aid.roots.begin(), aid.roots.end());
    }));
    return out;
}

result<std::vector<record_id>> office_commit::derive_reviews() {
    if (watched_.empty()) return std::vector<record_id>();
    std::set<record_id> used;  // by this commit itself
    for (const auto& [id, w] : working_) used.insert(id);
    std::map<record_id, std::set<record_id>> here;  // who follows whom, of those this commit has open
    for (const auto& [id, w] : working_) {
        for (const auto& root : w.now.roots) here[root].insert(id);
    }
    PENDATA_TRY(subjects, subjects_to_look_at());
    watched_.clear();
    for (const auto& subject : subjects) {
        PENDATA_TRY(looked_at, derive_reviews_of(subject, here[subject]));
        // A rule between programmes concerns everybody's aid: what did not change is not kept in memory.
        for (const auto& id : looked_at) {
            if (!used.contains(id)) put_back(id);
        }
    }
    return place();
}

result<void> office_commit::derive_file(const record_id& id, std::uint16_t kind, const part& derived) {
    PENDATA_TRY(file, load(id));
    if (!derived.cells.empty() && !stands(file->now)) opened_.push_back(id);
    if (derived.cells.empty() && stands(file->now)) closed_a_case_ = true;
    if (replace_derived(file->now, kind, derived, at_)) file->dirty = true;
    file->present = file->present || !derived.cells.empty();
    return {};
}

// By the rules over one subject's records, and over the aid of one recipient.
result<std::set<record_id>> office_commit::derive_reviews_of(const record_id& subject, const std::set<record_id>& here) {
    const record_lookup find = [&](const record_id& id) -> result<const office_record*> {
        PENDATA_TRY(w, load(id));
        return w->present ? &w->now : nullptr;
    };
    const follower_lookup followers = [&](const record_id& of) -> result<std::set<record_id>> {
        std::set<record_id> out;
        if (!PENDATA_SWITCH(reviews_of_commit_alone)) {
            PENDATA_TRY(stored, to_.followers_of(of));
            out.insert(stored.begin(), stored.end());
        }
        if (of == subject) {
            out.insert(here.begin(), here.end());
            return out;
        }
        for (const auto& [id, w] : working_) {
            if (is_follower(w.now, of)) out.insert(id);
        }
        return out;
    };
    PENDATA_TRY(ids, followers(subject));
    ids.insert(subject);
    std::vector<record_cells> records;
    std::set<record_id> standing;  // reviews found before
    bool gets_aid = false;
    for (const auto& id : ids) {
        PENDATA_TRY(r, find(id));
        if (r == nullptr || r->parts.empty() || (id != subject && !is_follower(*r, subject))) continue;
        if (r->kind == kinds::review_case) standing.insert(id);
        const bool ties = r->kind == kinds::duplicate_case && r->find({kinds::duplicate_case, fields::duplicate_case::state, {}}) != nullptr;
        gets_aid = gets_aid || ties || r->kind == kinds::aid || r->kind == kinds::overlap_case;
        if (!is_case_kind(r->kind)) records.push_back(as_cells(*r));
    }
    PENDATA_CHECK(add_visits_to_the_family(subject, find, followers, records, ids));
    for (const auto& found : review(words_, records)) {
        const part derived = review_part(subject, found);
        standing.erase(derived.record);
        PENDATA_CHECK(derive_file(derived.record, kinds::review_case, derived));
    }
    for (const auto& id : standing) PENDATA_CHECK(derive_file(id, kinds::review_case, part{}));
    if (!gets_aid) return ids;

    aid_circle circle(find, followers);
    PENDATA_CHECK(circle.look_around(subject));
    std::vector<record_cells> rules;
    for (auto& [id, p] : circle.programmes) rules.push_back(std::move(p));
    for (const auto& aids : circle.aids) {
        for (const auto& found : overlaps(aids, rules)) {
            const part derived = overlap_part(found);
            circle.standing.erase(derived.record);
            PENDATA_CHECK(derive_file(derived.record, kinds::overlap_case, derived));
        }
    }
    for (const auto& id : circle.standing) PENDATA_CHECK(derive_file(id, kinds::overlap_case, part{}));
    ids.insert(circle.looked_at.begin(), circle.looked_at.end());
    return ids;
}

}  // namespace pendata
