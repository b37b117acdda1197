// The rules of a category against the subject that is put into it, at the date of assessment.
// Sources differ, so a broken rule is a warning that wants a reason; only a hard stop refuses.
#pragma once

#include <cstdint>
#include <optional>

#include "core/dictionary/category.hpp"
#include "core/dictionary/check.hpp"

namespace pendata {

// What is known of the subject; what is not known (or not granted to the asker) is not checked.
struct category_subject {
    unit_mask unit = person_unit;
    std::optional<std::int32_t> birth_date;  // days since 1970-01-01
    std::optional<std::int32_t> sex;         // codes::sex
    std::optional<bool> has_disabilities;
    std::optional<int> members;  // of a family
};

// Errors: a unit the category does not take; an age outside a hard stop; `rule_reason` missing
// where a rule is broken and `has_reason` is false. Warnings: the broken rules themselves, an age
// at which the sources differ, a birth date that is not known, a category of an older list.
findings check_category(const category_def& category, const category_subject& subject,
                        std::int32_t assessed_on, bool has_reason);

}  // namespace pendata
