// Reaching out, then joining what is one.
#include "core/cases/recipients.hpp"

#include <algorithm>
#include <set>

#include "core/base/assert.hpp"

namespace pendata {

namespace {

using identity::pair_answer;
using identity::same_person;

// What was reached, and what was found to tie it together.
struct reach {
    std::vector<record_id> subjects;  // the first is where it began
    std::vector<pair_answer> answers;
    std::vector<pair_answer> households;
    bool is_too_far = false;

    void arrive(const record_id& id) {
        if (std::find(subjects.begin(), subjects.end(), id) != subjects.end()) return;
        subjects.push_back(id);
        is_too_far = subjects.size() > recipient_subjects;
    }
};

result<reach> reach_from(const record_id& subject, const ties_lookup& ties_of) {
    reach out;
    out.arrive(subject);
    for (std::size_t next = 0; next < out.subjects.size() && !out.is_too_far; ++next) {
        const record_id id = out.subjects[next];
        PENDATA_TRY(ties, ties_of(id));
        for (const auto& a : ties.answers) {
            out.answers.push_back(a);
            if (a.answer != same_person::yes) continue;
            out.arrive(a.a);
            out.arrive(a.b);
        }
        if (!ties.household) continue;
        out.households.push_back({id, *ties.household, same_person::yes});
        out.arrive(*ties.household);
    }
    return out;
}

}  // namespace

result<std::vector<std::vector<record_id>>> recipients_around(const record_id& subject, const ties_lookup& ties_of) {
    PENDATA_TRY(found, reach_from(subject, ties_of));
    if (found.is_too_far) return std::vector<std::vector<record_id>>{{subject}};
    auto one = std::move(found.households);
    for (const auto& person : identity::clusters_of(found.answers)) {
        for (const auto& id : person.members) {
            if (person.shown_as_one()) one.push_back({person.survivor(), id, same_person::yes});
        }
    }
    std::vector<std::vector<record_id>> out;
    std::set<record_id> grouped;
    for (const auto& group : identity::clusters_of(one)) {
        grouped.insert(group.members.begin(), group.members.end());
        out.push_back(group.members);
    }
    for (const auto& id : found.subjects) {
        if (!grouped.contains(id)) out.push_back({id});
    }
    std::sort(out.begin(), out.end());
    return out;
}

const std::vector<record_id>& recipient_of(const std::vector<std::vector<record_id>>& groups, const record_id& subject) {
    const auto at = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return std::binary_search(g.begin(), g.end(), subject); });
    PENDATA_ASSERT(at != groups.end());
    return *at;
}

}  // namespace pendata
