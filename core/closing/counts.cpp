// One count a cluster and category.
#include "core/closing/counts.hpp"

#include <algorithm>

#include "core/dictionary/category.hpp"
#include "core/dictionary/field_numbers.hpp"

namespace pendata {

namespace {

constexpr compartment most_closed = compartment_count - 1;

category_count& count_of(std::vector<category_count>& among, std::int32_t category) {
    const auto found = std::find_if(among.begin(), among.end(), [&](const category_count& c) { return c.category == category; });
    if (found != among.end()) return *found;
    among.push_back({category});
    return among.back();
}

std::uint32_t& sort_of(category_count& to, const counted_assignment& what) {
    if (what.subject_kind == kinds::family) return to.families;
    if (what.subject_kind == kinds::group) return to.groups;
    if (what.sex == codes::sex::L) return to.men;
    if (what.sex == codes::sex::P) return to.women;
    return to.sex_unknown;
}

}  // namespace

compartment room_of_category(std::int32_t category) {
    const auto* known = find_category(category);
    return known == nullptr ? most_closed : known->room;
}

void add_to(category_count& to, const category_count& more) {
    to.counted = to.counted && more.counted;
    to.men += more.men;
    to.women += more.women;
    to.sex_unknown += more.sex_unknown;
    to.families += more.families;
    to.groups += more.groups;
}

void category_counter::add(const counted_assignment& what) {
    has_any_.at(what.room) = true;
    if (!what.is_of_list_a) has_newer_.at(what.room) = true;
    if (!met_.emplace(what.one, what.category).second) return;
    ++sort_of(count_of(by_category_, what.category), what);
}

std::vector<category_count> category_counter::counts() const {
    std::vector<category_count> out;
    for (const auto& known : categories()) out.push_back({known.number});
    for (const auto& met : by_category_) count_of(out, met.category) = met;
    std::sort(out.begin() + static_cast<std::ptrdiff_t>(categories().size()), out.end(),
              [](const category_count& a, const category_count& b) { return a.category < b.category; });
    for (auto& c : out) {
        const compartment own = room_of_category(c.category);
        bool any = false, newer = false;
        for (compartment room = 0; room <= own && room < most_closed; ++room) {
            any = any || has_any_[room];
            newer = newer || has_newer_[room];
        }
        c.counted = !any || newer || counted_in_list_a(c.category);
    }
    return out;
}

}  // namespace pendata
