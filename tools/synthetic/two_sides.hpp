// An office and a tablet that hold nearly the same, as bare ids and marks: enough to see what a repair costs on the
// wire without a store on either side. Used by tests and by pendata-bench.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/reconcile/descent.hpp"
#include "core/reconcile/telling.hpp"

namespace pendata::synthetic {

struct sides_plan {
    std::size_t records = 3000;
    std::size_t villages = 1;
    std::size_t changed = 0;   // on both sides, otherwise
    std::size_t missing = 0;   // at the office only
    std::size_t extra = 0;     // on the tablet only
    bool empty_cache = false;  // the tablet has nothing at all
    bool crowded = false;      // ids chosen so that their keys begin alike
    std::uint64_t seed = 1;
};

class two_sides final : public row_source {
public:
    explicit two_sides(const sides_plan& plan);

    result<std::vector<total>> totals_below(const std::string& node) override;
    result<std::vector<placed_row>> rows_at(const std::string& place) override;

    const grant_list& grants() const { return grants_; }
    const held_parts& tablet() const { return tablet_; }

private:
    grant_list grants_;
    held_parts tablet_;
    std::map<std::string, std::vector<placed_row>> office_;
};

struct repair_cost {
    std::size_t exchanges = 0;     // with the hello that found the sides unequal
    std::size_t bytes_up = 0;      // of frames, from the first question on
    std::size_t bytes_down = 0;    // but the parts themselves: answers, evictions, the frames parts travel in
    std::size_t listed_up = 0;     // what naming every row held would take: ids and 8 bytes each, in the same frames
    std::size_t wanted = 0;        // records the office has to send
    std::size_t evicted = 0;
};

// Carries out the descent frame by frame. Nothing where a side refuses what the other says.
std::optional<repair_cost> cost_of(two_sides& between);

}  // namespace pendata::synthetic
