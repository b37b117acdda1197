// Reading the authors of two aids.
#include "core/settle/overlap_makers.hpp"

#include "core/dictionary/field_numbers.hpp"

namespace pendata {

result<std::set<officer_id>> makers_of_overlap(const record_cells& file, const cells_lookup& find) {
    std::set<officer_id> out;
    for (const auto end : {fields::overlap_case::aid_a, fields::overlap_case::aid_b}) {
        const auto* named = file.find(end);
        if (named == nullptr || named->content.type() != value_type::reference) continue;
        PENDATA_TRY(aid, find(named->content.as_reference()));
        if (!aid) continue;
        namespace names = fields::aid;
        for (const auto field : {names::programme, names::subject, names::period, names::status}) {
            if (const auto* said = aid->find(field)) out.insert(said->author);
        }
    }
    return out;
}

}  // namespace pendata
