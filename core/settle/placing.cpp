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

// A number of one to three digits, zeros and words before it forgiven; 0 where it is none.
unsigned small_number(std::string_view text) {
    const auto first = text.find_first_of("0123456789");
    if (first == std::string_view::npos) return 0;
    unsigned number = 0;
    for (const char c : text.substr(first)) {
        if (c < '0' || c > '9') return 0;
        number = number * 10 + static_cast<unsigned>(c - '0');
        if (number > 999) return 0;
    }
    return number;
}

std::string with_zeros(unsigned number, std::size_t digits) {
    auto text = std::to_string(number);
    return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

std::string_view text_in(const kind_def& kind, std::string_view field, const value_lookup& own) {
    const auto* known = kind.find(field);
    const value* v = known == nullptr || known->set_valued ? nullptr : own(known->number);
    return v != nullptr && v->type() == value_type::text ? v->as_text() : std::string_view();
}

void add_code(atom_set& atoms, const value* v) {
    if (v != nullptr && v->type() == value_type::text && is_region_code(v->as_text())) atoms.emplace(v->as_text());
}

}  // namespace

const field_def* restriction_of(const kind_def& kind) {
    const bool has_places = kind.scope == scope_rule::place || kind.scope == scope_rule::places;
    return has_places ? kind.find("restricted") : nullptr;
}

bool is_restricted(const kind_def& kind, const value_lookup& own) {
    const auto* field = restriction_of(kind);
    const value* v = field == nullptr ? nullptr : own(field->number);
    return v != nullptr && v->type() == value_type::integer && v->as_integer() != 0;
}

atom within_village(std::string_view village, std::string_view rw, std::string_view rt) {
    atom out(village);
    const auto ward = is_village_code(village) ? small_number(rw) : 0;
    if (ward == 0) return out;
    out += ".RW" + with_zeros(ward, 3);
    if (const auto block = small_number(rt); block != 0) out += ".RT" + with_zeros(block, 2);
    return out;
}

std::string_view region_of(std::string_view node) { return node.substr(0, node.find(".R")); }

bool is_duty_node(std::string_view text) {
    const auto village = region_of(text);
    if (village.size() == text.size()) return is_region_code(text);
    auto below = text.substr(village.size() + 1);
    const auto dot = below.find('.');
    const auto rw = below.substr(0, dot);
    const auto rt = dot == std::string_view::npos ? std::string_view() : below.substr(dot + 1);
    return within_village(village, rw, rt) == text && is_village_code(village);
}

std::vector<const field_def*> fields_within_village(const kind_def& kind) {
    std::vector<const field_def*> out;
    for (const std::string_view name : {"rw", "rt"}) {
        const auto* known = kind.scope == scope_rule::place ? kind.find(name) : nullptr;
        if (known != nullptr) out.push_back(known);
    }
    return out;
}

bool says_where(const kind_def& kind, std::uint16_t field) {
    if (field == kind.scope_field || (field == kind.second_field && field != 0)) return true;
    if (const auto* restriction = restriction_of(kind); restriction != nullptr && restriction->number == field) return true;
    const auto within = fields_within_village(kind);
    return std::any_of(within.begin(), within.end(), [&](const field_def* f) { return f->number == field; });
}

std::vector<record_id> roots_of(const kind_def& kind, const value_lookup& own) {
    std::vector<record_id> roots;
    const auto add = [&](std::uint16_t field) {
        const value* named = own(field);
        if (named != nullptr && named->type() == value_type::reference) roots.push_back(named->as_reference());
    };
    if (kind.placed_by_others()) add(kind.scope_field);
    if (kind.scope == scope_rule::common) add(kind.second_field);
    return roots;
}

atom_set own_atoms(const kind_def& kind, const value_lookup& own, const element_lookup& elements,
                   std::string_view regency) {
    if (is_restricted(kind, own)) return {atom(regency)};
    atom_set atoms;
    const value* named = kind.scope_field == 0 ? nullptr : own(kind.scope_field);
    switch (kind.scope) {
        case scope_rule::place:
            add_code(atoms, named);
            if (atoms.size() == 1) atoms = {within_village(*atoms.begin(), text_in(kind, "rw", own), text_in(kind, "rt", own))};
            break;
        case scope_rule::places:
            for (const auto& element : elements(kind.scope_field)) {
                const auto code = value::decode(element);
                if (code.has_value() && code->type() == value_type::text && is_duty_node(code->as_text())) atoms.emplace(code->as_text());
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
            if (kind.second_field != 0) add_code(atoms, own(kind.second_field));
            break;
        case scope_rule::common:
            break;
    }
    return atoms;
}

atom_set atoms_by_roots(const kind_def& kind, const atom_set& own, std::span<const atom_set> roots,
                        std::string_view regency) {
    const std::size_t needed = kind.scope == scope_rule::common ? 2 : 1;
    atom_set atoms;
    for (const auto& of_root : roots) {
        if (of_root.empty()) return {};
        atoms.insert(of_root.begin(), of_root.end());
    }
    if (roots.size() < needed) return {};
    if (kind.scope == scope_rule::common) return {common_node(atoms, regency)};
    // What follows somebody who is the regency's alone is nowhere else, whatever other end it names.
    if (atoms == atom_set{atom(regency)}) return atoms;
    atoms.insert(own.begin(), own.end());
    return atoms;
}

atom_set resting_place(const kind_def& kind, std::string_view regency) {
    return kind.scope == scope_rule::places ? atom_set{atom(regency)} : atom_set{};
}

atom common_node(const atom_set& atoms, std::string_view regency) {
    std::string_view node = atoms.empty() ? regency : std::string_view(*atoms.begin());
    for (const auto& a : atoms) {
        while (!covers(node, a)) {
            const auto above = parent_of(node);
            if (above.empty()) return atom(regency);
            node = above;
        }
    }
    return covers(regency, node) ? atom(node) : atom(regency);
}

std::vector<record_id> roots_of(const kind_def& kind, std::span<const cell> cells) {
    return roots_of(kind, [&](std::uint16_t field) { return cell_value(cells, {kind.number, field, {}}); });
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
