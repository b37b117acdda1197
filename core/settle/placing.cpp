// Placing records by the rule of their kind.
#include "core/settle/placing.hpp"

#include <algorithm>

namespace pendata {

namespace {

const value* cell_value(std::span<const cell> cells, const cell_key& key) {
    const auto at = std::lower_bound(cells.begin(), cells.end(), key,
                                     [](const cell& c, const cell_key& k) { return c.key < k; });
    return at != cells.end() && at->key == key ? &at->content : nullptr;
}

void add_code(atom_set& atoms, const value* v) {
    if (v != nullptr && v->type() == value_type::text && is_region_code(v->as_text())) atoms.emplace(v->as_text());
}

}  // namespace

std::optional<record_id> root_of(const kind_def& kind, const value_lookup& own) {
    if (kind.scope != scope_rule::follows) return std::nullopt;
    const value* subject = own(kind.scope_field);
    if (subject == nullptr || subject->type() != value_type::reference) return std::nullopt;
    return subject->as_reference();
}

atom_set own_atoms(const kind_def& kind, const value_lookup& own, const element_lookup& elements,
                   std::string_view regency) {
    atom_set atoms;
    const value* named = kind.scope_field == 0 ? nullptr : own(kind.scope_field);
    switch (kind.scope) {
        case scope_rule::place:
            add_code(atoms, named);
            break;
        case scope_rule::places:
            for (const auto& element : elements(kind.scope_field)) {
                const auto code = value::decode(element);
                if (code.has_value()) add_code(atoms, &*code);
            }
            break;
        case scope_rule::own_code:
            add_code(atoms, named);
            // The regency's own regions are reference data: every tablet shows their names.
            if (!atoms.empty() && covers(regency, *atoms.begin())) atoms = {atom(reference_atom)};
            break;
        case scope_rule::reference:
            atoms.emplace(reference_atom);
            break;
        case scope_rule::office:
            atoms.emplace(regency);
            break;
        case scope_rule::follows:
            break;
    }
    return atoms;
}

std::optional<record_id> root_of(const kind_def& kind, std::span<const cell> cells) {
    return root_of(kind, [&](std::uint16_t field) { return cell_value(cells, {kind.number, field, {}}); });
}

atom_set own_atoms(const kind_def& kind, std::span<const cell> cells, std::string_view regency) {
    return own_atoms(
        kind, [&](std::uint16_t field) { return cell_value(cells, {kind.number, field, {}}); },
        [&](std::uint16_t field) {
            std::vector<bytes> present;
            for (const auto& c : cells) {
                if (c.key.kind == kind.number && c.key.field == field && !c.content.is_cleared()) present.push_back(c.key.element);
            }
            return present;
        },
        regency);
}

}  // namespace pendata
