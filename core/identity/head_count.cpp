// Clusters make heads; heads that waiting pairs join make the least count.
#include "core/identity/head_count.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace pendata::identity {

namespace {

// A home before a shelter, then the better evidence, then what was said last; of equals the smaller record.
bool is_better_founded(const domicile& a, const domicile& b) {
    const auto strength = [](const domicile& d) { return std::tuple(!d.is_shelter, d.evidence, d.since_ms); };
    return strength(a) != strength(b) ? strength(a) > strength(b) : a.record < b.record;
}

using by_record = std::map<record_id, const domicile*>;

head head_of(const std::vector<record_id>& records, const by_record& known) {
    const domicile* best = known.at(records.front());
    for (const auto& id : records) {
        if (is_better_founded(*known.at(id), *best)) best = known.at(id);
    }
    return {records, best->village, best->is_shelter};
}

}  // namespace

head_count count_heads(std::span<const domicile> records, std::span<const pair_answer> answers, std::span<const record_pair> waiting) {
    by_record known;
    for (const auto& d : records) {
        auto& of = known[d.record];
        if (of == nullptr || is_better_founded(d, *of)) of = &d;
    }
    const auto both_known = [&](const record_id& a, const record_id& b) { return known.contains(a) && known.contains(b); };
    std::vector<pair_answer> here;
    std::copy_if(answers.begin(), answers.end(), std::back_inserter(here), [&](const pair_answer& p) { return both_known(p.a, p.b); });

    head_count out;
    std::map<record_id, record_id> shown_through;
    for (const auto& one : clusters_of(here)) {
        if (!one.shown_as_one()) continue;
        for (const auto& id : one.members) shown_through[id] = one.survivor();
        out.heads.push_back(head_of(one.members, known));
    }
    for (const auto& [id, said] : known) {
        if (shown_through.emplace(id, id).second) out.heads.push_back(head_of({id}, known));
    }
    std::sort(out.heads.begin(), out.heads.end(), [](const head& a, const head& b) { return a.records.front() < b.records.front(); });

    std::vector<pair_answer> if_one;
    for (const auto& [a, b] : waiting) {
        if (both_known(a, b)) if_one.push_back({shown_through[a], shown_through[b], same_person::yes});
    }
    for (const auto& p : here) {
        if (p.answer == same_person::no) if_one.push_back({shown_through[p.a], shown_through[p.b], same_person::no});
    }
    out.least = out.heads.size();
    for (const auto& one : clusters_of(if_one)) out.least -= one.members.size() - (one.shown_as_one() ? 1 : 2);
    return out;
}

}  // namespace pendata::identity
