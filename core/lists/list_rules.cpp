// The rules, each in its order of weight.
#include "core/lists/list_rules.hpp"

#include <algorithm>

#include "core/identity/nik.hpp"

namespace pendata {

list_doubt judge_list(const list_facts& file, const list_demands& demands, const std::optional<list_facts>& active) {
    if (demands.hash && *demands.hash != file.hash) return list_doubt::other_hash;
    if (demands.rows && *demands.rows != file.rows) return list_doubt::other_rows;
    if (file.rows == 0) return list_doubt::empty;
    if (identity::looks_rounded(file.niks_ending_in_zero, file.full_niks)) return list_doubt::rounded;
    const bool is_proven = demands.hash || demands.rows || demands.accept_fewer;
    if (is_proven || !active) return list_doubt::none;
    if (file.rows * 1000 < active->rows * fewest_permille) return list_doubt::fewer;
    if (!file.is_ended && active->is_ended) return list_doubt::cut_end;
    return list_doubt::none;
}

link_class classify_links(std::span<const identity::match_finding> candidates) {
    const auto near = std::count_if(candidates.begin(), candidates.end(), [](const identity::match_finding& f) {
        return f.level == identity::match_level::near_certain;
    });
    if (near == 1) return link_class::certain;
    const bool any = std::any_of(candidates.begin(), candidates.end(),
                                 [](const identity::match_finding& f) { return f.level != identity::match_level::none; });
    return any ? link_class::review : link_class::none;
}

}  // namespace pendata
