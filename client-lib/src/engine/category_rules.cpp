// Gathering what is known of a subject.
#include "client-lib/src/engine/category_rules.hpp"

#include <algorithm>

#include "core/dictionary/category_check.hpp"
#include "core/dictionary/element.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/identity/civil_day.hpp"

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

namespace {

constexpr std::string_view older_list_version = "A";

const value* given(const std::vector<field_input>& inputs, std::uint16_t field) {
    for (const auto& in : inputs) {
        if (in.field->number == field && !in.content.is_cleared()) return &in.content;
    }
    return nullptr;
}

}  // namespace

checked<void> map_older_category(device_transaction& tx, std::vector<field_input>& inputs, const kind_def& kind,
                                 std::int32_t today) {
    using namespace fields::assignment;
    const value* older = kind.number == kinds::assignment ? given(inputs, older_category) : nullptr;
    if (older == nullptr || older->type() != value_type::integer || given(inputs, category) != nullptr) return {};
    std::optional<int> age;
    const value* root = given(inputs, subject);
    if (root != nullptr && root->type() == value_type::reference) {
        PENDATA_ASK(person, find_view(tx, root->as_reference()));
        const value* day = given(inputs, assessed_on);
        const auto on = day != nullptr && day->type() == value_type::integer ? static_cast<std::int32_t>(day->as_integer()) : today;
        if (person && person->kind == kinds::person) {
            if (const auto born = number_in(*person, fields::person::birth_date)) age = identity::age_on(*born, on);
        }
    }
    const auto* mapped = map_older(static_cast<std::int32_t>(older->as_integer()), age);
    if (mapped == nullptr) {
        return make_problem(errc::missing_field, "category", "kategori daftar lama ini bergantung pada usia: isi tanggal lahir, atau sebutkan kategorinya",
                            "this category of the older list hangs on the age: give the birth date, or name the category");
    }
    inputs.push_back({kind.find(category), {}, value::integer(mapped->category), {}});
    if (given(inputs, list_version) == nullptr) inputs.push_back({kind.find(list_version), {}, value::text(std::string(older_list_version)), {}});
    if (mapped->tag != 0) {
        auto tag = make_element(value::integer(mapped->tag));
        inputs.push_back({kind.find(tags), std::move(tag.key), std::move(tag.content), {}});
    }
    return {};
}

}  // namespace pendata
