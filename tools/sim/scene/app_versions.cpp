// Today's table with a few rows taken out or put in.
// Whoever lacks a row keeps and passes on its cells untouched (I7).
#include "tools/sim/scene/app_versions.hpp"

#include <algorithm>
#include <vector>

#include "core/base/assert.hpp"
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

    void forget_kind(std::uint16_t number) {
        std::erase_if(kinds, [&](const kind_def& kind) { return kind.number == number; });
        words.kinds = kinds;
    }
};

void erase_named(std::vector<field_def>& fields, std::initializer_list<std::string_view> names) {
    std::erase_if(fields, [&](const field_def& f) { return std::ranges::find(names, f.name) != names.end(); });
}

struct oldest_table : own_table {
    oldest_table() : own_table(builtin_dictionary().version - 2, [](std::vector<field_def>& fields) {
        erase_named(fields, {"phone", "life_status", "birth_place", "aliases"});
    }) {
        forget_kind(kinds::visit);
    }
};

}  // namespace

const dictionary& oldest_dictionary() {
    static const oldest_table table;
    return table.words;
}

const dictionary& older_dictionary() {
    static const own_table table(builtin_dictionary().version - 1, [](std::vector<field_def>& fields) {
        erase_named(fields, {"phone", "life_status", "birth_place"});
    });
    return table.words;
}

const dictionary& newer_dictionary() {
    static const own_table table(builtin_dictionary().version + 1, [](std::vector<field_def>& fields) {
        const auto like = std::find_if(fields.begin(), fields.end(), [](const field_def& f) { return f.name == "occupation"; });
        field_def hobby = *like;
        hobby.number = 900;
        hobby.name = field_of_tomorrow;
        like->most = longer_tomorrow;
        fields.push_back(hobby);
    });
    return table.words;
}

const dictionary& next_dictionary(const dictionary& of) {
    if (&of == &oldest_dictionary()) return older_dictionary();
    if (&of == &older_dictionary()) return builtin_dictionary();
    return newer_dictionary();
}

std::size_t unknown_cells(const sim_tablet& of) {
    std::size_t count = 0;
    const auto read = of.engine().store.read([&](device_transaction& tx) {
        return tx.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
            for (const auto& c : p.cells) count += of.words->find(c.what.key) == nullptr ? 1 : 0;
            return {};
        });
    });
    PENDATA_ASSERT(read.has_value());
    return count;
}

}  // namespace pendata::sim
