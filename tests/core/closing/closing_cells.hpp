// Assignments and subjects as the tests of this room write them.
#pragma once

#include <string_view>

#include "core/cases/reviewed.hpp"
#include "core/dictionary/field_numbers.hpp"

namespace pendata::test {

inline record_id id_filled(char c) { return record_id::from(bytes(16, c)); }

inline cell said(std::uint16_t kind, std::uint16_t field, value content, compartment room = 0) {
    cell c;
    c.key = {kind, field, {}};
    c.room = room;
    c.content = std::move(content);
    return c;
}

// Assessed on 2026-09-01, proposed.
inline record_cells assignment_of(char id, const record_id& subject, std::int32_t category, compartment room = 0) {
    namespace names = fields::assignment;
    return {id_filled(id), kinds::assignment,
            {said(kinds::assignment, names::subject, value::reference(subject), room),
             said(kinds::assignment, names::category, value::integer(category), room),
             said(kinds::assignment, names::list_version, value::text("PPKS-2012"), room),
             said(kinds::assignment, names::assessed_on, value::integer(20697), room),
             said(kinds::assignment, names::status, value::integer(codes::assignment_status::proposed), room)}};
}

inline record_cells person_named(char id, std::string_view name) {
    return {id_filled(id), kinds::person,
            {said(kinds::person, fields::person::name, value::text(name)),
             said(kinds::person, fields::person::village, value::text("32.11.01.2001")),
             said(kinds::person, fields::person::phone, value::text("0812000001"))}};
}

// Sets the field, or takes it away by a cleared value.
inline void say(record_cells& of, std::uint16_t field, value content) {
    for (auto& c : of.cells) {
        if (c.key.field == field) {
            c.content = std::move(content);
            return;
        }
    }
    of.cells.push_back(said(of.kind, field, std::move(content), of.cells.front().room));
}

}  // namespace pendata::test
