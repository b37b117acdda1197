// Looking up categories.
#include "core/dictionary/category.hpp"

namespace pendata {

const category_def* find_category(std::int32_t number) {
    for (const auto& c : categories()) {
        if (c.number == number)
            return &c;
    }
    return nullptr;
}

const category_def* find_category(std::string_view code) {
    for (const auto& c : categories()) {
        if (c.code == code)
            return &c;
    }
    return nullptr;
}

const older_mapping* map_older(std::int32_t older, std::optional<int> age) {
    for (const auto& m : older_mappings()) {
        if (m.older != older)
            continue;
        const bool any_age = m.least_age == 0 && m.most_age == no_age_bound;
        if (any_age || (age && *age >= m.least_age && *age <= m.most_age))
            return &m;
    }
    return nullptr;
}

bool counted_in_list_a(std::int32_t category) {
    for (const auto& m : older_mappings()) {
        if (m.category == category)
            return true;
    }
    return false;
}

compartment room_of(const kind_def& kind, const field_def& field, std::int32_t category) {
    constexpr compartment most_closed = compartment_count - 1;
    switch (kind.rooms) {
        case room_rule::of_field:
            return field.room;
        case room_rule::of_category: {
            const auto* known = find_category(category);
            return known == nullptr ? most_closed : known->room;
        }
        case room_rule::of_inputs:
            return most_closed;
    }
    return most_closed;
}

}  // namespace pendata
