// Reading the elements of `subjects`.
#include "core/cases/named_visit.hpp"

#include "core/dictionary/field_numbers.hpp"

namespace pendata {

namespace {

std::optional<record_id> named_by(const cell& c) {
    if (c.key.kind != kinds::visit || c.key.field != fields::visit::subjects) return std::nullopt;
    const auto element = value::decode(c.key.element);
    if (element.has_error() || element->type() != value_type::reference) return std::nullopt;
    return element->as_reference();
}

}  // namespace

const cell* naming_cell(const record_cells& visit, const record_id& met) {
    for (const auto& c : visit.cells) {
        if (!c.content.is_cleared() && named_by(c) == met) return &c;
    }
    return nullptr;
}

std::vector<record_id> ever_named(const record_cells& visit) {
    std::vector<record_id> out;
    for (const auto& c : visit.cells) {
        if (const auto id = named_by(c)) out.push_back(*id);
    }
    return out;
}

}  // namespace pendata
