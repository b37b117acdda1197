// Counting assignments by category and sort of subject: reports count a person of several records once in a category, and say
// of what a list did not have that it was not counted, which is no zero.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/base/id.hpp"
#include "core/model/cell.hpp"

namespace pendata {

struct category_count {
    std::int32_t category = 0;
    bool counted = true;  // false: what there is was captured by a list without this category
    std::uint32_t men = 0, women = 0, sex_unknown = 0, families = 0, groups = 0;

    std::uint32_t total() const { return men + women + sex_unknown + families + groups; }
    friend bool operator==(const category_count&, const category_count&) = default;
};

// The compartment of those who are in it; of a category that this version does not know, the most closed.
compartment room_of_category(std::int32_t category);

// Of what stands in a row, with what is below it.
void add_to(category_count& to, const category_count& more);

struct counted_assignment {
    record_id one;               // the subject; of a cluster of "same" its survivor
    std::uint16_t subject_kind = 0;
    std::optional<std::int64_t> sex{};
    std::int32_t category = 0;   // as it is reported
    compartment room = 0;
    bool is_of_list_a = false;
};

class category_counter {
public:
    void add(const counted_assignment& what);
    // Every category in the order of the list, and those beyond it that were met.
    std::vector<category_count> counts() const;

private:
    std::vector<category_count> by_category_;  // those met, in no order
    std::set<std::pair<record_id, std::int32_t>> met_;
    // By compartment: whether a category was counted is told by what is no more closed than itself, and never by S3, so that
    // nothing shows that something more closed is there.
    std::array<bool, compartment_count> has_any_{};
    std::array<bool, compartment_count> has_newer_{};
};

}  // namespace pendata
