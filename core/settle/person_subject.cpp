// Reading a person's, or a family's, fields for the matcher.
#include "core/settle/person_subject.hpp"

#include "core/dictionary/field_numbers.hpp"
#include "core/identity/household.hpp"

namespace pendata {

namespace {

namespace person = fields::person;

const value* plain_value(std::span<const cell> cells, std::uint16_t kind, std::uint16_t field) {
    for (const auto& c : cells) {
        if (c.key.kind == kind && c.key.field == field && c.key.element.empty() && c.room == 0) {
            return c.content.is_cleared() ? nullptr : &c.content;
        }
    }
    return nullptr;
}

std::string_view text_in(std::span<const cell> cells, std::uint16_t kind, std::uint16_t field) {
    const value* found = plain_value(cells, kind, field);
    return found != nullptr && found->type() == value_type::text ? found->as_text() : std::string_view();
}

std::optional<std::int64_t> number_in(std::span<const cell> cells, std::uint16_t field) {
    const value* found = plain_value(cells, kinds::person, field);
    if (found == nullptr || found->type() != value_type::integer) return std::nullopt;
    return found->as_integer();
}

// The texts of a set, which stand in the keys of its elements.
std::vector<std::string> texts_of_set(std::span<const cell> cells, std::uint16_t field) {
    std::vector<std::string> out;
    for (const auto& c : cells) {
        if (c.key.kind != kinds::person || c.key.field != field || c.content.is_cleared() || c.room != 0) continue;
        const auto element = value::decode(c.key.element);
        if (element.has_value() && element->type() == value_type::text) out.emplace_back(element->as_text());
    }
    return out;
}

}  // namespace

identity::match_subject person_subject(std::span<const cell> cells, std::string_view kk_number) {
    const auto text = [&](std::uint16_t field) { return text_in(cells, kinds::person, field); };
    const auto aliases = texts_of_set(cells, person::aliases);
    const auto numbers = texts_of_set(cells, person::other_niks);
    identity::person_facts facts;
    facts.name = text(person::name);
    facts.aliases.assign(aliases.begin(), aliases.end());
    facts.nik = text(person::nik);
    facts.other_niks.assign(numbers.begin(), numbers.end());
    if (const auto birth = number_in(cells, person::birth_date)) {
        facts.birth_date = static_cast<identity::civil_day>(*birth);
        const auto precision = number_in(cells, person::birth_precision).value_or(codes::birth_precision::day);
        if (precision >= 1 && precision <= 4) facts.precision = static_cast<identity::birth_precision>(precision);
    }
    facts.birth_place = text(person::birth_place);
    facts.mother_name = text(person::mother_name);
    if (const auto sex = number_in(cells, person::sex); sex && (*sex == 1 || *sex == 2)) {
        facts.sex = static_cast<identity::sex>(*sex);
    }
    facts.kk_number = kk_number;
    const auto family = family_of(cells);
    if (family) facts.family = family->view();
    facts.phone = text(person::phone);
    facts.village = text(person::village);
    return identity::subject_of(facts);
}

std::optional<record_id> family_of(std::span<const cell> cells) {
    const value* found = plain_value(cells, kinds::person, person::family);
    if (found == nullptr || found->type() != value_type::reference) return std::nullopt;
    return found->as_reference();
}

std::string_view kk_number_of(std::span<const cell> cells) {
    return text_in(cells, kinds::family, fields::family::kk_number);
}

std::optional<identity::match_subject> family_subject(std::span<const cell> cells) {
    return identity::household_of(kk_number_of(cells), text_in(cells, kinds::family, fields::family::village));
}

bool is_to_be_matched(std::span<const cell> cells) {
    static_assert(fields::family::presence == person::presence);
    const auto* presence = plain_value(cells, cells.empty() ? kinds::person : cells.front().key.kind, person::presence);
    const bool withdrawn = presence != nullptr && *presence == value::integer(codes::presence::withdrawn);
    const bool restricted = number_in(cells, person::restricted).value_or(0) != 0;
    return !withdrawn && !restricted;
}

}  // namespace pendata
