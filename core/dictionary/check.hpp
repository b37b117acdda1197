// Whether a value may stand in its field: asked when it is saved on the tablet and again at the
// office, with the same answer given the same context. Every finding says why, in both languages;
// only errors refuse. Pure: what day it is and which regions exist is brought along.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/dictionary/dictionary.hpp"
#include "core/dictionary/problem.hpp"

namespace pendata {

enum class severity : std::uint8_t { warning = 1, error = 2 };

struct finding {
    severity level = severity::error;
    problem what;
};

using findings = std::vector<finding>;

// The first error among them; nullptr where there is none.
const problem* first_error(const findings& found);

struct check_context {
    std::int32_t today = 0;  // days since 1970-01-01, where the work is done
    // Whether a region exists in any vintage. Empty: not asked.
    std::function<bool(std::string_view code)> region_known;
    // Whether a district that issues NIKs (`32.11.01`) ever existed anywhere. Empty: not asked.
    std::function<bool(std::string_view code)> district_known;
};

// Checks one cell: `element` is the cell key's (empty outside sets), `content` the cell's value. A
// cleared value is an error only where the field is required; an element is removed whatever it is.
findings check_value(const field_def& field, bytes_view element, const value& content,
                     const check_context& context);

// Finds a field's value as it would stand after the save, of a set that of any element; nullptr where there is none.
using value_lookup = std::function<const value*(std::uint16_t field)>;

// What only the whole record shows: required fields (errors), a person without NIK and without a
// reason, a NIK that differs from birth date or sex, a withdrawal without reason (warnings).
findings check_record(const kind_def& kind, const value_lookup& find, const check_context& context);

}  // namespace pendata
