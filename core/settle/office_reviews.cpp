// Deriving reviews and overlaps: for each subject that a commit concerns, what the rules find in its records as the
// commit leaves them takes the place of what they found before.
#include <algorithm>

#include "core/base/fault_switch.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/each_record.hpp"
#include "core/settle/office_commit.hpp"
#include "core/settle/review_record.hpp"

namespace pendata {

// A new subject brings what follows it with it, so that those say whom to look at.
result<std::set<record_id>> office_commit::subjects_to_look_at() {
    std::set<record_id> out;
    bool programmes_changed = false;
    for (const auto& id : watched_) {
        PENDATA_TRY(w, load(id));
        const kind_def* kind = words_.find(w->now.kind);
        programmes_changed = programmes_changed || w->now.kind == kinds::programme;
        if (kind != nullptr && kind->placed_by_others()) {
            out.insert(w->now.roots.begin(), w->now.roots.end());
            if (w->before) out.insert(w->before->roots.begin(), w->before->roots.end());
        } else if (w->before && w->now.kind != kinds::programme) {
            out.insert(id);
        }
    }
    // The rules between programmes are other ones now: seldom, and then of every aid.
    if (programmes_changed) {
        PENDATA_CHECK(each_record(to_, kinds::aid, [&](const office_record& aid) { out.insert(aid.roots.begin(), aid.roots.end()); }));
    }
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

result<std::set<record_id>> office_commit::derive_reviews_of(const record_id& subject, const std::set<record_id>& here) {
    PENDATA_TRY(stored, to_.followers_of(subject));
    std::set<record_id> ids(here);
    if (!PENDATA_SWITCH(reviews_of_commit_alone)) ids.insert(stored.begin(), stored.end());
    ids.insert(subject);
    std::vector<record_cells> records;
    std::map<record_id, std::uint16_t> standing;  // cases found before
    std::map<record_id, record_cells> programmes;
    for (const auto& id : ids) {
        PENDATA_TRY(w, load(id));
        if (!w->present || w->now.parts.empty()) continue;
        const auto& r = w->now;
        const bool follows = std::find(r.roots.begin(), r.roots.end(), subject) != r.roots.end();
        if (id != subject && !follows) continue;
        if (r.kind == kinds::review_case || r.kind == kinds::overlap_case) standing.emplace(id, r.kind);
        if (is_case_kind(r.kind)) continue;
        records.push_back(as_cells(r));
        const auto* programme = r.kind == kinds::aid ? records.back().find(fields::aid::programme) : nullptr;
        if (programme == nullptr || programme->content.type() != value_type::reference) continue;
        PENDATA_TRY(p, load(programme->content.as_reference()));
        if (p->present) programmes.emplace(p->now.id, as_cells(p->now));
    }
    std::vector<record_cells> rules;
    for (auto& [id, p] : programmes) rules.push_back(std::move(p));

    for (const auto& found : review(words_, records)) {
        const part derived = review_part(subject, found);
        standing.erase(derived.record);
        PENDATA_CHECK(derive_file(derived.record, kinds::review_case, derived));
    }
    for (const auto& found : overlaps(records, rules)) {
        const part derived = overlap_part(found);
        standing.erase(derived.record);
        PENDATA_CHECK(derive_file(derived.record, kinds::overlap_case, derived));
    }
    for (const auto& [id, kind] : standing) PENDATA_CHECK(derive_file(id, kind, part{}));
    for (const auto& p : rules) ids.insert(p.id);
    return ids;
}

}  // namespace pendata
