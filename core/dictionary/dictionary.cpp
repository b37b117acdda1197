// Looking things up in the table. Kinds and fields are few and sorted by number; names are found by
// walking.
#include "core/dictionary/dictionary.hpp"

#include <algorithm>

namespace pendata {

namespace {

template <class Rows>
auto with_number(const Rows& rows, std::uint16_t number) -> decltype(rows.data()) {
    const auto at =
        std::lower_bound(rows.begin(), rows.end(), number,
                         [](const auto& row, std::uint16_t n) { return row.number < n; });
    return at != rows.end() && at->number == number ? &*at : nullptr;
}

template <class Rows>
auto with_name(const Rows& rows, std::string_view name) -> decltype(rows.data()) {
    const auto at =
        std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.name == name; });
    return at != rows.end() ? &*at : nullptr;
}

constexpr std::string_view role_names[] = {"psm",      "tksk",     "facilitator",
                                           "operator", "verifier", "admin"};
constexpr role roles[] = {role::psm,       role::tksk,     role::facilitator,
                          role::operator_, role::verifier, role::admin};
constexpr std::string_view policy_names[] = {"latest",    "evidence", "set",   "state",
                                             "keep_both", "once",     "office"};

}  // namespace

const code_def* field_def::code(std::int64_t code_number) const {
    for (const auto& c : codes) {
        if (c.number == code_number)
            return &c;
    }
    return nullptr;
}

const code_def* field_def::code(std::string_view code_name) const {
    return with_name(codes, code_name);
}

const field_def* kind_def::find(std::string_view field_name) const {
    return with_name(fields, field_name);
}
const field_def* kind_def::find(std::uint16_t field_number) const {
    return with_number(fields, field_number);
}

const kind_def* dictionary::find(std::string_view kind_name) const {
    return with_name(kinds, kind_name);
}
const kind_def* dictionary::find(std::uint16_t kind_number) const {
    return with_number(kinds, kind_number);
}

const field_def* dictionary::find(const cell_key& key) const {
    const auto* kind = find(key.kind);
    return kind == nullptr ? nullptr : kind->find(key.field);
}

std::string_view name_of(role r) {
    const auto at = static_cast<std::size_t>(r);
    return at < std::size(role_names) ? role_names[at] : std::string_view{};
}

const role* role_named(std::string_view name) {
    for (std::size_t i = 0; i < std::size(role_names); ++i) {
        if (role_names[i] == name)
            return &roles[i];
    }
    return nullptr;
}

std::string_view name_of(policy p) {
    const auto at = static_cast<std::size_t>(p);
    return at < std::size(policy_names) ? policy_names[at] : std::string_view{};
}

}  // namespace pendata
