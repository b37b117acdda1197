// What is listed, and as what.
#include "core/closing/listed.hpp"

#include "core/dictionary/category.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/identity/civil_day.hpp"

namespace pendata {

namespace {

constexpr std::string_view list_a = "A";

std::optional<unlisted> of_subject(const record_cells& subject) {
    // Fields 1 and 2 of every kind are its presence.
    if (subject.number(fields::person::presence) == codes::presence::withdrawn) return unlisted::subject_withdrawn;
    const bool is_dead = subject.kind == kinds::person && subject.number(fields::person::life_status) == codes::life_status::deceased;
    return is_dead ? std::optional(unlisted::deceased) : std::nullopt;
}

}  // namespace

std::string_view name_of(unlisted why) {
    constexpr std::string_view names[] = {"withdrawn", "returned", "rejected", "closed", "later", "subject_withdrawn", "deceased", "moved"};
    return names[static_cast<std::size_t>(why)];
}

std::int32_t assessed_day(const record_cells& assignment) {
    if (const auto said = assignment.number(fields::assignment::assessed_on)) return static_cast<std::int32_t>(*said);
    const auto* made = assignment.find(fields::assignment::category);
    return made == nullptr ? 0 : day_of(to_unix_ms(made->at.time));
}

std::optional<unlisted> why_unlisted(const record_cells& assignment, const record_cells& subject, std::int32_t last_day) {
    if (assignment.number(fields::assignment::presence) == codes::presence::withdrawn) return unlisted::withdrawn;
    switch (assignment.number(fields::assignment::status).value_or(codes::assignment_status::proposed)) {
        case codes::assignment_status::returned:
            return unlisted::returned;
        case codes::assignment_status::rejected:
            return unlisted::rejected;
        case codes::assignment_status::closed:
            return unlisted::closed;
        default:
            break;
    }
    if (assessed_day(assignment) > last_day) return unlisted::later;
    return of_subject(subject);
}

bool is_of_list_a(const record_cells& assignment) {
    const bool has_older_only = !assignment.number(fields::assignment::category) && assignment.number(fields::assignment::older_category);
    if (has_older_only) return true;
    const auto* said = assignment.find(fields::assignment::list_version);
    return said != nullptr && said->content.type() == value_type::text && said->content.as_text() == list_a;
}

std::int32_t reported_category(const record_cells& assignment, const record_cells& subject) {
    const auto captured = static_cast<std::int32_t>(assignment.number(fields::assignment::category).value_or(0));
    const auto older = assignment.number(fields::assignment::older_category);
    if (!older || !is_of_list_a(assignment)) return captured;
    std::optional<int> age;
    const auto born = subject.kind == kinds::person ? subject.number(fields::person::birth_date) : std::nullopt;
    if (born) age = identity::age_on(static_cast<std::int32_t>(*born), assessed_day(assignment));
    const auto* mapped = map_older(static_cast<std::int32_t>(*older), age);
    return mapped == nullptr ? captured : mapped->category;
}

}  // namespace pendata
