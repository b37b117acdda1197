// Today's table with a few rows taken out or put in.
// Whoever lacks a row keeps and passes on its cells untouched (I7).
#include "tools/sim/scene/app_versions.hpp"

#include <algorithm>
#include <vector>

#include "core/dictionary/field_numbers.hpp"

namespace pendata::sim {

namespace {

// A table of its own, made of another's rows.
struct own_table {
    std::vector<kind_def> kinds;
    std::vector<field_def> person;
    dictionary words;

    template <class Edit>
    own_table(std::uint32_t version, Edit edit) {
        const auto& today = builtin_dictionary();
        kinds.assign(today.kinds.begin(), today.kinds.end());
        for (auto& kind : kinds) {
            if (kind.number != kinds::person) continue;
            person.assign(kind.fields.begin(), kind.fields.end());
            edit(person);
            kind.fields = person;
        }
        words = {version, kinds};
    }
};

}  // namespace

const dictionary& older_dictionary() {
    static const own_table table(builtin_dictionary().version, [](std::vector<field_def>& fields) {
        std::erase_if(fields, [](const field_def& f) { return f.name == "phone" || f.name == "life_status" || f.name == "birth_place"; });
    });
    return table.words;
}

const dictionary& newer_dictionary() {
    static const own_table table(builtin_dictionary().version + 1, [](std::vector<field_def>& fields) {
        const auto like = std::find_if(fields.begin(), fields.end(), [](const field_def& f) { return f.name == "occupation"; });
        field_def hobby = *like;
        hobby.number = 900;
        hobby.name = field_of_tomorrow;
        fields.push_back(hobby);
    });
    return table.words;
}

}  // namespace pendata::sim
