// Gathering what is known of a subject.
#include "client-lib/src/engine/category_rules.hpp"

#include <algorithm>

#include "core/dictionary/category_check.hpp"
#include "core/dictionary/field_numbers.hpp"

namespace pendata {

namespace {

std::optional<std::int32_t> number_in(const record_view& view, std::uint16_t field) {
    const value* found = view.find(field);
    if (found == nullptr || found->type() != value_type::integer) return std::nullopt;
    return static_cast<std::int32_t>(found->as_integer());
}

// Only who may read disabilities knows that there are none.
std::optional<bool> disabilities_of(const record_view& person, const grant_list& grants) {
    constexpr compartment room_of_disabilities = 2;
    const bool has = std::any_of(person.cells.begin(), person.cells.end(), [](const cell& c) {
        return c.key.field == fields::person::disabilities && !c.content.is_cleared();
    });
    if (has) return true;
    const bool may_read = std::any_of(grants.begin(), grants.end(), [](const grant& g) {
        return g.node != reference_atom && contains(g.rooms, room_of_disabilities);
    });
    return may_read ? std::optional(false) : std::nullopt;
}

}  // namespace

checked<findings> category_findings(device_transaction& tx, const record_view& assignment, const grant_list& grants,
                                    std::int32_t today) {
    if (assignment.kind != kinds::assignment) return findings();
    const auto number = number_in(assignment, fields::assignment::category);
    const category_def* category = number ? find_category(*number) : nullptr;
    const value* root = assignment.find(fields::assignment::subject);
    if (category == nullptr || root == nullptr || root->type() != value_type::reference) return findings();
    PENDATA_ASK(subject, find_view(tx, root->as_reference()));
    if (!subject) return findings();

    category_subject known;
    if (subject->kind == kinds::person) {
        known.birth_date = number_in(*subject, fields::person::birth_date);
        known.sex = number_in(*subject, fields::person::sex);
        known.has_disabilities = disabilities_of(*subject, grants);
    } else if (subject->kind == kinds::family) {
        known.unit = family_unit;
        PENDATA_ASK(members, tx.referring(kinds::person, fields::person::family, subject->id));
        // A family is often written down before its members.
        if (!members.empty()) known.members = static_cast<int>(members.size());
    } else {
        known.unit = group_unit;
    }
    const auto assessed_on = number_in(assignment, fields::assignment::assessed_on).value_or(today);
    return check_category(*category, known, assessed_on, assignment.find(fields::assignment::rule_reason) != nullptr);
}

}  // namespace pendata
